import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { evaluate } from '../../src/networks/evaluate.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { range, toyImages, toyModel } from './toy-images.js';

const task = classification(4);

/** Sums of a convolution may be ordered otherwise for another batch size: some units in the last place of float32. */
const batchTolerance = 1e-5;

describe('evaluate', () => {
  beforeAll(() => startEngine());

  it('gives the same numbers for every batch size, also when the last batch is not full', async () => {
    const [model, images] = [toyModel(), toyImages(23)];
    const whole = await evaluate(model, task, images, range(0, 23), { batchSize: 23 });
    expect(whole.verdicts).toHaveLength(23);
    for (const batchSize of [1, 5, 100]) {
      const other = await evaluate(model, task, images, range(0, 23), { batchSize });
      expect(other.score).toBe(whole.score);
      expect(Math.abs(other.loss - whole.loss)).toBeLessThan(batchTolerance);
    }
  });

  it('says where in the split each batch begins', async () => {
    const firstRows: number[] = [];
    const beforeBatch = (firstRow: number) => firstRows.push(firstRow);
    await evaluate(toyModel(), task, toyImages(20), range(3, 13), { batchSize: 4, beforeBatch });
    expect(firstRows).toEqual([0, 4, 8]);
  });

  it('judges the images in the order of the rows', async () => {
    const [model, images] = [toyModel(), toyImages(8)];
    const forth = await evaluate(model, task, images, Uint32Array.of(0, 1, 2), { batchSize: 3 });
    const back = await evaluate(model, task, images, Uint32Array.of(2, 1, 0), { batchSize: 3 });
    const losses = forth.verdicts.map(({ loss }) => loss);
    expect(back.verdicts.map(({ loss }) => loss).reverse()).toEqual(losses);
    expect(new Set(losses).size).toBe(3);
  });

  it('leaves no tensor behind', async () => {
    const [model, images] = [toyModel(), toyImages(8)];
    const before = tf.memory().numTensors;
    await evaluate(model, task, images, range(0, 8), { batchSize: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses an empty split, and a model that gives no finite loss', async () => {
    const [model, images] = [toyModel(), toyImages(4)];
    await expect(evaluate(model, task, images, range(0, 0), { batchSize: 3 })).rejects.toThrow(
      'evaluate: there are 0 images, must be at least 1',
    );
    model.setWeights(model.getWeights().map(weight => tf.fill(weight.shape, NaN)));
    await expect(evaluate(model, task, images, range(0, 4), { batchSize: 3 })).rejects.toThrow(
      'evaluate: loss is NaN over 4 images, must be finite',
    );
  });
});

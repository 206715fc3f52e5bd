import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { absoluteError } from '../../../src/networks/losses/regression.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { classification } from '../../../src/networks/tasks/classification.js';
import { segmentation } from '../../../src/networks/tasks/segmentation.js';
import { severalTasks } from '../../../src/networks/tasks/several.js';
import { Score } from '../../../src/networks/tasks/task.js';

beforeAll(() => startEngine());

const masks = [Uint8Array.of(0, 1), Uint8Array.of(0, 0), Uint8Array.of(1, 1)];
const images = {
  ...{ height: 1, width: 2, channels: 1, labels: [0, 2, 1] },
  scenes: () => new Float32Array(6),
  pixelClasses: (rows: Uint32Array) => Uint8Array.from([...rows].flatMap(row => [...masks[row]!])),
};
const [pixels, classes] = [segmentation(2), classification(3)];
const both = severalTasks([
  { task: pixels, weight: 1, shape: [1, 2, 2] },
  { task: classes, weight: 0.3, shape: [3] },
]);
const outputs = tf.randomNormal([3, 7], 0, 1, 'float32', 2);

/** float32 sums of a few terms of order 1. */
const tolerance = 1e-6;

describe('several tasks at once', () => {
  it('have the weighted sum of the losses of their heads, in the graph and image by image', () => {
    const rows = Uint32Array.of(0, 1, 2);
    const targets = both.targets(images, rows, 3);
    const weights = meanWeights(3, 3);
    const loss = both.loss(outputs, targets, weights).dataSync()[0]!;
    const map = outputs.slice([0, 0], [3, 4]).reshape([3, 1, 2, 2]);
    const logits = outputs.slice([0, 4], [3, 3]);
    const alone = [
      pixels.loss(map, pixels.targets(images, rows, 3), weights),
      classes.loss(logits, classes.targets(images, rows, 3), weights),
    ].map(each => each.dataSync()[0]!);
    expect(Math.abs(loss - (alone[0]! + 0.3 * alone[1]!))).toBeLessThan(tolerance);
    const score = new Score(both);
    rows.forEach(row => score.add(both.judge(outputs.slice(row, 1).dataSync<'float32'>(), images, row)));
    expect(Math.abs(score.loss - loss)).toBeLessThan(tolerance);
    expect(score.parts.map(part => part.loss)).toEqual([
      expect.closeTo(alone[0]!, 6),
      expect.closeTo(alone[1]!, 6),
    ]);
  });

  it('have the score of the first, of all images together where that has one, and go on from a state', () => {
    const [own, all] = [new Score(pixels), new Score(both)];
    const verdicts = [0, 1, 2].map(row =>
      both.judge(outputs.slice(row, 1).dataSync<'float32'>(), images, row),
    );
    for (const verdict of verdicts.slice(0, 2)) all.add(verdict);
    const again = new Score(both, JSON.parse(JSON.stringify(all.state)) as typeof all.state);
    again.add(verdicts[2]!);
    [0, 1, 2].forEach(row =>
      own.add(pixels.judge(outputs.slice([row, 0], [1, 4]).dataSync<'float32'>(), images, row)),
    );
    expect(again.score).toBe(own.score);
    expect(both.scoreOf!(verdicts)).toBe(own.score);
    expect(again.parts[1]!.score).toBe(verdicts.filter(({ parts }) => parts[1]!.score === 1).length / 3);
  });

  it('may minimize another loss of the first, and say so', () => {
    const swapped = severalTasks([
      { task: classes, weight: 1, shape: [3] },
      { task: pixels, weight: 2, shape: [1, 2, 2] },
    ]);
    const targets = swapped.targets(images, Uint32Array.of(0, 1, 2), 3);
    const weights = meanWeights(3, 3);
    const difference = swapped.lossWith!(absoluteError)(outputs, targets, weights)
      .sub(swapped.loss(outputs, targets, weights))
      .dataSync()[0]!;
    const [first, wanted] = [outputs, targets].map(x => x.slice([0, 0], [3, 3]));
    const expected = absoluteError(first!, wanted!, weights).sub(classes.loss(first!, wanted!, weights));
    expect(Math.abs(difference - expected.dataSync()[0]!)).toBeLessThan(tolerance);
    expect(swapped.lossNameWith!('absolute error')).toBe(
      'weighted sum (absolute error + 2 × cross-entropy and Dice loss)',
    );
  });
});

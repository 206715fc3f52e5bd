import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { hardenLayers, isHardenable, layerPenalties } from '../../src/networks/layer-hooks.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { trainModel } from '../../src/networks/train.js';
import { ToyMask } from '../experiments/toy-mask.js';

beforeAll(() => startEngine());

const side = 4;

function modelWith(mask: tf.layers.Layer): tf.LayersModel {
  const input = tf.input({ shape: [side, side, 1] });
  const layers = [mask, tf.layers.flatten(), tf.layers.dense({ units: 2 })];
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs });
}

it('A design is sharpened by the share of steps done, and fully before each validation', async () => {
  const mask = new ToyMask({ name: 'mask', weight: 0 });
  const model = modelWith(mask);
  const images = {
    ...{ height: side, width: side, channels: 1, labels: [0, 1, 0, 1, 0, 1] },
    scenes: (rows: Uint32Array) =>
      Float32Array.from({ length: rows.length * side ** 2 }, (_, i) => (i * 7) % 5),
  };
  await trainModel(model, images, {
    task: classification(2),
    train: Uint32Array.of(0, 1, 2, 3),
    validation: Uint32Array.of(4, 5),
    epochs: 2,
    batchSize: 2,
    learningRate: 0.01,
    physicalLearningRate: 0.01,
    learningRateSchedule: 'constant',
    earlyStoppingPatience: 0,
    orderOf: rows => rows,
  });
  expect(mask.anneals).toEqual([0, 0.25, 1, 0.5, 0.75, 1]);
  model.dispose();
});

it('Layers without a penalty or a discrete design are passed over', () => {
  const plain = modelWith(tf.layers.activation({ activation: 'relu' }));
  expect(layerPenalties(plain)).toEqual([]);
  expect(isHardenable(plain)).toBe(false);
  const mask = new ToyMask({ name: 'mask', weight: 3 });
  const model = modelWith(mask);
  const [penalty] = layerPenalties(model);
  const { values } = mask.physicalArrays()[0]!;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(penalty!.dataSync()[0]).toBeCloseTo(3 * mean, 5);
  expect(isHardenable(model)).toBe(true);
  hardenLayers(model, true);
  expect(mask.physicalArrays()[0]!.values.every(value => value === 0 || value === 1)).toBe(true);
});

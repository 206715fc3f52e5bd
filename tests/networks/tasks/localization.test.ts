import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import type { LabelledImages } from '../../../src/networks/batch.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { localization, type Position } from '../../../src/networks/tasks/localization.js';

beforeAll(() => startEngine());

const places: readonly Position[] = [
  [0, 0],
  [40, 30],
  [10, 20],
];
const images: LabelledImages = {
  ...{ height: 30, width: 40, channels: 1, labels: [0, 0, 0], scenes: () => new Float32Array(0) },
  position: row => places[row]!,
};

it('x is 0 to the width from −1 to 1 and goes to the right, y down', () => {
  const targets = tf.tidy(() => localization.targets(images, Uint32Array.of(0, 1, 2), 3).dataSync());
  [-1, -1, 1, 1, -0.5, 1 / 3].forEach((value, i) => expect(targets[i]).toBeCloseTo(value, 6));
});

it('The distance is in pixels of the scene: 3 to the right and 4 up are 5', () => {
  const output = Float32Array.of((2 * 13) / 40 - 1, (2 * 16) / 30 - 1);
  const { predicted, truth, score } = localization.judge(output, images, 2);
  expect(predicted[0]).toBeCloseTo(13, 5);
  expect(predicted[1]).toBeCloseTo(16, 5);
  expect(truth).toEqual([10, 20]);
  expect(score).toBeCloseTo(5, 5);
});

it('The score of several images is the root of the mean squared distance', () => {
  const verdicts = [3, 4].map(score => ({ predicted: [0, 0], truth: [0, 0], loss: 0, score }) as const);
  expect(localization.scoreOf!(verdicts)).toBeCloseTo(Math.sqrt(12.5), 12);
});

it('The loss of the judge is that of the graph', () => {
  const outputs = Float32Array.of(0.3, -0.2, 0.9, 0.5);
  const found = tf.tidy(() => {
    const targets = localization.targets(images, Uint32Array.of(1, 2), 2);
    return localization.loss(tf.tensor2d(outputs, [2, 2]), targets, meanWeights(2, 2)).dataSync()[0]!;
  });
  const judged = [1, 2].map((row, i) => localization.judge(outputs.subarray(2 * i), images, row).loss);
  const float32Tolerance = 6;
  expect(found).toBeCloseTo((judged[0]! + judged[1]!) / 2, float32Tolerance);
});

it('Images without positions are refused', () => {
  const { height, width, channels, labels, scenes } = images;
  const others = { height, width, channels, labels, scenes };
  expect(() => localization.judge(Float32Array.of(0, 0), others, 0)).toThrow(
    'localization: the images have no positions, must have',
  );
});

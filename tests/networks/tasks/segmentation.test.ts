import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import type { LabelledImages } from '../../../src/networks/batch.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { judgePixels, overlapScore, segmentation } from '../../../src/networks/tasks/segmentation.js';

beforeAll(() => startEngine());

/** Logits that say these classes of two, firmly. */
const sayings = (labels: readonly number[]): Float32Array =>
  Float32Array.from(labels.flatMap(label => (label === 0 ? [9, -9] : [-9, 9])));

it('The IoU of four pixels is counted by hand', () => {
  const { counts, predicted, score } = judgePixels(sayings([1, 1, 0, 0]), Uint8Array.of(1, 0, 1, 0), 2);
  expect([...predicted]).toEqual([1, 1, 0, 0]);
  expect(counts[1]).toEqual({ truePositives: 1, falsePositives: 1, falseNegatives: 1 });
  expect(score).toBeCloseTo(1 / 3, 12);
});

it('Pixels of several images are counted together', () => {
  const task = segmentation(2);
  const verdicts = [
    judgePixels(sayings([1, 1, 1, 1]), Uint8Array.of(1, 1, 1, 1), 2),
    judgePixels(sayings([1, 0, 0, 0]), Uint8Array.of(0, 1, 0, 0), 2),
  ];
  // 4 right, 1 falsely found, 1 missed; the mean of the images would be 1/2.
  expect(task.scoreOf!(verdicts)).toBeCloseTo(4 / 6, 12);
});

it('A class that is neither there nor found has no say, and nothing at all is full agreement', () => {
  const none = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  expect(overlapScore([none, { ...none, truePositives: 3, falseNegatives: 1 }, none])).toBe(0.75);
  expect(overlapScore([none, none])).toBe(1);
});

it('The loss of the judge is that of the graph, as a mean over images', () => {
  const [rows, pixels, classes] = [2, 6, 3];
  const labels = Uint8Array.from({ length: rows * pixels }, (_, i) => (i * 5 + 1) % classes);
  const logits = Float32Array.from({ length: rows * pixels * classes }, (_, i) => Math.sin(3 * i) * 4);
  const images: LabelledImages = {
    ...{ height: 2, width: 3, channels: 1, labels: [0, 0], scenes: () => new Float32Array(0) },
    pixelClasses: wanted =>
      Uint8Array.from([...wanted].flatMap(row => [...labels.subarray(row * pixels, (row + 1) * pixels)])),
  };
  const task = segmentation(classes);
  const found = tf.tidy(() => {
    const targets = task.targets(images, Uint32Array.of(0, 1), rows);
    return task
      .loss(tf.tensor4d(logits, [rows, 2, 3, classes]), targets, meanWeights(2, rows))
      .dataSync()[0]!;
  });
  const size = pixels * classes;
  const judged = [0, 1].map(
    row => task.judge(logits.subarray(row * size, (row + 1) * size), images, row).loss,
  );
  const float32Tolerance = 5;
  expect(found).toBeCloseTo((judged[0]! + judged[1]!) / 2, float32Tolerance);
});

it('Images without masks and logits of another number are refused', () => {
  const images = { height: 1, width: 1, channels: 1, labels: [0], scenes: () => new Float32Array(1) };
  expect(() => segmentation(2).targets(images, Uint32Array.of(0), 1)).toThrow(
    'segmentation: the images have no masks, must have',
  );
  expect(() => judgePixels(new Float32Array(3), Uint8Array.of(0, 1), 2)).toThrow(
    'segmentation: there are 3 logits, must be 2 for each of 2 pixels',
  );
});

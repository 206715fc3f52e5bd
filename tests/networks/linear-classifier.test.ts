import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { describeLinearClassifier, linearClassifier } from '../../src/networks/linear-classifier.js';

beforeAll(() => tf.setBackend('cpu'));

function logitsOf(seed: number, frame: tf.Tensor4D): tf.Tensor {
  return linearClassifier({ classes: 3, seed }).reduce<tf.Tensor>(
    (x, layer) => layer.apply(x) as tf.Tensor,
    frame,
  );
}

it('The linear classifier superposes frames, and its start follows from the seed alone', () => {
  const [a, b] = [1, 2].map(seed => tf.randomUniform<tf.Rank.R4>([2, 4, 5, 1], 0, 1, 'float32', seed));
  const gap = logitsOf(0, a!.add(b!)).sub(logitsOf(0, a!)).sub(logitsOf(0, b!));
  // Sums of 20 products in float32.
  expect(gap.abs().max().dataSync()[0]).toBeLessThan(1e-5);
  expect(logitsOf(0, a!).shape).toEqual([2, 3]);
  expect(logitsOf(0, a!).dataSync()).not.toEqual(logitsOf(1, a!).dataSync());
});

it('The linear classifier refuses a single class and says in Methods what it is', () => {
  expect(() => linearClassifier({ classes: 1, seed: 0 })).toThrow(
    'linearClassifier: classes is 1, must be a whole number of at least 2',
  );
  expect(describeLinearClassifier(10).text).toMatch(/one offset for each of 10 classes\.$/);
});

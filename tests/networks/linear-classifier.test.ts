import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { describeLinearClassifier, linearClassifier } from '../../src/networks/linear-classifier.js';

beforeAll(() => tf.setBackend('cpu'));

const plain = { isRectified: false, poolSize: 1, classes: 3 };
const size = { height: 4, width: 5 };

function logitsOf(seed: number, frame: tf.Tensor4D, changes: object = {}): tf.Tensor {
  return linearClassifier({ ...plain, ...changes, seed }, size).reduce<tf.Tensor>(
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
  expect(() => linearClassifier({ ...plain, classes: 1, seed: 0 }, size)).toThrow(
    'linearClassifier: classes is 1, must be a whole number of at least 2',
  );
  expect(describeLinearClassifier({ ...plain, classes: 10 }).text).toMatch(
    /one offset for each of 10 classes\.$/,
  );
});

it('The linear classifier sees the largest of each window, and nothing below 0, where it pools and rectifies', () => {
  const frame = tf.randomUniform<tf.Rank.R4>([2, 4, 5, 3], -1, 1, 'float32', 1);
  const values = frame.arraySync();
  // 2 x 2 windows of 4 x 5 pixels: the last column is left over.
  const pooled = values.map(image =>
    [0, 2].map(y =>
      [0, 2].map(x =>
        [0, 1, 2].map(c =>
          Math.max(
            0,
            image[y]![x]![c]!,
            image[y]![x + 1]![c]!,
            image[y + 1]![x]![c]!,
            image[y + 1]![x + 1]![c]!,
          ),
        ),
      ),
    ),
  );
  const expected = linearClassifier({ ...plain, seed: 4 }, { height: 2, width: 2 }).reduce<tf.Tensor>(
    (x, layer) => layer.apply(x) as tf.Tensor,
    tf.tensor4d(pooled),
  );
  const found = logitsOf(4, frame, { isRectified: true, poolSize: 2 });
  // Sums of 12 products in float32.
  expect(found.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-5);
  expect(describeLinearClassifier({ ...plain, isRectified: true, poolSize: 2 }).text).toContain(
    'read the frames behind ReLU and 2 x 2 max pooling: one weight',
  );
});

it('The linear classifier refuses windows larger than the frame', () => {
  expect(() => logitsOf(0, tf.zeros([1, 4, 5, 1]), { poolSize: 5 })).toThrow(
    'linearClassifier: poolSize is 5, must be a whole number from 1 to 4, the shorter side of the frames',
  );
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { networkModel } from '../../../src/networks/architectures/architecture.js';
import { linearArchitecture, linearNetwork } from '../../../src/networks/architectures/linear.js';

beforeAll(() => tf.setBackend('cpu'));

const plain = { isRectified: false, poolSize: 1 };

function logitsOf(seed: number, frame: tf.Tensor4D, changes: object = {}): tf.Tensor {
  const [, height, width, channels] = frame.shape;
  const model = networkModel(
    place => linearNetwork({ ...plain, ...changes }, place),
    { height, width, channels },
    { outputs: 3, seed },
  );
  return model.apply(frame) as tf.Tensor;
}

it('The linear network superposes frames, and its start follows from the seed alone', () => {
  const [a, b] = [1, 2].map(seed => tf.randomUniform<tf.Rank.R4>([2, 4, 5, 1], 0, 1, 'float32', seed));
  const gap = logitsOf(0, a!.add(b!)).sub(logitsOf(0, a!)).sub(logitsOf(0, b!));
  // Sums of 20 products in float32.
  expect(gap.abs().max().dataSync()[0]).toBeLessThan(1e-5);
  expect(logitsOf(0, a!).shape).toEqual([2, 3]);
  expect(logitsOf(0, a!).dataSync()).not.toEqual(logitsOf(1, a!).dataSync());
});

it('The linear network says in Methods what it is', () => {
  expect(linearArchitecture.describe(plain, 10).text).toBe(
    'A linear network read the frames: 10 outputs, each a weighted sum of all pixels and an offset.',
  );
});

it('The linear network sees the largest of each window, and nothing below 0, where it pools and rectifies', () => {
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
  const expected = logitsOf(4, tf.tensor4d(pooled));
  const found = logitsOf(4, frame, { isRectified: true, poolSize: 2 });
  // Sums of 12 products in float32.
  expect(found.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-5);
  expect(linearArchitecture.describe({ isRectified: true, poolSize: 2 }, 3).text).toContain(
    'read the frames behind ReLU and 2 x 2 max pooling: 3 outputs',
  );
});

it('The linear network refuses windows larger than the frame', () => {
  expect(() => logitsOf(0, tf.zeros([1, 4, 5, 1]), { poolSize: 5 })).toThrow(
    'linear: frame is 4 x 5 pixels, must be at least 5 x 5 for windows of 5 x 5 pixels (network.poolSize)',
  );
});

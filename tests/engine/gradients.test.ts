import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseConvolutionForm } from '../../src/engine/blocked-convolution.js';
import { startEngine } from '../../src/engine/start.js';
import { largestGap, onBothBackends, sampleTensor } from './on-backends.js';

/** Central differences of float32 losses with a step of 1e-2 (see the bench of gradients in docs/engine.md). */
const differenceTolerance = 5e-3;
/** Float32 sums of up to a few thousand products, added in another order. */
const sumTolerance = 2e-5;

interface Case {
  readonly f: (x: tf.Tensor) => tf.Tensor;
  readonly shape: number[];
}

const stack = (shape: number[], seed = 1) => sampleTensor(shape, seed) as tf.Tensor4D;

const cases: Record<string, Case> = {
  relu: { f: x => x.relu(), shape: [3, 4] },
  sum: { f: x => x.sum([0, 2]), shape: [2, 3, 4] },
  mean: { f: x => x.mean(1), shape: [2, 3, 4] },
  'maximum that broadcasts': { f: x => tf.maximum(x, sampleTensor([3, 4], 2)), shape: [4] },
  'minimum that broadcasts': { f: x => tf.minimum(sampleTensor([2, 3, 4], 2), x), shape: [3, 1] },
  'squared difference that broadcasts': {
    f: x => tf.squaredDifference(x, sampleTensor([3, 4], 2)),
    shape: [4],
  },
  'mirror padding, reflect': {
    f: x =>
      tf.mirrorPad(
        x,
        [
          [2, 1],
          [1, 3],
        ],
        'reflect',
      ),
    shape: [4, 5],
  },
  'mirror padding, symmetric': {
    f: x =>
      tf.mirrorPad(
        x,
        [
          [2, 1],
          [1, 3],
        ],
        'symmetric',
      ),
    shape: [4, 5],
  },
  'convolution by its input': {
    f: x => tf.conv2d(x as tf.Tensor4D, stack([3, 3, 2, 4], 2), 1, 'same'),
    shape: [1, 5, 6, 2],
  },
  'strided convolution by its input': {
    f: x => tf.conv2d(x as tf.Tensor4D, stack([3, 3, 2, 4], 2), 2, 'same'),
    shape: [1, 5, 6, 2],
  },
  'convolution by its filter': {
    f: x => tf.conv2d(stack([2, 6, 5, 2]), x as tf.Tensor4D, 1, 'same'),
    shape: [3, 3, 2, 3],
  },
  'wide convolution by its filter': {
    f: x => tf.conv2d(stack([2, 6, 5, 16]), x as tf.Tensor4D, 1, 'valid'),
    shape: [3, 2, 16, 2],
  },
  'strided convolution by its filter': {
    f: x => tf.conv2d(stack([2, 7, 8, 2]), x as tf.Tensor4D, 2, 'same'),
    shape: [3, 3, 2, 3],
  },
  'depthwise convolution by its input': {
    f: x => tf.depthwiseConv2d(x as tf.Tensor4D, stack([3, 3, 2, 1], 2), 1, 'same'),
    shape: [2, 5, 6, 2],
  },
  'depthwise convolution by its filter': {
    f: x => tf.depthwiseConv2d(stack([2, 7, 6, 3]), x as tf.Tensor4D, 1, 'same'),
    shape: [3, 5, 3, 1],
  },
  'max pooling': { f: x => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), shape: [2, 5, 4, 2] },
  'matrix product': {
    f: x => tf.matMul(x, sampleTensor([4, 3], 2)),
    shape: [2, 4],
  },
  'log-sum-exp': { f: x => tf.logSumExp(x, 1), shape: [3, 4] },
};

/** A loss that weighs every element of the result differently, so that no gradient hides in a sum. */
function weighted(y: tf.Tensor): tf.Scalar {
  return y.mul(sampleTensor(y.shape, 9)).sum();
}

describe('gradients on the onnx backend', () => {
  beforeAll(() => startEngine());

  it.each(Object.entries(cases))('%s: agrees with central differences', (_, { f, shape }) => {
    tf.tidy(() => {
      const [x, direction] = [sampleTensor(shape, 3), sampleTensor(shape, 4)];
      const slope = tf
        .grad((v: tf.Tensor) => weighted(f(v)))(x)
        .mul(direction)
        .sum()
        .dataSync()[0]!;
      const step = 1e-2;
      const at = (offset: number) => weighted(f(x.add(direction.mul(offset)))).dataSync()[0]!;
      // Kinks (relu, maxima) are crossed by few elements; halving the step halves their share.
      const estimate = (at(step) - at(-step)) / (2 * step);
      const finer = (at(step / 4) - at(-step / 4)) / (step / 2);
      const gap =
        Math.min(Math.abs(slope - estimate), Math.abs(slope - finer)) / Math.max(1, Math.abs(slope));
      expect(gap).toBeLessThan(differenceTolerance);
    });
  });

  it.each(['plain', 'auto'] as const)(
    'convolution gradients equal those of the cpu backend, %s form',
    async form => {
      chooseConvolutionForm(form);
      const { onnx, cpu } = await onBothBackends(() => {
        const [x, filter] = [stack([3, 8, 8, 16]), stack([5, 5, 16, 20], 2)];
        const grads = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
          weighted(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same').relu()),
        );
        return grads([x, filter]);
      });
      chooseConvolutionForm('auto');
      expect(largestGap(onnx, cpu)).toBeLessThan(sumTolerance);
    },
  );

  it('max pooling sends the gradient of a tie to the first maximum only', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
      const gradient = tf.grad((v: tf.Tensor) => tf.maxPool(v as tf.Tensor4D, 2, 2, 'valid').sum())(x);
      expect(Array.from(gradient.dataSync())).toEqual([1, 0, 0, 0]);
    });
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { normalizeBatch } from '../../src/engine/batch-normalization.js';
import { startEngine } from '../../src/engine/start.js';
import { largestGap, onBothBackends, sampleTensor } from './on-backends.js';

/** Float32 sums over up to 500 elements, added in another order. */
const sumTolerance = 2e-5;
const epsilon = 1e-3;

const shapes: Record<string, number[]> = {
  'images whose channels fill a block': [4, 5, 6, 16],
  'images of two blocks': [2, 7, 4, 32],
  'images of a few channels': [3, 5, 4, 3],
  'vectors of features': [20, 6],
  volumes: [2, 3, 4, 3, 5],
};

/** Result, statistics and all gradients of a loss that weighs every element differently. */
function all(shape: number[]): tf.Tensor[] {
  const channels = [shape.at(-1)!];
  const [x, scale, offset] = [
    sampleTensor(shape).mul(3).add(2),
    sampleTensor(channels, 2),
    sampleTensor(channels, 3),
  ];
  const weights = sampleTensor(shape, 4);
  const made = normalizeBatch(x, scale as tf.Tensor1D, offset as tf.Tensor1D, epsilon);
  const gradients = tf.grads((...inputs: tf.Tensor[]) => {
    const { y } = normalizeBatch(inputs[0]!, inputs[1] as tf.Tensor1D, inputs[2] as tf.Tensor1D, epsilon);
    return y.mul(weights).sum();
  })([x, scale, offset]);
  return [made.y, made.mean, made.variance, ...gradients];
}

describe('batch normalization of training', () => {
  beforeAll(() => startEngine());

  it.each(Object.entries(shapes))(
    'equals moments and their gradients on the cpu backend: %s',
    async (_, shape) => {
      const { onnx, cpu } = await onBothBackends(() => all(shape));
      expect(largestGap(onnx, cpu)).toBeLessThan(sumTolerance);
    },
  );

  it('gives each channel the mean of its offset and the deviation of its scale', () => {
    tf.tidy(() => {
      const [scale, offset] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([-1, 0, 5])];
      const { y } = normalizeBatch(sampleTensor([8, 6, 6, 3]).mul(10), scale, offset, 1e-9);
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      Array.from(mean.dataSync()).forEach((value, channel) => {
        expect(value).toBeCloseTo([-1, 0, 5][channel]!, 5);
      });
      Array.from(variance.dataSync()).forEach((value, channel) => {
        expect(value).toBeCloseTo([1, 4, 9][channel]!, 4);
      });
    });
  });

  it('keeps its precision where the mean is a thousand times the deviation', () => {
    tf.tidy(() => {
      const x = sampleTensor([16, 4, 4, 16]).add(1000);
      const [scale, offset] = [tf.ones([16]), tf.zeros([16])] as [tf.Tensor1D, tf.Tensor1D];
      const { variance } = normalizeBatch(x, scale, offset, epsilon);
      const exact = tf.moments(x.sub(1000), [0, 1, 2]).variance;
      // The rounding of x itself, 1000 · 2⁻²⁴, is 6e-5 of its deviation.
      const gap = variance.sub(exact).abs().max().dataSync()[0]!;
      expect(gap).toBeLessThan(2e-4);
    });
  });

  it('is what the layer of TensorFlow.js trains with, moving averages included', async () => {
    const { onnx, cpu } = await onBothBackends(() => {
      const layer = tf.layers.batchNormalization({ momentum: 0.75 });
      const x = sampleTensor([4, 3, 3, 16]).mul(2).add(1);
      const y = layer.apply(x, { training: true }) as tf.Tensor;
      const later = layer.apply(x) as tf.Tensor;
      const averages = layer.getWeights().slice(2);
      const results = [y, later, ...averages].map(tensor => tensor.clone());
      layer.dispose();
      return results;
    });
    expect(largestGap(onnx, cpu)).toBeLessThan(sumTolerance);
    const mean = tf.tidy(() =>
      sampleTensor([4, 3, 3, 16]).mul(2).add(1).mean([0, 1, 2]).mul(0.25).dataSync(),
    );
    expect(largestGap([onnx[2]!], [Array.from(mean)])).toBeLessThan(sumTolerance);
  });

  it('trains a layer without scale and offset', () => {
    tf.tidy(() => {
      const layer = tf.layers.batchNormalization({ scale: false, center: false });
      const y = layer.apply(sampleTensor([8, 2, 2, 3]), { training: true }) as tf.Tensor;
      expect(Math.abs(y.mean().dataSync()[0]!)).toBeLessThan(1e-6);
    });
  });
});

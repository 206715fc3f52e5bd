import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { FrameStatistics } from '../../src/networks/frame-moments.js';
import { Standardize } from '../../src/networks/standardize.js';

/** float32: a few units in the last place of numbers near 1. */
const float32Tolerance = 1e-6;

describe('Standardize', () => {
  beforeAll(() => startEngine());

  it('subtracts the mean and divides by the deviation of each channel', () => {
    const layer = new Standardize({ mean: [1, 10], std: [2, 0.5] });
    const output = layer.apply(tf.tensor4d([5, 10, 1, 11], [1, 1, 2, 2])) as tf.Tensor;
    expect(Array.from(output.dataSync())).toEqual([2, 0, 0, 2]);
    expect(output.shape).toEqual([1, 1, 2, 2]);
  });

  it('brings the frames it was fitted on to mean 0 and deviation 1', () => {
    const frames = Float32Array.from({ length: 4 * 6 * 3 }, (_, i) => ((i * 37) % 23) / 23 + (i % 3));
    const statistics = new FrameStatistics(3);
    statistics.add(frames.subarray(0, 18));
    statistics.add(frames.subarray(18));
    const moments = statistics.moments(() => expect.unreachable());
    const output = new Standardize(moments).apply(tf.tensor4d(frames, [4, 3, 2, 3])) as tf.Tensor;
    const { mean, variance } = tf.moments(output, [0, 1, 2]);
    for (const value of mean.dataSync()) expect(Math.abs(value)).toBeLessThan(float32Tolerance);
    for (const value of variance.dataSync()) expect(Math.abs(value - 1)).toBeLessThan(float32Tolerance);
  });

  it('has no weights to train and passes the gradient divided by the deviation', () => {
    const layer = new Standardize({ mean: [3], std: [4] });
    const gradient = tf.grad(x => (layer.apply(x) as tf.Tensor).square().sum())(
      tf.tensor4d([7], [1, 1, 1, 1]),
    );
    expect(layer.trainableWeights).toHaveLength(0);
    expect(gradient.dataSync()[0]).toBeCloseTo((2 * (7 - 3)) / 4 ** 2, 6);
  });

  it('keeps its numbers to the last bit through its config', () => {
    const layer = new Standardize({ mean: [0.1 + 0.2], std: [1 / 3] });
    const copy = new Standardize(
      layer.getConfig() as unknown as ConstructorParameters<typeof Standardize>[0],
    );
    expect([copy.mean, copy.std]).toEqual([[0.1 + 0.2], [1 / 3]]);
  });

  it('refuses numbers that would divide by zero, and frames with other channels', () => {
    expect(() => new Standardize({ mean: [0], std: [0] })).toThrow(
      'channel 0 has mean 0 and std 0, must be finite',
    );
    expect(() => new Standardize({ mean: [NaN], std: [1] })).toThrow('channel 0 has mean NaN');
    expect(() => new Standardize({ mean: [0, 0], std: [1] })).toThrow('mean is for 2 channels and std for 1');
    const layer = new Standardize({ mean: [0], std: [1] });
    expect(() => layer.apply(tf.input({ shape: [4, 4, 3] }))).toThrow('frame has 3 channels, must be 1');
  });
});

describe('FrameStatistics', () => {
  it('finds a small deviation on a large mean', () => {
    const statistics = new FrameStatistics(1);
    const [offset, amplitude] = [1e8, 1e-3];
    statistics.add(
      Float64Array.from({ length: 1000 }, (_, i) => offset + (i % 2 === 0 ? amplitude : -amplitude)),
    );
    const { mean, std } = statistics.moments(() => expect.unreachable());
    expect(mean[0]).toBeCloseTo(offset, 6);
    // Near 1e8 doubles are 1.5e-8 apart.
    expect(std[0]).toBeCloseTo(amplitude, 7);
  });

  it('gives a channel that never changes the deviation 1 and says so', () => {
    const statistics = new FrameStatistics(2);
    statistics.add([0.25, 1, 0.25, 2, 0.25, 3]);
    const warnings: string[] = [];
    const { mean, std } = statistics.moments(line => warnings.push(line));
    expect([mean[0], std[0]]).toEqual([0.25, 1]);
    expect(std[1]).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(warnings).toEqual([
      'standardize: every pixel of every training frame in channel 0 is 0.25: the sensor never leaves one code, so the ' +
        'network sees nothing; more light or more gain would change that',
    ]);
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';

/** Standard deviations; the seeds are fixed. Names as D1 refer to the list of physics checks. */
const fourSigma = 4;
const samples = 65_536;
/** D6, of a variance: 5 standard deviations of one over 524,288 samples. */
const anscombeTolerance = 1e-2;
const anscombeSamples = 8 * samples;
const noise = { seed: 1, stream: 1 };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function detect(photons: number, quantumEfficiency: number, count = samples): Float32Array {
  const input = tf.fill([count / 4096, 64, 64, 1], photons);
  return (new ShotNoise({ quantumEfficiency, ...noise }).apply(input) as tf.Tensor).dataSync<'float32'>();
}

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

describe('ShotNoise', () => {
  it.each([
    [2, 0.5],
    [100, 0.65],
    [5000, 1],
  ])('turns %d photons at efficiency %d into electrons with variance = mean (D1)', (photons, efficiency) => {
    const electrons = photons * efficiency;
    const { mean, variance } = moments(detect(photons, efficiency));
    expect(Math.abs(mean - electrons)).toBeLessThan(fourSigma * Math.sqrt(electrons / samples));
    expect(Math.abs(variance - electrons)).toBeLessThan(
      fourSigma * Math.sqrt((electrons + 2 * electrons ** 2) / samples),
    );
  });

  it.each([
    [1, 0.718],
    [2, 0.924],
    [4, 1.0],
    [10, 1.002],
    [20, 1.001],
  ])('has the variance of the Anscombe transform at a mean of %d (D6)', (mean, expected) => {
    const transformed = detect(mean, 1, anscombeSamples).map(electrons => 2 * Math.sqrt(electrons + 3 / 8));
    expect(Math.abs(moments(transformed).variance / expected - 1)).toBeLessThan(anscombeTolerance);
  });

  it('has the gradient of the mean as its declared surrogate, none where photons are below 0', () => {
    const layer = new ShotNoise({ quantumEfficiency: 0.6, ...noise });
    const upstream = tf.tensor2d([[1, 2, 3, 4]]);
    const photons = tf.tensor2d([[0, 3, 500, -1e-8]]);
    const gradient = tf
      .grad(x => (layer.apply(x) as tf.Tensor).mul(upstream).sum())(photons)
      .dataSync();
    [0.6, 1.2, 1.8, 0].forEach((expected, index) => expect(gradient[index]).toBeCloseTo(expected, 6));
  });

  it('takes rounding errors below 0 as darkness', () => {
    const [noisy, mean] = [true, false].map(isNoisy => {
      const layer = new ShotNoise({ quantumEfficiency: 0.6, ...noise, isNoisy });
      return (layer.apply(tf.tensor2d([[-1e-8, -3]])) as tf.Tensor).dataSync();
    });
    expect(Array.from(noisy!)).toEqual([0, 0]);
    expect(Array.from(mean!)).toEqual([0, 0]);
  });

  it('gives the mean electrons where noise is off', () => {
    const layer = new ShotNoise({ quantumEfficiency: 0.5, ...noise, isNoisy: false });
    expect(Array.from((layer.apply(tf.tensor2d([[3, 8]])) as tf.Tensor).dataSync())).toEqual([1.5, 4]);
    expect(layer.describe().text).toBe(
      'Photons were detected with a quantum efficiency of 50.0 %, without shot noise.',
    );
  });

  it('refuses an efficiency outside 0 to 1', () => {
    expect(() => new ShotNoise({ quantumEfficiency: 1.2, ...noise })).toThrow(
      'shot noise: quantumEfficiency is 1.2 electrons per photon, must be above 0 and at most 1',
    );
  });
});

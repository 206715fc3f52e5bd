import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadNoise } from '../../src/sensor/read-noise.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';

/** Of a standard deviation over 65,536 pixels, from the list of physics checks. */
const deviationTolerance = 2e-2;
const frame = [16, 64, 64, 1];

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function expose(electrons: number, readNoise: number): { mean: number; variance: number } {
  // One seed and stream for both layers: their noise must still be independent.
  const shot = new ShotNoise({ quantumEfficiency: 1, seed: 1, stream: 0 });
  const read = new ReadNoise({ readNoise, seed: 1, stream: 0 });
  const signal = read.apply(shot.apply(tf.fill(frame, electrons))) as tf.Tensor;
  const { mean, variance } = tf.moments(signal);
  return { mean: mean.dataSync()[0]!, variance: variance.dataSync()[0]! };
}

describe('ReadNoise', () => {
  it.each([
    [10, 3],
    [200, 10],
    [1000, 2],
  ])('adds its variance to the shot noise of %d electrons at %d electrons rms', (electrons, readNoise) => {
    const { mean, variance } = expose(electrons, readNoise);
    expect(Math.abs(Math.sqrt(variance / (electrons + readNoise ** 2)) - 1)).toBeLessThan(deviationTolerance);
    const sigma = Math.sqrt((electrons + readNoise ** 2) / 65_536);
    expect(Math.abs(mean - electrons)).toBeLessThan(4 * sigma);
  });

  it('gives a photon-transfer line of slope 1 and intercept σ²', () => {
    const [dim, bright] = [expose(100, 5), expose(900, 5)];
    const slope = (bright.variance - dim.variance) / (bright.mean - dim.mean);
    expect(Math.abs(slope - 1)).toBeLessThan(2 * deviationTolerance);
    expect(Math.abs(dim.variance - slope * dim.mean - 25)).toBeLessThan(2 * deviationTolerance * 125);
  });

  it('passes gradients on unchanged and adds nothing at 0 electrons rms', () => {
    const layer = new ReadNoise({ readNoise: 3, seed: 1, stream: 0 });
    const signal = tf.tensor2d([[1, 2, 3]]);
    const upstream = tf.tensor2d([[5, -6, 7]]);
    const gradient = tf.grad(x => (layer.apply(x) as tf.Tensor).mul(upstream).sum())(signal);
    expect(gradient.dataSync()).toEqual(upstream.dataSync());
    const silent = new ReadNoise({ readNoise: 0, seed: 1, stream: 0 });
    expect((silent.apply(signal) as tf.Tensor).dataSync()).toEqual(signal.dataSync());
  });

  it('refuses negative noise', () => {
    expect(() => new ReadNoise({ readNoise: -1, seed: 1, stream: 0 })).toThrow(
      'read noise: readNoise is -1 electrons rms, must be 0 or more',
    );
  });
});

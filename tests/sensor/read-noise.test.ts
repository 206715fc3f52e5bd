import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { ReadNoise } from '../../src/sensor/read-noise.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';

/** Of a standard deviation or a gain, D2 in the list of physics checks. */
const deviationTolerance = 2e-2;
const samples = 65_536;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function expose(electrons: number, readNoise: number, pixels = samples): { mean: number; variance: number } {
  // One seed and stream for both layers: their noise must still be independent.
  const shot = new ShotNoise({ quantumEfficiency: 1, seed: 1, stream: 0 });
  const read = new ReadNoise({ readNoise, seed: 1, stream: 0 });
  const signal = read.apply(shot.apply(tf.fill([64, pixels / 64], electrons))) as tf.Tensor;
  const { mean, variance } = tf.moments(signal);
  return { mean: mean.dataSync()[0]!, variance: variance.dataSync()[0]! };
}

describe('ReadNoise', () => {
  it('gives a photon-transfer line of slope 1 that starts at σ² (D2)', () => {
    // Near the dark, where the spread of a variance is small beside σ², and with 4 times the pixels.
    const [dim, bright] = [expose(5, 5, 4 * samples), expose(100, 5, 4 * samples)];
    const slope = (bright.variance - dim.variance) / (bright.mean - dim.mean);
    expect(Math.abs(slope - 1)).toBeLessThan(deviationTolerance);
    const deviation = Math.sqrt(dim.variance - slope * dim.mean);
    expect(Math.abs(deviation / 5 - 1)).toBeLessThan(deviationTolerance);
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

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';

const noise = { seed: 1, stream: 1 };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('ShotNoise', () => {
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

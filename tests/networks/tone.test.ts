import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { CompressFrames } from '../../src/networks/layers/tone.js';
import { compressTone, expandTone } from '../../src/networks/tone.js';

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const mu = 5000;
const slope = (Math.log1p(mu) * (1 + mu)) / mu;

describe('the logarithmic scale', () => {
  it('is left again the way it was entered, at either sign', () => {
    const radiance = [-1, -0.2, 0, 1e-4, 0.003, 0.5, 1];
    const back = expandTone(compressTone(tf.tensor1d(radiance), mu), mu);
    // float32 at the end of a range of 5000.
    back.dataSync().forEach((value, i) => expect(value).toBeCloseTo(radiance[i]!, 5));
  });

  it('goes on beyond full scale as the line that touches it there', () => {
    const beyond = expandTone(tf.tensor1d([1, 2, -3]), mu).dataSync();
    [1, 1 + slope, -1 - 2 * slope].forEach((value, i) => expect(beyond[i]! / value).toBeCloseTo(1, 5));
    const gradient = tf
      .grad(z => expandTone(z, mu))(tf.tensor1d([0.9999, 1.0001]))
      .dataSync();
    gradient.forEach(value => expect(value / slope).toBeCloseTo(1, 2));
  });

  it('has its full slope at 0, where frames in the dark are', () => {
    const zero = tf.tensor1d([0]);
    const slopes = [compressTone, expandTone].map(
      scale =>
        tf
          .grad(x => scale(x, mu))(zero)
          .dataSync()[0]!,
    );
    // The slope of one is the inverse of that of the other.
    [mu / Math.log1p(mu), Math.log1p(mu) / mu].forEach((value, i) =>
      expect(slopes[i]! / value).toBeCloseTo(1, 5),
    );
  });

  it('lets dark and bright errors of a network count alike', () => {
    const z = tf.tensor1d([0.01, 0.1, 0.5, 0.99]);
    const gradient = tf.grad(x => compressTone(expandTone(x, mu), mu))(z);
    gradient.dataSync().forEach(value => expect(value).toBeCloseTo(1, 3));
  });
});

describe('CompressFrames', () => {
  it('takes black to 0 and white to nearly 1', () => {
    const layer = new CompressFrames({ mu, black: 0.02, fullScale: 1 });
    const found = (layer.apply(tf.tensor4d([0.02, 0.03, 1.02], [1, 1, 3, 1])) as tf.Tensor).dataSync();
    const half = Math.log1p(50) / Math.log1p(mu);
    [0, half, 1].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 4));
  });

  it('refuses frames that nothing limits', () => {
    expect(() => new CompressFrames({ mu, black: 0, fullScale: Infinity })).toThrow(
      'compress frames: full scale is Infinity, must be above black 0',
    );
  });
});

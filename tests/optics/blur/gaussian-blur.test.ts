import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { convolveImages } from '../../../src/engine/fourier/convolve-images.js';
import { boundaries } from '../../../src/engine/fourier/pad-images.js';
import { startEngine } from '../../../src/engine/start.js';
import { blurGaussian, gaussianGrid, gaussianPixels } from '../../../src/optics/blur/gaussian-blur.js';
import { GaussianBlur } from '../../../src/optics/blur/gaussian-layer.js';
import { sampleTensor } from '../../engine/on-backends.js';

/** The polynomial for erf is good to 1.5e-7; sums of ten such. */
const erfTolerance = 1e-6;
/** C4 and C5 in the list of physics checks. */
const constantTolerance = 1e-6;
const convolutionTolerance = 1e-5;
const differenceTolerance = 5e-3;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const images = (shape: number[], seed = 1) => sampleTensor(shape, seed) as tf.Tensor4D;

/** Light of a Gaussian on a pixel by Simpson's rule, float64. */
function slowPixel(offset: number, sigma: number): number {
  const steps = 400;
  let sum = 0;
  for (let index = 0; index <= steps; index++) {
    const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2;
    const x = offset - 0.5 + index / steps;
    sum += weight * Math.exp(-(x ** 2) / (2 * sigma ** 2));
  }
  return sum / (3 * steps * sigma * Math.sqrt(2 * Math.PI));
}

describe('gaussianPixels', () => {
  it.each([0.2, 0.7, 3])('is the integral of the Gaussian over each pixel, σ = %f pixels', sigma => {
    const offsets = [-4, -1, 0, 1, 2, 5.5];
    const found = gaussianPixels(tf.tensor1d(offsets), sigma).dataSync();
    offsets.forEach((offset, index) =>
      expect(Math.abs(found[index]! - slowPixel(offset, sigma))).toBeLessThan(erfTolerance),
    );
  });

  it('puts all light on one pixel as σ goes to 0, where samples at pixel centres would not', () => {
    const found = gaussianPixels(tf.tensor1d([-1, 0, 1]), 0.05).dataSync();
    expect(Array.from(found)).toEqual([0, 1, 0]);
  });

  it('adds a twelfth of a pixel squared to the variance, that of the pixel itself', () => {
    const offsets = tf.range(-20, 21);
    const light = gaussianPixels(offsets, 2);
    const variance = light.mul(offsets.square()).sum().dataSync()[0]!;
    expect(variance).toBeCloseTo(2 ** 2 + 1 / 12, 4);
  });
});

describe('blurGaussian', () => {
  it.each(boundaries)('equals convolution with the pixel-integrated kernel, %s boundary (C5)', boundary => {
    const [x, sigma] = [images([2, 12, 13, 3]), 0.9];
    const profile = gaussianPixels(tf.range(-5, 6), sigma);
    const kernel = profile.reshape([11, 1, 1]).mul<tf.Tensor3D>(profile.reshape([1, 11, 1]));
    const expected = convolveImages(x, kernel, { boundary });
    const found = blurGaussian(x, sigma, gaussianGrid([12, 13], sigma, boundary));
    expect(found.sub(expected).abs().max().dataSync()[0]).toBeLessThan(convolutionTolerance);
  });

  it.each(boundaries.filter(boundary => boundary !== 'zero'))(
    'keeps a constant image with a kernel wider than the frame, %s boundary (C4)',
    boundary => {
      const grid = gaussianGrid([5, 4], 6, boundary);
      const found = blurGaussian(tf.ones([1, 5, 4, 1]), 6, grid);
      expect(found.sub(1).abs().max().dataSync()[0]).toBeLessThan(constantTolerance);
    },
  );

  it('is a semigroup on a mirrored frame: two blurs add their variances', () => {
    const point = tf.oneHot(tf.tensor1d([5 * 24 + 7], 'int32'), 24 * 24).toFloat();
    const x = blurGaussian(point.reshape([1, 24, 24, 1]), 2, gaussianGrid([24, 24], 2, 'symmetric'));
    const blur = (image: tf.Tensor4D, sigma: number) =>
      blurGaussian(image, sigma, gaussianGrid([24, 24], sigma, 'symmetric'));
    // Each blur integrates over a pixel, variance 1/12: the single one lacks it once.
    const [twice, once] = [blur(blur(x, 3), 4), blur(x, Math.sqrt(3 ** 2 + 4 ** 2 + 1 / 12))];
    const gap = twice.sub(once).abs().max().div(once.max()).dataSync()[0]!;
    expect(gap).toBeLessThan(1e-4);
  });

  it('has the derivative in σ of central differences', () => {
    const [x, y] = [images([2, 9, 8, 2]), images([2, 9, 8, 2], 3)];
    const grid = gaussianGrid([9, 8], 2, 'symmetric');
    const loss = (sigma: tf.Tensor) => blurGaussian(x, sigma, grid).mul(y).sum();
    const slope = tf.grad(loss)(tf.scalar(1.3)).dataSync()[0]!;
    const [above, below] = [1.31, 1.29].map(sigma => loss(tf.scalar(sigma)).dataSync()[0]!);
    expect(Math.abs((above! - below!) / 0.02 - slope) / Math.abs(slope)).toBeLessThan(differenceTolerance);
  });
});

describe('GaussianBlur', () => {
  it('says what is out of range', () => {
    const options = { sigma: 2e-6, pixelPitch: 3e-6, boundary: 'zero' } as const;
    expect(() => new GaussianBlur({ ...options, sigma: 0 })).toThrow(
      'gaussian blur: sigma is 0 m, must be above 0',
    );
    expect(() => new GaussianBlur({ ...options, isLearned: true })).toThrow(
      'gaussian blur: bounds are missing, must be given to learn sigma',
    );
    expect(() => new GaussianBlur({ ...options, isLearned: true, bounds: [3e-6, 4e-6] })).toThrow(
      'gaussian blur: sigma is 0.000002, must be above 0.000003 and below 0.000004 to be learned',
    );
    expect(() => gaussianGrid([1, 4], 1, 'reflect')).toThrow(
      'boundaryMatrix: the frame has 1 pixel, must have 2 or more for a reflect boundary',
    );
  });
});

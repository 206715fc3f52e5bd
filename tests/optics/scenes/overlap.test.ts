import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { overlap, Overlap, type OverlapOptions } from '../../../src/optics/scenes/overlap-layer.js';
import { overlapKernels } from '../../../src/optics/scenes/overlap.js';
import { place } from '../place.js';

/** Sums of some dozen float32 products. */
const tolerance = 1e-5;
const options: OverlapOptions = {
  ...{ kernel: 'random', kernelPixels: 3, sigma: 1, seed: 1, stream: 0 },
  ...{ boundary: 'zero', pixelPitch: 3e-6 },
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const values = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];
const total = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + b, 0);
const see = (layer: Overlap, scenes: tf.Tensor) => layer.apply(scenes) as tf.Tensor;

describe('Overlap', () => {
  it('blurs each scene with its own kernel and averages, as a slow sum does', () => {
    const layer = new Overlap({ ...options, isLearned: true });
    const scenes = tf.randomUniform([1, 4, 5, 2], 0, 1, 'float32', 1);
    const seen = values(see(layer, scenes));
    const kernels = layer.physicalArrays()[0]!.values;
    const at = (y: number, x: number, scene: number) =>
      y < 0 || y > 3 || x < 0 || x > 4 ? 0 : values(scenes)[(y * 5 + x) * 2 + scene]!;
    const expected = seen.map((_, pixel) => {
      const [y, x] = [Math.floor(pixel / 5), pixel % 5];
      const parts = Array.from(kernels, (weight, place) => {
        const [scene, i, j] = [Math.floor(place / 9), Math.floor((place % 9) / 3), place % 3];
        return weight * at(y - i + 1, x - j + 1, scene);
      });
      return total(parts) / 2;
    });
    seen.forEach((value, pixel) => expect(Math.abs(value - expected[pixel]!)).toBeLessThan(tolerance));
  });

  it('is the mean of its scenes where they are not blurred (C14)', () => {
    const scenes = tf.randomUniform([2, 4, 4, 3], 0, 1, 'float32', 1);
    const seen = see(new Overlap({ ...options, kernel: 'delta' }), scenes);
    expect(seen.shape).toEqual([2, 4, 4, 1]);
    const gap = seen.sub(scenes.mean(3, true)).abs().max().dataSync()[0]!;
    expect(gap).toBeLessThan(tolerance);
  });

  it('learns kernels that light can make: none negative, each of sum 1, whatever the weights are', () => {
    const layer = new Overlap({ ...options, isLearned: true });
    see(layer, tf.zeros([1, 4, 4, 2]));
    layer.setWeights([tf.randomNormal([2, 9], 0, 5, 'float32', 1)]);
    const { values: kernels, shape } = layer.physicalArrays()[0]!;
    expect(shape).toEqual([2, 3, 3]);
    expect(Math.min(...kernels)).toBeGreaterThanOrEqual(0);
    for (const kernel of [kernels.subarray(0, 9), kernels.subarray(9)])
      expect(total(kernel)).toBeCloseTo(1, 6);
  });

  it('starts learning from the kernel, but for a twentieth of the light', () => {
    const layer = new Overlap({ ...options, kernel: 'delta', isLearned: true });
    see(layer, tf.zeros([1, 4, 4, 1]));
    const kernel = layer.physicalArrays()[0]!.values;
    expect(kernel[4]).toBeCloseTo(0.95 + 0.05 / 9, 6);
    expect(kernel[0]).toBeCloseTo(0.05 / 9, 6);
  });

  it('makes Gaussian kernels of the stated width around their origin', () => {
    const kernel = overlapKernels({ ...options, kernel: 'gaussian', kernelPixels: 21, sigma: 2 }, 1);
    const moment = (of: (x: number) => number) => total(kernel.map((share, i) => share * of((i % 21) - 10)));
    expect(moment(x => x)).toBeCloseTo(0, 6);
    expect(moment(x => x * x)).toBeCloseTo(4, 3);
  });

  it('draws another random kernel for each scene and seed', () => {
    const [first, other] = [1, 2].map(seed => overlapKernels({ ...options, seed }, 2));
    expect(first!.subarray(0, 9)).not.toEqual(first!.subarray(9));
    expect(first).not.toEqual(other);
    expect(total(first!)).toBeCloseTo(2, 5);
  });

  it.each([
    [{ kernelPixels: 0 }, 'overlap: kernelPixels is 0, must be a whole number from 1'],
    [{ sigma: 0 }, 'overlap: sigma is 0 pixels, must be above 0'],
  ])('refuses %j', (wrong, message) => {
    expect(() => new Overlap({ ...options, ...wrong })).toThrow(new RangeError(message));
  });
});

describe('the definition of overlap', () => {
  const keys = { kernel: 'delta', kernelPixels: 5, sigmaUm: 3, boundary: 'circular' };

  it('refuses kernels wider than the boundary allows, and channels that are colours', () => {
    const [fault] = overlap.problems!({ ...keys, kernelPixels: 9 }, place());
    expect(fault!.key).toBe('kernelPixels');
    const colours = place({ channels: 3, wavelengths: [1, 2, 3].map(each => each * 1e-7) });
    expect(overlap.problems!(keys, colours)).toEqual([
      { key: 'kernel', must: 'behind scenes of one wavelength' },
    ]);
    expect(overlap.problems!(keys, place({ channels: 3 }))).toEqual([]);
  });

  it('takes the width of its Gaussian at the sensor in micrometres', () => {
    const layer = overlap.make({ ...keys, kernel: 'gaussian' }, place({ channels: 2 }));
    see(layer as Overlap, tf.zeros([1, 8, 8, 2]));
    expect(layer.getConfig().sigma).toBeCloseTo(1, 12);
    expect((layer as Overlap).describe().text).toContain(
      'The images of 2 scenes fell on one sensor, each with 1/2 of its light and through a blur of its own of 5 × 5 pixels, with a ' +
        'Gaussian of 3.00 µm standard deviation.',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { convolveImages } from '../../../src/engine/fourier/convolve-images.js';
import { startEngine } from '../../../src/engine/start.js';
import { Difference, difference, subtractPairs } from '../../../src/sensor/difference.js';
import {
  constrainKernels,
  kernelStarts,
  kernelWeights,
  startKernels,
  type KernelOptions,
} from '../../../src/optics/blur/kernel-kinds.js';
import { OpticalConvolution } from '../../../src/optics/blur/optical-convolution.js';
import {
  digitalConvolution,
  opticalConvolution,
  opticalKernel,
} from '../../../src/optics/blur/optical-definitions.js';
import { convolveParallel } from '../../../src/optics/blur/parallel-convolution.js';
import { randomKey } from '../../../src/engine/random.js';
import { randomPoisson } from '../../../src/engine/random-poisson.js';
import { place } from '../place.js';

/** Float32 sums of a few hundred terms, relative to the largest. */
const sumTolerance = 3e-6;
/** C2 in the list of physics checks. */
const lightTolerance = 1e-6;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const options: KernelOptions = {
  kernelPixels: 5,
  kernels: 3,
  kind: 'non-negative',
  initialization: 'random',
  seed: 4,
  stream: 2,
};
const scene = (channels = 1) => tf.randomUniform<tf.Rank.R4>([2, 9, 10, channels], 0, 1, 'float32', 3);
const gap = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]!;

describe.each(kernelStarts)('kernels that start as %s', initialization => {
  it.each(['non-negative', 'pseudo-negative'] as const)('are %s with sum 1 each, learned or not', kind => {
    for (const kernelPixels of [4, 5]) {
      const start = startKernels({ ...options, kernelPixels, kind, initialization });
      const weights = kernelWeights(start, kind).add<tf.Tensor3D>(tf.randomNormal(start.shape));
      for (const kernels of [start, constrainKernels(weights, kind)]) {
        expect(kernels.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
        for (const sum of kernels.sum([0, 1]).dataSync())
          expect(Math.abs(sum - 1)).toBeLessThan(sumTolerance);
      }
    }
  });

  it('are learned from there on, with a twentieth of the light spread evenly', () => {
    const start = startKernels({ ...options, initialization });
    const learned = constrainKernels(kernelWeights(start, 'non-negative'), 'non-negative');
    expect(gap(learned, start.mul(0.95).add(0.05 / 25))).toBeLessThan(sumTolerance);
  });
});

describe('kernels', () => {
  it('of a delta move nothing, for odd and even sides', () => {
    for (const kernelPixels of [4, 5]) {
      const x = scene();
      const delta = startKernels({ ...options, kernelPixels, kernels: 1, initialization: 'delta' });
      expect(gap(convolveImages(x, delta, { boundary: 'zero' }), x)).toBeLessThan(sumTolerance);
    }
  });

  it('of a diffuser differ between kernels and streams, and are the same for the same seed', () => {
    const values = (changed: Partial<KernelOptions>) => startKernels({ ...options, ...changed });
    const [first, second] = tf.split(values({}), [1, 2], 2) as [tf.Tensor, tf.Tensor];
    expect(gap(first, second.slice([0, 0, 0], [5, 5, 1]))).toBeGreaterThan(0.1);
    expect(values({ stream: 3 }).dataSync()).not.toEqual(values({}).dataSync());
    expect(values({}).dataSync()).toEqual(values({}).dataSync());
  });

  it('of a diffuser are speckle: contrast 1', () => {
    const speckle = startKernels({ ...options, kernelPixels: 100, kernels: 1 });
    const { mean, variance } = tf.moments(speckle);
    const contrast = variance.sqrt().div(mean).dataSync()[0]!;
    // The standard deviation of 10⁴ samples of an exponential law is known to 1.4 %.
    expect(Math.abs(contrast - 1)).toBeLessThan(0.06);
  });
});

describe('convolveParallel', () => {
  it.each([
    [1, 3],
    [3, 5],
    [2, 16],
  ])('equals one convolution after the other: %i channels, kernels of %i pixels', (channels, side) => {
    const x = tf.randomUniform<tf.Rank.R4>([2, 17, 16, channels], 0, 1, 'float32', 3);
    const kernels = startKernels({ ...options, kernelPixels: side });
    const each = tf
      .split(x, channels, 3)
      .flatMap(channel =>
        tf
          .split(kernels, 3, 2)
          .map(kernel =>
            convolveImages(channel as tf.Tensor4D, kernel as tf.Tensor3D, { boundary: 'reflect' }),
          ),
      );
    expect(gap(convolveParallel(x, kernels, 'reflect'), tf.concat(each, 3))).toBeLessThan(sumTolerance);
  });
});

describe('OpticalConvolution', () => {
  const made = (changed: Partial<KernelOptions>, x: tf.Tensor4D) =>
    new OpticalConvolution({ ...options, ...changed, boundary: 'circular' }).apply(x) as tf.Tensor4D;

  it.each(['non-negative', 'pseudo-negative'] as const)(
    'shares the light of the scene equally among its images, %s',
    kind => {
      const x = scene();
      const planes = kind === 'pseudo-negative' ? 6 : 3;
      const light = made({ kind }, x).sum([0, 1, 2]).div(x.sum()).dataSync();
      expect(light).toHaveLength(planes);
      for (const share of light) expect(Math.abs(share * planes - 1)).toBeLessThan(10 * lightTolerance);
    },
  );

  it('makes h⁺ − h⁻ of the two images of a pseudo-negative kernel, with half of the light each', () => {
    const x = scene();
    const kernels = startKernels({ ...options, kernels: 1, kind: 'pseudo-negative' });
    const [plus, minus] = tf.split(kernels, 2, 2) as [tf.Tensor3D, tf.Tensor3D];
    const expected = convolveImages(x, plus.sub(minus), { boundary: 'circular' }).div(2);
    const found = subtractPairs(made({ kernels: 1, kind: 'pseudo-negative' }, x));
    expect(gap(found, expected)).toBeLessThan(sumTolerance);
  });

  it('leaves the noise of both exposures in the difference: its variance is the sum of their signals', () => {
    // 10⁵ pixels: the variance of a Poisson difference is known to 0.5 %, 4 standard deviations are 2 %.
    const flat = tf.fill<tf.Rank.R4>([1, 320, 320, 1], 100);
    const images = made({ kernels: 1, kind: 'pseudo-negative', initialization: 'delta' }, flat);
    const noisy = randomPoisson(images, randomKey({ seed: 1, stream: 1, step: 0, firstRow: 0 }));
    const { mean, variance } = tf.moments(subtractPairs(noisy));
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(4 * Math.sqrt(100 / 320 ** 2));
    expect(Math.abs(variance.dataSync()[0]! / 100 - 1)).toBeLessThan(0.02);
  });

  it('does not divide numbers: free kernels have no light to share', () => {
    const x = scene();
    const found = made({ kind: 'free', initialization: 'delta' }, x);
    expect(gap(found, tf.tile(x, [1, 1, 1, 3]))).toBeLessThan(sumTolerance);
  });

  it('gives its learned kernels, one after the other', () => {
    const layer = new OpticalConvolution({ ...options, boundary: 'zero', isLearned: true });
    layer.build([null, 9, 9, 1]);
    const [kernels] = layer.physicalArrays();
    expect(kernels).toMatchObject({ name: 'kernels', shape: [3, 5, 5], kind: 'magnitude' });
    const start = startKernels(options).transpose([2, 0, 1]).mul(0.95).add(0.002);
    expect(gap(tf.tensor(kernels!.values, [3, 5, 5]), start)).toBeLessThan(sumTolerance);
  });

  it('says what is out of range', () => {
    const broken = (changed: Partial<KernelOptions>) => () =>
      new OpticalConvolution({ ...options, ...changed, boundary: 'zero' });
    expect(broken({ kernelPixels: 1 })).toThrow(
      'optical convolution: kernelPixels is 1, must be a whole number, 2 or more',
    );
    expect(broken({ kernels: 0 })).toThrow(
      'optical convolution: kernels is 0, must be a whole number, 1 or more',
    );
    expect(() => subtractPairs(scene(3))).toThrow(
      'difference: there are 3 channels, must be an even number, in pairs + and −',
    );
  });
});

describe('the definitions', () => {
  const keys = { kernelPixels: 5, kernels: 4, initialization: 'delta', boundary: 'symmetric' } as const;

  it('put kernels of light in front of the sensor and free ones behind it', () => {
    expect(opticalKernel.takes).toEqual(['scene', 'photons']);
    expect(opticalConvolution.takes).toEqual(['scene', 'photons']);
    expect(z.object(opticalConvolution.keys).safeParse({ kind: 'free' }).success).toBe(false);
    expect(digitalConvolution.takes).toEqual(['digital']);
    const layer = digitalConvolution.make({ ...keys, initialization: 'random' }, place({ unit: 'digital' }));
    const [found] = [layer.apply(scene(1)) as tf.Tensor];
    // Half of the kernels of a normal law are negative: so are pixels of some image.
    expect(found.shape.at(-1)).toBe(4);
    expect(found.min().dataSync()[0]).toBeLessThan(0);
    expect(digitalConvolution.gives?.(keys, place({ fullScale: 80 }).signal)).toMatchObject({
      fullScale: 80,
    });
  });

  it('say which wavelength and how much light each image has', () => {
    const arriving = { ...place().signal, channels: 2, wavelengths: [6e-7, 5e-7], fullScale: 80 };
    const signal = { ...keys, kind: 'pseudo-negative', kernels: 2 };
    const images = { wavelengths: [6e-7, 6e-7, 6e-7, 6e-7, 5e-7, 5e-7, 5e-7, 5e-7], fullScale: 20 };
    expect(opticalConvolution.gives?.(signal, arriving)).toEqual(images);
    expect(difference.gives?.({}, { ...arriving, ...images })).toEqual({
      wavelengths: [6e-7, 6e-7, 5e-7, 5e-7],
      saturated: null,
    });
  });

  it('make a difference of pairs only', () => {
    expect(difference.problems?.({}, place({ channels: 3 }))).toEqual([
      { key: 'layer', must: 'behind an even number of channels, in pairs; there are 3' },
    ]);
    expect(() => new Difference({}).computeOutputShape([null, 4, 4, 5])).toThrow('there are 5 channels');
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { startEngine } from '../../../src/engine/start.js';
import { BlendedBlur, type BlendedBlurOptions } from '../../../src/optics/shift-variant/blended-blur.js';
import {
  blendedBlur,
  gaussianBlend,
  randomBlend,
  roughness,
} from '../../../src/optics/shift-variant/blended-kernels.js';
import { blurPerPixel } from '../../../src/optics/shift-variant/per-pixel-blur.js';
import { gaussianField } from '../../../src/optics/shift-variant/psf-field.js';
import { blurLowRank } from '../../../src/optics/shift-variant/low-rank-blur.js';

/** C9 in the list of physics checks. */
const weightTolerance = 1e-6;
const differenceTolerance = 5e-3;

const [height, width] = [16, 18] as const;
const options: BlendedBlurOptions = {
  kernelPixels: 5,
  rank: 3,
  gridPoints: 4,
  start: { kind: 'gaussian', sigmaCentre: 1.5e-6, sigmaCorner: 4e-6 },
  pixelPitch: 3e-6,
  boundary: 'symmetric',
  smoothness: 2,
  isLearned: true,
};

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const scene = () => tf.randomUniform<tf.Rank.R4>([2, height, width, 1], 0, 1, 'float32', 1);

describe('blendedBlur', () => {
  it.each(['gaussian', 'random'] as const)('makes kernels and weights that light allows (C9), %s', start => {
    const grid = { height, width, rows: 4, columns: 3 };
    const weights =
      start === 'gaussian'
        ? gaussianBlend(grid, { centre: 0.5, corner: 1.5 }, 3, 5)
        : randomBlend(grid, 3, 5, { seed: 1, stream: 2 });
    const { kernels, coefficients } = blendedBlur(weights, [height, width]);
    for (const [shares, axes] of [
      [kernels, [0, 1]],
      [coefficients, [2]],
    ] as const) {
      expect(shares.min().dataSync()[0]).toBeGreaterThan(0);
      const sums = shares.sum([...axes]);
      expect(sums.sub(1).abs().max().dataSync()[0]).toBeLessThan(weightTolerance);
    }
  });

  it('starts near the Gaussian field: closer than the narrowest or the widest Gaussian everywhere', () => {
    const x = scene();
    const widths = { centre: 0.6, corner: 1.8 };
    const exact = gaussianField({ height, width, rows: height, columns: width }, widths, 7);
    const expected = blurPerPixel(x, exact.psfs, 'symmetric');
    const errorOf = (from: typeof widths, rank: number) => {
      const weights = gaussianBlend({ height, width, rows: 8, columns: 9 }, from, rank, 7);
      const found = blurLowRank(x, blendedBlur(weights, [height, width]), 'symmetric');
      return found.sub(expected).square().mean().sqrt().dataSync()[0]!;
    };
    const [field, narrow, wide] = [
      errorOf(widths, 5),
      errorOf({ centre: 0.6, corner: 0.6 }, 1),
      errorOf({ centre: 1.8, corner: 1.8 }, 1),
    ];
    expect(field).toBeLessThan(0.5 * narrow);
    expect(field).toBeLessThan(0.5 * wide);
  });
});

describe('roughness', () => {
  it('is 0 for a field without change, and the mean square of differences along each axis', () => {
    expect(roughness(tf.fill([3, 4, 2], 0.5)).dataSync()[0]).toBe(0);
    expect(roughness(tf.ones([1, 1, 1])).dataSync()[0]).toBe(0);
    const shares = tf.tensor3d([0, 0.5, 0.2, 0.4], [2, 2, 1]);
    const expected = (0.2 ** 2 + 0.1 ** 2) / 2 + (0.5 ** 2 + 0.2 ** 2) / 2;
    expect(roughness(shares).dataSync()[0]).toBeCloseTo(expected, 6);
  });

  it('has the gradient of central differences', () => {
    const shares = tf.randomUniform<tf.Rank.R3>([3, 4, 2], 0, 1, 'float32', 2);
    const direction = tf.randomNormal(shares.shape, 0, 1, 'float32', 3);
    const loss = (value: tf.Tensor) => roughness(value as tf.Tensor3D);
    const slope = tf.grad(loss)(shares).mul(direction).sum().dataSync()[0]!;
    const [above, below] = [1e-2, -1e-2].map(step => loss(shares.add(direction.mul(step))).dataSync()[0]!);
    expect(Math.abs((above! - below!) / 2e-2 - slope) / Math.abs(slope)).toBeLessThan(differenceTolerance);
  });
});

describe('BlendedBlur', () => {
  it('learns, in a compiled step, to blur less in one half of the frame than in the other', () => {
    const layer = new BlendedBlur({
      ...options,
      start: { kind: 'random', seed: 1, stream: 1 },
      smoothness: 0,
    });
    const x = scene();
    layer.apply(x);
    const isLeft = tf
      .range(0, width)
      .less(width / 2)
      .cast('float32')
      .reshape([1, 1, width, 1]);
    const mean = tf.avgPool(x, 3, 1, 'same');
    const target = x.mul(isLeft).add(mean.mul(tf.sub(1, isLeft)));
    const optimizer = tf.train.adam(0.1);
    const variables = layer.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
    const step = compileStep((image, wanted) => {
      const loss = () => (layer.apply(image) as tf.Tensor).sub(wanted).square().mean<tf.Scalar>();
      return [optimizer.minimize(loss, true, variables)!];
    });
    const losses = Array.from({ length: 60 }, () => step(x, target)[0]!.dataSync()[0]!);
    expect(losses.at(-1)).toBeLessThan(0.2 * losses[0]!);
    layer.dispose();
  });

  it('weighs its penalty, and has none where it is fixed', () => {
    const layerOf = (changed: Partial<BlendedBlurOptions>) => {
      const layer = new BlendedBlur({ ...options, ...changed });
      layer.apply(scene());
      return layer;
    };
    const [once, twice, fixed] = [{ smoothness: 1 }, { smoothness: 2 }, { isLearned: false }].map(
      changed => layerOf(changed).penalty().dataSync()[0]!,
    );
    expect(once).toBeGreaterThan(0);
    expect(twice! / once!).toBeCloseTo(2, 5);
    expect(fixed).toBe(0);
  });

  it('gives its kernels and their weights as arrays', () => {
    const layer = new BlendedBlur(options);
    layer.apply(scene());
    const [kernels, weights] = layer.physicalArrays();
    expect(kernels).toMatchObject({ name: 'kernels', shape: [3, 5, 5], kind: 'magnitude' });
    expect(weights).toMatchObject({ name: 'weights', shape: [3, 4, 4], kind: 'magnitude' });
    const sum = kernels!.values.slice(0, 25).reduce((a, b) => a + b);
    expect(Math.abs(sum - 1)).toBeLessThan(weightTolerance);
    // In the corners the widest Gaussian leads, in the centre it does not.
    const widest = Array.from(weights!.values.slice(32, 48));
    expect(widest[0]).toBeGreaterThan(0.9);
    expect(widest[5]).toBeLessThan(0.1);
  });

  it('says what is out of range', () => {
    const broken = (changed: Partial<BlendedBlurOptions>) => () =>
      new BlendedBlur({ ...options, ...changed });
    expect(broken({ rank: 0 })).toThrow('blended blur: rank is 0, must be a whole number, 1 or more');
    expect(broken({ kernelPixels: 1.5 })).toThrow(
      'blended blur: kernelPixels is 1.5, must be a whole number, 2 or more',
    );
    expect(broken({ smoothness: -1 })).toThrow('blended blur: smoothness is -1, must be 0 or more');
  });
});

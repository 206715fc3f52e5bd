import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { convolveImages } from '../../../src/engine/fourier/convolve-images.js';
import { boundaries } from '../../../src/engine/fourier/pad-images.js';
import { blendingWeights, interpolateField } from '../../../src/optics/shift-variant/field-grid.js';
import {
  blurLowRank,
  spreadLowRank,
  type LowRankBlur,
} from '../../../src/optics/shift-variant/low-rank-blur.js';
import { blurPatches } from '../../../src/optics/shift-variant/patch-blur.js';
import { blurPerPixel } from '../../../src/optics/shift-variant/per-pixel-blur.js';
import { slowGather, slowScatter } from './slow-blur.js';

/** C7 and C8 in the list of physics checks (names as C8 refer to it). */
const tolerance = 1e-5;
/** C9. */
const weightTolerance = 1e-6;
const differenceTolerance = 5e-3;

const [height, width] = [11, 12] as const;
/** An odd and an even side: centres at floor(size / 2). */
const sizes = [
  [3, 3],
  [4, 5],
] as const;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const random = (shape: number[], seed: number) => tf.randomUniform(shape, 0, 1, 'float32', seed);
const scene = (channels = 1, seed = 1) => random([2, height, width, channels], seed) as tf.Tensor4D;

function lowRank([rows, columns]: readonly [number, number], rank = 3): LowRankBlur {
  const kernels = random([rows, columns, rank], 2) as tf.Tensor3D;
  return { kernels, coefficients: random([height, width, rank], 3) as tf.Tensor3D };
}

/** The PSF of each pixel, [height, width, rows, columns]. */
function psfsOf({ kernels, coefficients }: LowRankBlur): tf.Tensor4D {
  const [rows, columns, rank] = kernels.shape;
  const stack = kernels.reshape([rows * columns, rank]);
  const all = tf.matMul(coefficients.reshape([height * width, rank]), stack, false, true);
  return all.reshape([height, width, rows, columns]);
}

/** The PSF of each pixel blended from a grid, [height, width, rows, columns]. */
function blended(psfs: tf.Tensor4D): tf.Tensor4D {
  const [gridRows, gridColumns, rows, columns] = psfs.shape;
  const flat = psfs.reshape<tf.Tensor3D>([gridRows, gridColumns, rows * columns]);
  const [down, across] = [blendingWeights(height, gridRows), blendingWeights(width, gridColumns)];
  return interpolateField(flat, down, across).reshape([height, width, rows, columns]);
}

function gap(found: tf.Tensor, expected: tf.TensorLike | tf.Tensor): number {
  const wanted = expected instanceof tf.Tensor ? expected : tf.tensor(expected).reshape(found.shape);
  return found.sub(wanted).abs().max().div(wanted.abs().max()).dataSync()[0]!;
}

/** One channel of one image as nested numbers. */
function planeOf(images: tf.Tensor4D): number[][] {
  return images.slice([0, 0, 0, 0], [1, -1, -1, 1]).squeeze<tf.Tensor2D>([0, 3]).arraySync();
}

describe.each(sizes)('with PSFs of %i × %i pixels', (rows, columns) => {
  const size = [rows, columns] as const;

  it('the low-rank gather takes the PSF of the pixel where light arrives', () => {
    const [x, blur] = [scene(), lowRank(size)];
    const psfs = psfsOf(blur).arraySync();
    const psf = (y: number, z: number, i: number, j: number) => psfs[y]![z]![i]![j]!;
    const found = blurLowRank(x, blur, 'zero').slice([0, 0, 0, 0], [1, -1, -1, -1]);
    expect(gap(found, slowGather({ image: planeOf(x), psf, size }))).toBeLessThan(tolerance);
  });

  it('the low-rank scatter takes the PSF of the point from where light comes', () => {
    const [x, blur] = [scene(), lowRank(size)];
    const psfs = psfsOf(blur).arraySync();
    const psf = (y: number, z: number, i: number, j: number) => psfs[y]![z]![i]![j]!;
    const found = spreadLowRank(x, blur, 'zero').slice([0, 0, 0, 0], [1, -1, -1, -1]);
    expect(gap(found, slowScatter({ image: planeOf(x), psf, size }))).toBeLessThan(tolerance);
    expect(gap(found, slowGather({ image: planeOf(x), psf, size }))).toBeGreaterThan(0.01);
  });

  it('blended patches take the mean PSF of the points around the pixel where light arrives', () => {
    const x = scene();
    const grid = random([3, 4, rows, columns], 4) as tf.Tensor4D;
    const psfs = blended(grid).arraySync();
    const psf = (y: number, z: number, i: number, j: number) => psfs[y]![z]![i]![j]!;
    const found = blurPatches(x, grid, 'zero').slice([0, 0, 0, 0], [1, -1, -1, -1]);
    expect(gap(found, slowGather({ image: planeOf(x), psf, size }))).toBeLessThan(tolerance);
  });

  it('a PSF for each pixel is that of the pixel where light arrives', () => {
    const x = scene();
    const kernels = random([height, width, rows, columns], 4) as tf.Tensor4D;
    const psfs = kernels.arraySync();
    const psf = (y: number, z: number, i: number, j: number) => psfs[y]![z]![i]![j]!;
    const found = blurPerPixel(x, kernels, 'zero').slice([0, 0, 0, 0], [1, -1, -1, -1]);
    expect(gap(found, slowGather({ image: planeOf(x), psf, size }))).toBeLessThan(tolerance);
  });

  it.each(boundaries)('all forms agree on one field, for each channel, %s boundary', boundary => {
    const x = scene(3);
    const blur = lowRank(size);
    const exact = blurPerPixel(x, psfsOf(blur), boundary);
    expect(gap(blurLowRank(x, blur, boundary), exact)).toBeLessThan(tolerance);
    const grid = random([2, 5, rows, columns], 4) as tf.Tensor4D;
    const patches = blurPatches(x, grid, boundary);
    expect(gap(patches, blurPerPixel(x, blended(grid), boundary))).toBeLessThan(tolerance);
  });

  it.each(boundaries)('a field of equal PSFs is a convolution (C8), %s boundary', boundary => {
    const x = scene(2);
    const kernel = random([rows, columns, 1], 5) as tf.Tensor3D;
    const expected = convolveImages(x, kernel, { boundary });
    const everywhere = (y: number, z: number) =>
      tf.tile(kernel.reshape<tf.Tensor4D>([1, 1, rows, columns]), [y, z, 1, 1]);
    const coefficients = tf.ones<tf.Rank.R3>([height, width, 1]);
    for (const found of [
      blurLowRank(x, { kernels: kernel, coefficients }, boundary),
      spreadLowRank(x, { kernels: kernel, coefficients }, boundary),
      blurPatches(x, everywhere(3, 3), boundary),
      blurPerPixel(x, everywhere(height, width), boundary),
    ]) {
      expect(gap(found, expected)).toBeLessThan(tolerance);
    }
  });

  it('the scatter is the adjoint of the gather with mirrored kernels', () => {
    const [x, y, blur] = [scene(2), scene(2, 7), lowRank(size)];
    const left = blurLowRank(x, blur, 'zero').mul(y).sum();
    // Mirrored about its centre, an even kernel ends one element earlier and starts one later.
    const even = [1, 1].map((_, axis) => (1 + size[axis]!) % 2) as [number, number];
    const padded = tf.pad(blur.kernels, [
      [0, even[0]],
      [0, even[1]],
      [0, 0],
    ]);
    const mirrored = { ...blur, kernels: padded.reverse([0, 1]) };
    const right = spreadLowRank(y, mirrored, 'zero').mul(x).sum();
    expect(gap(left, right)).toBeLessThan(tolerance);
  });
});

describe('a comb of points', () => {
  const size = [3, 3] as const;
  const points = [
    [2, 2],
    [2, 8],
    [7, 3],
    [8, 9],
  ] as const;
  const comb = () => {
    const isPoint = (y: number, x: number) => points.some(point => point[0] === y && point[1] === x);
    return tf.tensor4d([
      Array.from({ length: height }, (_, y) =>
        Array.from({ length: width }, (_each, x) => [Number(isPoint(y, x))]),
      ),
    ]);
  };
  const around = (images: tf.Tensor4D, [y, x]: readonly [number, number]) =>
    images.slice([0, y - 1, x - 1, 0], [1, 3, 3, 1]).reshape([3, 3]);

  it('shows the PSF of each point in a scatter', () => {
    const blur = lowRank(size);
    const found = spreadLowRank(comb(), blur, 'zero');
    for (const [y, x] of points) {
      const local = psfsOf(blur).slice([y, x, 0, 0], [1, 1, 3, 3]).reshape([3, 3]);
      expect(gap(around(found, [y, x]), local)).toBeLessThan(tolerance);
    }
  });

  it('shows in a gather, at each pixel, the element of the PSF of that pixel', () => {
    const blur = lowRank(size);
    const psfs = psfsOf(blur);
    const grid = random([3, 4, 3, 3], 4) as tf.Tensor4D;
    for (const [found, field] of [
      [blurLowRank(comb(), blur, 'zero'), psfs],
      [blurPerPixel(comb(), psfs, 'zero'), psfs],
      [blurPatches(comb(), grid, 'zero'), blended(grid)],
    ] as const) {
      const elements = field.arraySync();
      for (const [y, x] of points) {
        const expected = [-1, 0, 1].map(i => [-1, 0, 1].map(j => elements[y + i]![x + j]![i + 1]![j + 1]!));
        expect(gap(around(found, [y, x]), expected)).toBeLessThan(tolerance);
      }
    }
  });

  it('shows the PSF of each point in a gather, too, where the field is the same around it', () => {
    // Left and right half of the frame have a PSF each.
    const [left, right] = [random([3, 3], 5), random([3, 3], 6)];
    const half = tf
      .range(0, width)
      .less(width / 2)
      .cast('float32');
    const isLeft = half.mul<tf.Tensor2D>(tf.ones([height, 1]));
    const coefficients = tf.stack([isLeft, tf.sub(1, isLeft)], 2) as tf.Tensor3D;
    const kernels = tf.stack([left, right], 2) as tf.Tensor3D;
    for (const found of [
      blurLowRank(comb(), { kernels, coefficients }, 'zero'),
      blurPerPixel(comb(), psfsOf({ kernels, coefficients }), 'zero'),
    ]) {
      for (const point of points) {
        expect(gap(around(found, point), point[1] < width / 2 ? left : right)).toBeLessThan(tolerance);
      }
    }
    // Patches that change from column to column only where no point of the comb is near.
    const column = (x: number) => (x < width / 2 ? left : right);
    const grid = tf.stack(Array.from({ length: width }, (_, x) => column(x)));
    const patches = tf.stack([grid, grid]) as tf.Tensor4D;
    const blurred = blurPatches(comb(), patches, 'zero');
    for (const point of points) {
      expect(gap(around(blurred, point), column(point[1]))).toBeLessThan(tolerance);
    }
  });
});

describe('blendingWeights', () => {
  it.each([
    [11, 4],
    [12, 12],
    [7, 1],
    [1, 3],
  ])('are not negative and sum to 1 (C9): %i pixels, %i points', (size, points) => {
    const weights = blendingWeights(size, points);
    expect(weights.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(weights.sum(1).sub(1).abs().max().dataSync()[0]).toBeLessThan(weightTolerance);
  });

  it('interpolate linearly between points that stand from the first pixel to the last', () => {
    const values = blendingWeights(7, 3)
      .mul(tf.tensor1d([0, 3, 12]))
      .sum(1)
      .dataSync();
    expect(Array.from(values)).toEqual(
      [0, 1, 2, 3, 6, 9, 12].map(value => expect.closeTo(value, 5) as number),
    );
  });
});

describe('gradients', () => {
  it.each([
    ['low-rank kernels', 0],
    ['low-rank coefficients', 1],
    ['PSFs of patches', 2],
    ['PSFs of pixels', 3],
  ] as const)('in %s are those of central differences', (_, index) => {
    const [x, y] = [scene(2), scene(2, 9)];
    const blur = lowRank([3, 4]);
    const start = [
      blur.kernels,
      blur.coefficients,
      random([3, 3, 3, 4], 4),
      random([height, width, 3, 4], 5),
    ][index]!;
    const apply = (value: tf.Tensor): tf.Tensor => {
      if (index === 2) return blurPatches(x, value as tf.Tensor4D, 'symmetric');
      if (index === 3) return blurPerPixel(x, value as tf.Tensor4D, 'symmetric');
      const changed = index === 0 ? { kernels: value } : { coefficients: value };
      return blurLowRank(x, { ...blur, ...changed } as LowRankBlur, 'symmetric');
    };
    const loss = (value: tf.Tensor) => apply(value).square().mul(y).sum();
    const direction = random(start.shape, 11).sub(0.3);
    const slope = tf.grad(loss)(start).mul(direction).sum().dataSync()[0]!;
    const [above, below] = [1e-2, -1e-2].map(step => loss(start.add(direction.mul(step))).dataSync()[0]!);
    expect(Math.abs((above! - below!) / 2e-2 - slope) / Math.abs(slope)).toBeLessThan(differenceTolerance);
  });
});

describe('errors', () => {
  it('say which shapes do not fit', () => {
    const blur = lowRank([3, 3]);
    const coefficients = tf.ones<tf.Rank.R3>([height, width, 2]);
    expect(() => blurLowRank(scene(), { ...blur, coefficients }, 'zero')).toThrow(
      'blurLowRank: coefficients are [11,12,2], must be [11,12,3]: rows, columns, rank',
    );
    expect(() => blurPerPixel(scene(), tf.ones([4, 5, 3, 3]), 'zero')).toThrow(
      'blurPerPixel: there are kernels for 4 × 5 pixels, must be 11 × 12, those of the images',
    );
    expect(() => blurPatches(scene(), tf.ones([12, 5, 3, 3]), 'zero')).toThrow(
      'blurPatches: there are 12 × 5 points, must be at most 11 × 12, one a pixel',
    );
  });
});

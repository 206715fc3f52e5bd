import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { bilinearMatrix } from '../../src/engine/resampling.js';
import { testGradients, type GradientCase } from './gradient-table.js';
import { testNative, type Compute } from './native-table.js';
import { sampleTensor } from './on-backends.js';

type Size = [number, number];

/** Sizes that enlarge by a whole factor, by another one, that shrink, and that do one of each. */
const sizes: readonly Size[] = [
  [10, 14],
  [15, 7],
  [8, 9],
  [3, 4],
  [2, 20],
  [1, 1],
];
const corners = [
  { name: 'plain', alignCorners: false, halfPixelCenters: false },
  { name: 'aligned corners', alignCorners: true, halfPixelCenters: false },
  { name: 'half-pixel centres', alignCorners: false, halfPixelCenters: true },
] as const;

const methods = {
  bilinear: tf.image.resizeBilinear,
  nearest: tf.image.resizeNearestNeighbor,
};

const shape = [2, 5, 7, 3];
const images = () => sampleTensor(shape) as tf.Tensor4D;

const modes = Object.entries(methods).flatMap(([method, resize]) =>
  corners.map(({ name, alignCorners, halfPixelCenters }) => ({
    name: `${method}, ${name}`,
    resize: (x: tf.Tensor, size: Size) => resize(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
  })),
);

const boxes = () =>
  tf.tensor2d([
    [0, 0, 1, 1],
    [0.2, 0.9, 0.7, 0.1],
    [-0.35, 0.2, 0.6, 1.4],
  ]);
const crop = (x: tf.Tensor, size: Size, method: 'bilinear' | 'nearest', filling = 0) =>
  tf.image.cropAndResize(x as tf.Tensor4D, boxes(), tf.tensor1d([1, 0, 1], 'int32'), size, method, filling);

const kernels: Record<string, Compute> = {
  ...Object.fromEntries(
    modes.map(({ name, resize }) => [name, () => sizes.map(size => resize(images(), size))]),
  ),
  crops: () => [
    crop(images(), [3, 4], 'bilinear'),
    crop(images(), [1, 6], 'bilinear', 0.5),
    crop(images(), [4, 3], 'nearest', -1),
  ],
  'nearest, of integers': () =>
    tf.image.resizeNearestNeighbor(images().mul(9).toInt() as tf.Tensor4D, [10, 9]),
  'bilinear, of one channel': () =>
    tf.image.resizeBilinear(sampleTensor([2, 5, 7, 1]) as tf.Tensor4D, [9, 6]),
};

const gradients: Record<string, GradientCase> = {
  'crops, bilinear': { f: x => crop(x, [3, 4], 'bilinear', 0.5), shape },
  'crops, nearest': { f: x => crop(x, [1, 4], 'nearest'), shape },
  ...Object.fromEntries(
    modes.flatMap(({ name, resize }) =>
      sizes.map((size): [string, GradientCase] => [
        `${name}, to ${size.join(' by ')}`,
        { f: x => resize(x, size), shape },
      ]),
    ),
  ),
};

testNative('resizing', kernels);
testGradients('gradients of resizing', gradients);

describe('bilinearMatrix', () => {
  it('doubles with half-pixel centres by weights of a quarter and three quarters', () => {
    const matrix = bilinearMatrix(2, 4, { alignCorners: false, halfPixelCenters: true });
    expect(Array.from(matrix)).toEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1]);
  });

  it('keeps the corners where they are aligned', () => {
    const matrix = bilinearMatrix(2, 3, { alignCorners: true, halfPixelCenters: false });
    expect(Array.from(matrix)).toEqual([1, 0, 0.5, 0.5, 0, 1]);
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolutionMethod, convolveImages } from '../../src/engine/fourier/convolve-images.js';
import { boundaries, padImages, type Boundary } from '../../src/engine/fourier/pad-images.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

/** Float32 sums of up to 10⁴ terms, relative to the largest result. */
const sumTolerance = 3e-6;
const differenceTolerance = 5e-3;

const methods = ['direct', 'fourier'] as const;

beforeAll(() => startEngine());

const images = (shape: number[], seed = 1) => sampleTensor(shape, seed) as tf.Tensor4D;
const kernels = (shape: number[], seed = 2) => sampleTensor(shape, seed) as tf.Tensor3D;

/** The pixel that stands at an index beyond the edge, or null for none. */
function source(index: number, size: number, boundary: Boundary): number | null {
  if (index >= 0 && index < size) return index;
  if (boundary === 'zero') return null;
  if (boundary === 'circular') return (index + size) % size;
  if (boundary === 'replicate') return index < 0 ? 0 : size - 1;
  const edge = boundary === 'reflect' ? 0 : 1;
  return index < 0 ? -index - edge : 2 * (size - 1) - index + edge;
}

/** The defining sum, in float64. */
function slowConvolution(image: tf.Tensor4D, kernel: tf.Tensor3D, boundary: Boundary): number[][][][] {
  const [x, h] = [image.arraySync(), kernel.arraySync()];
  const [, height, width] = image.shape;
  const [kernelHeight, kernelWidth, count] = kernel.shape;
  const [top, left] = [Math.floor(kernelHeight / 2), Math.floor(kernelWidth / 2)];
  return x.map(entry =>
    entry.map((line, row) =>
      line.map((pixel, column) =>
        pixel.map((_, channel) => {
          let sum = 0;
          for (let i = 0; i < kernelHeight; i++) {
            for (let j = 0; j < kernelWidth; j++) {
              const [from, at] = [
                source(row - i + top, height, boundary),
                source(column - j + left, width, boundary),
              ];
              if (from === null || at === null) continue;
              sum += h[i]![j]![count === 1 ? 0 : channel]! * entry[from]![at]![channel]!;
            }
          }
          return sum;
        }),
      ),
    ),
  );
}

function gapTo(actual: tf.Tensor, expected: number[][][][]): number {
  const [found, wanted] = [actual.dataSync(), expected.flat(3)];
  const scale = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, index) => Math.abs(value - found[index]!))) / scale;
}

describe.each(methods)('convolveImages, %s', method => {
  describe.each(boundaries)('%s boundary', boundary => {
    it.each([
      { image: [2, 7, 6, 1], kernel: [3, 3, 1] },
      { image: [3, 6, 9, 2], kernel: [4, 5, 1] },
      { image: [3, 5, 8, 2], kernel: [5, 2, 2] },
      { image: [1, 8, 7, 3], kernel: [7, 6, 3] },
    ])('equals the defining sum: image $image, kernel $kernel', ({ image, kernel }) => {
      tf.tidy(() => {
        const [x, h] = [images(image), kernels(kernel)];
        const found = convolveImages(x, h, { boundary, method });
        expect(found.shape).toEqual(image);
        expect(gapTo(found, slowConvolution(x, h, boundary))).toBeLessThan(sumTolerance);
      });
    });
  });

  it.each([
    [3, 3],
    [4, 6],
  ])('moves nothing with a delta in the origin of a %i × %i kernel', (height, width) => {
    tf.tidy(() => {
      const x = images([2, 9, 8, 1]);
      const place = Math.floor(height / 2) * width + Math.floor(width / 2);
      const delta = tf.tensor3d(
        Array.from({ length: height * width }, (_, index) => Number(index === place)),
        [height, width, 1],
      );
      const found = convolveImages(x, delta, { boundary: 'zero', method });
      expect(gapTo(found, x.arraySync())).toBeLessThan(sumTolerance);
    });
  });

  it.each(['circular', 'symmetric'] as const)('keeps the sum of an image with a %s boundary', boundary => {
    tf.tidy(() => {
      const x = images([1, 12, 11, 1]).abs();
      const binomial = tf.tensor1d([1, 4, 6, 4, 1]).div(16);
      const kernel = binomial.reshape([5, 1, 1]).mul<tf.Tensor3D>(binomial.reshape([1, 5, 1]));
      const after = convolveImages(x, kernel, { boundary, method }).sum();
      expect(after.div(x.sum()).dataSync()[0]!).toBeCloseTo(1, 5);
    });
  });

  it.each([
    ['shared', [4, 3, 1]],
    ['one for each channel', [4, 3, 2]],
  ])('has the gradients of central differences, kernel %s', (_, kernelShape) => {
    tf.tidy(() => {
      const [x, h] = [images([3, 6, 7, 2]), kernels(kernelShape)];
      const loss = (image: tf.Tensor, kernel: tf.Tensor) =>
        convolveImages(image as tf.Tensor4D, kernel as tf.Tensor3D, { boundary: 'symmetric', method })
          .square()
          .mul(sampleTensor([3, 6, 7, 2], 9))
          .sum();
      const gradients = tf.grads(loss)([x, h]);
      const directions = [sampleTensor(x.shape, 4), sampleTensor(h.shape, 5)];
      const step = 1e-2;
      for (const index of [0, 1]) {
        const slope = gradients[index]!.mul(directions[index]!).sum().dataSync()[0]!;
        const at = (offset: number) => {
          const moved = [x, h].map((v, place) =>
            place === index ? v.add(directions[place]!.mul(offset)) : v,
          );
          return loss(moved[0]!, moved[1]!).dataSync()[0]!;
        };
        const estimate = (at(step) - at(-step)) / (2 * step);
        expect(Math.abs(slope - estimate) / Math.abs(slope)).toBeLessThan(differenceTolerance);
      }
    });
  });
});

describe('convolveImages', () => {
  it('agrees between its methods for a kernel of the size of the image', () => {
    tf.tidy(() => {
      const [x, h] = [images([3, 40, 50, 2]), kernels([33, 41, 2])];
      for (const boundary of boundaries) {
        const direct = convolveImages(x, h, { boundary, method: 'direct' });
        const fourier = convolveImages(x, h, { boundary, method: 'fourier' });
        expect(gapTo(fourier, direct.arraySync())).toBeLessThan(sumTolerance);
      }
    });
  });

  it('continues an image by its edge pixels as far as a replicate boundary asks', () => {
    tf.tidy(() => {
      const padded = padImages(tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]), [3, 0], [0, 4], 'replicate');
      const [first, last] = [
        [1, 2, 3, 3, 3, 3, 3],
        [4, 5, 6, 6, 6, 6, 6],
      ];
      expect(padded.reshape([5, 7]).arraySync()).toEqual([first, first, first, first, last]);
    });
  });

  it('takes the Fourier plane for large kernels only', () => {
    expect(convolutionMethod([64, 64], [3, 3])).toBe('direct');
    expect(convolutionMethod([64, 64], [64, 64])).toBe('fourier');
    expect(convolutionMethod([512, 512], [63, 63])).toBe('fourier');
  });

  it('says what does not fit', () => {
    const x = images([1, 4, 5, 3]);
    const convolve = (shape: number[], boundary: Boundary) => () =>
      convolveImages(x, kernels(shape), { boundary, method: 'fourier' });
    expect(convolve([3, 3, 2], 'zero')).toThrow(
      'convolveImages: the kernel has 2 channels, must have 1 or the 3 of the images',
    );
    expect(convolve([5, 3, 1], 'circular')).toThrow(
      'convolveImages: the kernel is 5 × 3, must be at most 4 × 5, the size of the images, where the boundary is circular',
    );
    expect(convolve([9, 3, 1], 'reflect')).toThrow(
      'padImages: the margin is 4 pixels, must be at most 3 where 4 pixels are continued by a reflect boundary',
    );
  });
});

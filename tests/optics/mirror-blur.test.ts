import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blurMirrored, mirrorBasis } from '../../src/optics/mirror-blur.js';

/** Of convolution with another way of computing it, C5 in the list of physics checks (names as C5 refer to it). */
const tolerance = 1e-5;
/** Of light, constants, deltas (C1, C2, C4); the centroid in pixels. */
const conservationTolerance = 1e-6;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** An even PSF of odd size with its transfer function at the frequencies of a cosine transform. */
const psf = [
  [0.01, 0.05, 0.01],
  [0.1, 0.66, 0.1],
  [0.01, 0.05, 0.01],
];

function transferOf(height: number, width: number): tf.Tensor3D {
  const values = Array.from({ length: height * width }, (_, index) => {
    const [down, across] = [Math.floor(index / width) / (2 * height), (index % width) / (2 * width)];
    return sumOver(psf, (value, dy, dx) => value * Math.cos(2 * Math.PI * (down * dy + across * dx)));
  });
  return tf.tensor3d(values, [1, height, width]);
}

function sumOver(table: number[][], term: (value: number, dy: number, dx: number) => number): number {
  return table.flatMap((row, y) => row.map((value, x) => term(value, y - 1, x - 1))).reduce((a, b) => a + b);
}

/** Pixel −1 is pixel 0 again, pixel n is pixel n − 1. */
function mirrored(index: number, length: number): number {
  return index < 0 ? -1 - index : index >= length ? 2 * length - 1 - index : index;
}

/** Convolution by definition. */
function blurSlowly(image: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = image.shape;
  const source = image.bufferSync();
  const target = tf.buffer([batch, height, width, channels]);
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) {
          const at = (dy: number, dx: number): number =>
            source.get(b, mirrored(y - dy, height), mirrored(x - dx, width), c);
          target.set(
            sumOver(psf, (value, dy, dx) => value * at(dy, dx)),
            b,
            y,
            x,
            c,
          );
        }
      }
    }
  }
  return target.toTensor() as tf.Tensor4D;
}

describe.each([
  [1, 6, 7, 1],
  [2, 9, 4, 1],
  [3, 5, 8, 3],
] as const)('blurMirrored on [%i, %i, %i, %i]', (batch, height, width, channels) => {
  const image = (): tf.Tensor4D => tf.randomUniform([batch, height, width, channels], 0, 1, 'float32', 5);
  const blur = (input: tf.Tensor4D): tf.Tensor4D =>
    blurMirrored(input, transferOf(height, width), mirrorBasis(height, width));

  it('equals convolution of the mirrored image, pixel by pixel (C5)', () => {
    expect(largest(blur(image()).sub(blurSlowly(image())))).toBeLessThan(tolerance);
  });

  it('keeps the sum of each image (C2)', () => {
    const [before, after] = [image(), blur(image())].map(input => planeSums(input));
    before!.forEach((sum, plane) =>
      expect(Math.abs(after![plane]! / sum - 1)).toBeLessThan(conservationTolerance),
    );
  });

  it('keeps a constant image (C4)', () => {
    const ones = tf.ones<tf.Rank.R4>([batch, height, width, channels]);
    expect(largest(blur(ones).sub(1))).toBeLessThan(conservationTolerance);
  });

  it('leaves the image as it is where the transfer function is 1 (C1)', () => {
    const identity = blurMirrored(image(), tf.ones([1, height, width]), mirrorBasis(height, width));
    expect(largest(identity.sub(image()))).toBeLessThan(conservationTolerance);
  });

  it('makes the PSF of a point, with its centroid where the point was (C1)', () => {
    const point = tf.buffer([1, height, width, 1]);
    point.set(1, 0, 2, 1, 0);
    const spread = blur(point.toTensor() as tf.Tensor4D).dataSync();
    const centroid = [0, 0];
    spread.forEach((value, index) => {
      const [row, column] = [Math.floor(index / width), index % width];
      centroid[0]! += row * value;
      centroid[1]! += column * value;
      const expected = psf[row - 2 + 1]?.[column - 1 + 1] ?? 0;
      expect(Math.abs(value - expected)).toBeLessThan(conservationTolerance);
    });
    expect(Math.abs(centroid[0]! - 2)).toBeLessThan(conservationTolerance);
    expect(Math.abs(centroid[1]! - 1)).toBeLessThan(conservationTolerance);
  });
});

describe('blurMirrored', () => {
  it('gives each channel its own transfer function', () => {
    const image = tf.randomUniform<tf.Rank.R4>([2, 5, 6, 2], 0, 1, 'float32', 5);
    const transfer = tf.concat([tf.ones<tf.Rank.R3>([1, 5, 6]), transferOf(5, 6)]);
    const blurred = blurMirrored(image, transfer, mirrorBasis(5, 6));
    const [sharp, soft] = blurred.split(2, 3);
    const [first, second] = image.split(2, 3) as [tf.Tensor4D, tf.Tensor4D];
    expect(largest(sharp!.sub(first))).toBeLessThan(tolerance);
    expect(largest(soft!.sub(blurSlowly(second)))).toBeLessThan(tolerance);
  });

  it('is its own adjoint (C6)', () => {
    const [x, y] = [1, 2].map(seed => tf.randomNormal<tf.Rank.R4>([2, 5, 6, 1], 0, 1, 'float32', seed));
    const blur = (input: tf.Tensor4D): tf.Tensor4D =>
      blurMirrored(input, transferOf(5, 6), mirrorBasis(5, 6));
    const [left, right] = [blur(x!).mul(y!).sum().dataSync()[0]!, x!.mul(blur(y!)).sum().dataSync()[0]!];
    expect(Math.abs(left - right)).toBeLessThan(tolerance * Math.abs(left));
  });

  it('transforms into cosines without a change of the sum of squares (A11)', () => {
    const { vertical, horizontal } = mirrorBasis(28, 45);
    const image = tf.randomNormal<tf.Rank.R2>([28, 45], 0, 1, 'float32', 5);
    const waves = vertical.matMul(image).matMul(horizontal, false, true);
    const [power, waved] = [image, waves].map(each =>
      each.dataSync<'float32'>().reduce((sum, value) => sum + value ** 2, 0),
    );
    expect(Math.abs(waved! / power! - 1)).toBeLessThan(tolerance);
  });
});

function largest(tensor: tf.Tensor): number {
  return tensor.abs().max().dataSync()[0]!;
}

/** Sum of each channel of each image, added up in float64. */
function planeSums(image: tf.Tensor4D): number[] {
  const [batch, , , channels] = image.shape;
  const sums = new Array<number>(batch * channels).fill(0);
  const perImage = image.size / batch;
  image.dataSync<'float32'>().forEach((value, index) => {
    sums[Math.floor(index / perImage) * channels + (index % channels)]! += value;
  });
  return sums;
}

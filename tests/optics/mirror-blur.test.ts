import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blurMirrored, mirrorBasis } from '../../src/optics/mirror-blur.js';

/** Four float32 matrix products. */
const tolerance = 1e-5;

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

  it('equals convolution of the mirrored image, pixel by pixel', () => {
    const gap = blur(image()).sub(blurSlowly(image())).abs().max().dataSync()[0]!;
    expect(gap).toBeLessThan(tolerance);
  });

  it('keeps the sum of each image', () => {
    const sums = (input: tf.Tensor4D): tf.Tensor => input.sum([1, 2]);
    const gap = sums(blur(image())).div(sums(image())).sub(1).abs().max().dataSync()[0]!;
    expect(gap).toBeLessThan(tolerance);
  });

  it('keeps a constant image', () => {
    const ones = tf.ones<tf.Rank.R4>([batch, height, width, channels]);
    expect(blur(ones).sub(1).abs().max().dataSync()[0]).toBeLessThan(tolerance);
  });

  it('leaves the image as it is where the transfer function is 1', () => {
    const identity = blurMirrored(image(), tf.ones([1, height, width]), mirrorBasis(height, width));
    expect(identity.sub(image()).abs().max().dataSync()[0]).toBeLessThan(tolerance);
  });

  it('spreads a point symmetrically about where it was', () => {
    const point = tf.buffer([1, height, width, 1]);
    point.set(1, 0, 2, 1, 0);
    const image4 = point.toTensor() as tf.Tensor4D;
    const spread = blurMirrored(image4, transferOf(height, width), mirrorBasis(height, width));
    const rows = tf.range(0, height).reshape([1, height, 1, 1]);
    const columns = tf.range(0, width).reshape([1, 1, width, 1]);
    expect(spread.mul(rows).sum().dataSync()[0]).toBeCloseTo(2, 5);
    expect(spread.mul(columns).sum().dataSync()[0]).toBeCloseTo(1, 5);
  });
});

describe('blurMirrored', () => {
  it('gives each channel its own transfer function', () => {
    const image = tf.randomUniform<tf.Rank.R4>([2, 5, 6, 2], 0, 1, 'float32', 5);
    const transfer = tf.concat([tf.ones<tf.Rank.R3>([1, 5, 6]), transferOf(5, 6)]);
    const blurred = blurMirrored(image, transfer, mirrorBasis(5, 6));
    const [sharp, soft] = blurred.split(2, 3);
    const [first, second] = image.split(2, 3) as [tf.Tensor4D, tf.Tensor4D];
    expect(sharp!.sub(first).abs().max().dataSync()[0]).toBeLessThan(tolerance);
    expect(soft!.sub(blurSlowly(second)).abs().max().dataSync()[0]).toBeLessThan(tolerance);
  });

  it('is its own adjoint', () => {
    const [x, y] = [1, 2].map(seed => tf.randomNormal<tf.Rank.R4>([2, 5, 6, 1], 0, 1, 'float32', seed));
    const blur = (input: tf.Tensor4D): tf.Tensor4D =>
      blurMirrored(input, transferOf(5, 6), mirrorBasis(5, 6));
    const [left, right] = [blur(x!).mul(y!).sum().dataSync()[0]!, x!.mul(blur(y!)).sum().dataSync()[0]!];
    expect(Math.abs(left - right)).toBeLessThan(tolerance * Math.abs(left));
  });
});

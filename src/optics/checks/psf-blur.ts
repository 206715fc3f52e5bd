/** Physics checks of images that are blurred by a lens (C1, C2). */
import { tf } from '../../engine/tfjs.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { randomKey, randomUniform } from '../../engine/random.js';
import { incoherentPsf, normalizePsf } from '../psf/incoherent-psf.js';
import { centroid } from '../quality/spot-size.js';
import { circle, numberOf, unit } from './unit-pupil.js';

export const psfBlurChecks: readonly PhysicsCheck[] = [
  {
    id: 'C1',
    title: 'largest change of an image by a point as kernel, 4 × 4 and 5 × 5 pixels',
    formula: 'δ ∗ x = x',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => Math.max(...[4, 5].map(size => changeBy(pointAt(size, Math.floor(size / 2)), size))),
  },
  {
    id: 'C1',
    title: 'distance of the image of a point from it, images of 16 and 17, kernels of 8 and 7 pixels',
    formula: 'centroid of (h ∗ δ) within 3 pixels = place of δ',
    unit: 'pixels',
    expected: 0,
    tolerance: 1e-6,
    measure: () =>
      Math.max(...[16, 17].flatMap(image => [8, 7].map(size => offsetOfPoint(image, lensKernel(size))))),
  },
  ...(['circular', 'symmetric'] as const).map(boundary => ({
    id: 'C2',
    title: `light of a random image behind a lens, ${boundary} boundary`,
    formula: 'Σ out / Σ in = 1',
    unit: '',
    expected: 1,
    tolerance: 1e-6,
    measure: () => {
      const image = randomImage(32);
      return numberOf(convolveImages(image, lensKernel(9), { boundary }).sum().div(image.sum()));
    },
  })),
];

function randomImage(side: number): tf.Tensor4D {
  const key = randomKey({ seed: 1, stream: 1, step: 0, firstRow: 0 });
  return randomUniform([1, side, side, 1], key) as tf.Tensor4D;
}

/** [side, side], 1 at one element of the diagonal. */
function pointAt(side: number, index: number): tf.Tensor2D {
  return tf
    .oneHot(tf.tensor1d([index * (side + 1)], 'int32'), side ** 2)
    .reshape<tf.Tensor2D>([side, side])
    .toFloat();
}

function changeBy(kernel: tf.Tensor2D, size: number): number {
  const image = randomImage(12);
  const blurred = convolveImages(image, kernel.reshape([size, size, 1]), { boundary: 'zero' });
  return numberOf(blurred.sub(image).abs().max());
}

/** Sum 1, pixels of half λN. */
function lensKernel(size: number): tf.Tensor3D {
  const psf = incoherentPsf(circle(32), { ...unit, pitch: 0.5, size, isPixelIntegrated: true });
  return normalizePsf(psf).psf.expandDims<tf.Tensor3D>(2);
}

/** Distance of the centre of gravity of the 7 × 7 pixels around a point, in pixels: an even kernel has one more row at its start. */
function offsetOfPoint(side: number, kernel: tf.Tensor3D): number {
  const place = Math.floor(side / 2);
  const image = pointAt(side, place).reshape<tf.Tensor4D>([1, side, side, 1]);
  const blurred = convolveImages(image, kernel, { boundary: 'zero' }).reshape<tf.Tensor2D>([side, side]);
  const { row, column } = centroid(blurred.slice([place - 3, place - 3], [7, 7]));
  return Math.hypot(row - 3, column - 3);
}

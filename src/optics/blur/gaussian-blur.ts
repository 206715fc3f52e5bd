/**
 * Blur by a Gaussian, integrated over square pixels.
 *
 *   y = (h_σ ⊗ h_σ) ∗ x,   h_σ(i) = ½ [erf((i + ½) p / (√2 σ)) − erf((i − ½) p / (√2 σ))]
 *
 * The light of a point at a pixel's centre spreads with standard deviation σ along each axis, and pixels of pitch p count
 * what falls on them. Sampled at pixel centres instead, a Gaussian with σ below half a pixel would lose its light between
 * them; this one becomes the identity as σ goes to 0. It stands for no lens in particular: a comparison for those that do.
 * The kernel ends at 5.5 σ, beyond which lies less than 4e-8 of the light.
 * Source: Smith et al., Nat. Methods 7, 373 (2010), doi:10.1038/nmeth.1449 (Gaussian integrated over pixels).
 */
import { tf } from '../../engine/tfjs.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { blurMatrix, blurSeparably, boundaryMatrix, offsetGrid } from './separable-blur.js';

/** Where the kernel ends, in units of σ. */
const reach = 5.5;

/** What the blur of a frame needs for any σ up to `largest`: offsets and boundary of each axis. */
export interface GaussianGrid {
  readonly vertical: GaussianAxis;
  readonly horizontal: GaussianAxis;
}

export interface GaussianAxis {
  readonly offsets: tf.Tensor2D;
  readonly places: tf.Tensor2D;
}

/** @param largest Largest standard deviation, pixels. */
export function gaussianGrid(
  [height, width]: readonly [number, number],
  largest: number,
  boundary: Boundary,
): GaussianGrid {
  const margin = Math.ceil(reach * largest);
  const axis = (size: number) => ({
    offsets: offsetGrid(size, margin),
    places: boundaryMatrix(size, margin, boundary),
  });
  return { vertical: axis(height), horizontal: axis(width) };
}

/**
 * Light that falls on pixels at given distances from a point, along one axis.
 *
 * @param offsets Distances from the point to the centres of pixels, pixels, any shape.
 * @param sigma Standard deviation, pixels, above 0.
 * @returns h_σ, 0 to 1, shape of `offsets`; differentiable in `sigma`.
 */
export function gaussianPixels(offsets: tf.Tensor, sigma: number | tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const scale = tf.scalar(Math.SQRT1_2).div(sigma);
    const upTo = (edge: number) => offsets.add(edge).mul(scale).erf();
    return upTo(0.5).sub(upTo(-0.5)).mul(0.5);
  });
}

/**
 * Blurs images with a Gaussian.
 *
 * @param images [batch, height, width, channels], any unit.
 * @param sigma Standard deviation, pixels, above 0 and up to that of the grid.
 * @param grid From `gaussianGrid` of the same height and width.
 * @returns Same shape and unit as `images`.
 */
export function blurGaussian(
  images: tf.Tensor4D,
  sigma: number | tf.Tensor,
  { vertical, horizontal }: GaussianGrid,
): tf.Tensor4D {
  return tf.tidy(() => {
    const matrix = ({ offsets, places }: GaussianAxis) =>
      blurMatrix(gaussianPixels(offsets, sigma) as tf.Tensor2D, places);
    return blurSeparably(images, matrix(vertical), matrix(horizontal));
  });
}

/**
 * Blur that changes over the frame, as a few convolutions with maps of weights.
 *
 *   gather:   y(r) = Σ_k c_k(r) (h_k ∗ x)(r)        `blurLowRank`
 *   scatter:  y = Σ_k h_k ∗ (c_k x)                 `spreadLowRank`
 *
 * They are different operators. In a gather, the PSF is that of the pixel where light arrives, Σ_k c_k(r) h_k, which makes a
 * constant scene constant if each of these sums to 1. In a scatter it is that of the point from where light comes, which
 * conserves the light of each point, as lenses do. They agree where the PSF hardly changes over its own width, and each is the
 * adjoint of the other with mirrored kernels. The layers use the gather.
 * Source: Denis et al., Int. J. Comput. Vis. 115, 253 (2015), doi:10.1007/s11263-015-0817-x.
 */
import { tf } from '../../engine/tfjs.js';
import { convolutionMethod, convolveImages } from '../../engine/fourier/convolve-images.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { convolveParallel } from '../blur/parallel-convolution.js';

/** h_k and c_k of one operator. */
export interface LowRankBlur {
  /** h_k, [kernelHeight, kernelWidth, rank]; centre at floor(size / 2). */
  readonly kernels: tf.Tensor3D;
  /** c_k, [height, width, rank]. */
  readonly coefficients: tf.Tensor3D;
}

/**
 * The gather: each pixel mixes the images made by all kernels with weights of its own.
 *
 * @param images [batch, height, width, channels], any unit.
 * @returns Same shape and unit as `images`.
 * @throws RangeError if the shapes do not fit, or the boundary needs more pixels than the images have.
 */
export function blurLowRank(images: tf.Tensor4D, blur: LowRankBlur, boundary: Boundary): tf.Tensor4D {
  const { kernels, coefficients } = checkShapes('blurLowRank', images, blur);
  const [batch, height, width, channels] = images.shape;
  const rank = kernels.shape[2];
  return tf.tidy(() => {
    const made = convolveParallel(images, kernels, boundary);
    if (channels === 1) return made.mul(coefficients).sum<tf.Tensor4D>(3, true);
    const parts = made.reshape([batch, height, width, channels, rank]);
    return parts.mul(coefficients.expandDims(2)).sum<tf.Tensor4D>(4);
  });
}

/** The scatter: each pixel of the scene sends its light with weights of its own. Arguments as for `blurLowRank`. */
export function spreadLowRank(images: tf.Tensor4D, blur: LowRankBlur, boundary: Boundary): tf.Tensor4D {
  const { kernels, coefficients } = checkShapes('spreadLowRank', images, blur);
  const [batch, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const planes = images.transpose([0, 3, 1, 2]).reshape([batch * channels, height, width, 1]);
    const sent = planes.mul<tf.Tensor4D>(coefficients);
    const method = convolutionMethod([height, width], [kernels.shape[0], kernels.shape[1]]);
    const received = convolveImages(sent, kernels, { boundary, method }).sum(3);
    return received.reshape([batch, channels, height, width]).transpose<tf.Tensor4D>([0, 2, 3, 1]);
  });
}

function checkShapes(where: string, images: tf.Tensor4D, blur: LowRankBlur): LowRankBlur {
  const [, height, width] = images.shape;
  const expected = [height, width, blur.kernels.shape[2]].join();
  const found = blur.coefficients.shape.join();
  if (found !== expected) {
    throw new RangeError(`${where}: coefficients are [${found}], must be [${expected}]: rows, columns, rank`);
  }
  return blur;
}

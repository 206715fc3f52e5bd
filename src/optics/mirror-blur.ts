/**
 * Blur of an image that continues outside the frame as its mirror image (half-sample symmetric).
 *
 *   y = Cᵥᵀ (T ∘ (Cᵥ x Cₕᵀ)) Cₕ,   C[k, i] = √((2 − δₖ)/n) cos(πk(2i + 1)/(2n))
 *
 * C is the orthonormal cosine transform (DCT-II): it turns convolution of the mirrored image with a PSF that is even in x
 * and in y into a product with its transfer function T. Nothing is truncated, a constant image stays constant, the sum is
 * T(0) times the sum, and the operator is its own adjoint. As four matrix products it is faster than a convolution for
 * all but the smallest PSFs.
 * Source: Martucci, IEEE Trans. Signal Process. 42, 1038 (1994), doi:10.1109/78.295213.
 */
import { tf } from '../engine/tfjs.js';

/** The cosine transforms of a frame: [height, height] and [width, width]. */
export interface MirrorBasis {
  readonly vertical: tf.Tensor2D;
  readonly horizontal: tf.Tensor2D;
}

export function mirrorBasis(height: number, width: number): MirrorBasis {
  return { vertical: cosineTransform(height), horizontal: cosineTransform(width) };
}

/**
 * Blurs each channel of each image with its own transfer function.
 *
 * @param image [batch, height, width, channels], any unit.
 * @param transfer T at k / (2 height) and l / (2 width) cycles per pixel, [channels or 1, height, width].
 * @param basis From `mirrorBasis(height, width)`.
 * @returns Same shape and unit as `image`.
 */
export function blurMirrored(image: tf.Tensor4D, transfer: tf.Tensor3D, basis: MirrorBasis): tf.Tensor4D {
  const [batch, height, width, channels] = image.shape;
  const { vertical, horizontal } = basis;
  return tf.tidy(() => {
    const planes = channels === 1 ? image : image.transpose([0, 3, 1, 2]);
    const stacked = planes.reshape([batch * channels, height, width]);
    const waves = tf.matMul(vertical, tf.matMul(stacked, horizontal, false, true));
    const passed = waves.reshape([batch, channels, height, width]).mul(transfer);
    const restacked = passed.reshape([batch * channels, height, width]);
    const blurred = tf.matMul(tf.matMul(vertical, restacked, true, false), horizontal);
    if (channels === 1) return blurred.reshape<tf.Tensor4D>([batch, height, width, 1]);
    return blurred.reshape([batch, channels, height, width]).transpose<tf.Tensor4D>([0, 2, 3, 1]);
  });
}

function cosineTransform(length: number): tf.Tensor2D {
  const elements = new Float32Array(length * length);
  for (let wave = 0; wave < length; wave++) {
    const norm = Math.sqrt((wave === 0 ? 1 : 2) / length);
    for (let sample = 0; sample < length; sample++) {
      elements[wave * length + sample] = norm * Math.cos((Math.PI * wave * (2 * sample + 1)) / (2 * length));
    }
  }
  return tf.tensor2d(elements, [length, length]);
}

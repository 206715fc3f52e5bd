/**
 * The colour filters over the pixels of a sensor: each pixel records the channels that its filter passes.
 *
 *   y(r) = Σ_c t_c(r mod P) x_c(r)
 *
 * Fixed, t is the transmission of one filter a pixel. Learned, it is a mixture that sharpens as training goes on:
 *
 *   t(p) = Σ_f π_f(p) t_f,   π(p) = softmax(α w(p)), or as engine/discrete-choice.ts has it
 *
 * Hardened, each pixel has the one filter with the largest weight, as it would be built.
 * Source: Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078 (learned layouts, rising α).
 */
import { tf } from '../../engine/tfjs.js';
import type { Choosing, DiscreteChoice } from '../../engine/discrete-choice.js';

/**
 * Records one value a pixel.
 *
 * @param image [batch, height, width, channels].
 * @param transmission Share of each channel that passes, [rows, columns, channels] of a tile, which is repeated from the
 *   upper left pixel on.
 * @returns [batch, height, width, 1], unit of `image`.
 * @throws RangeError if the channels differ.
 */
export function mosaic(image: tf.Tensor4D, transmission: tf.Tensor3D): tf.Tensor4D {
  const [, height, width, channels] = image.shape;
  if (transmission.shape[2] !== channels) {
    throw new RangeError(
      `mosaic: the filters pass ${transmission.shape[2]} channels, must be the ${channels} of the image`,
    );
  }
  return tf.tidy(() => image.mul(spreadTile(transmission, height, width)).sum<tf.Tensor4D>(3, true));
}

/** A tile repeated over a frame, [height, width, channels]. */
export function spreadTile(tile: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  const [rows, columns, channels] = tile.shape;
  const times = [Math.ceil(height / rows), Math.ceil(width / columns)] as const;
  return tf.tidy(() => tf.tile(tile, [...times, 1]).slice([0, 0, 0], [height, width, channels]));
}

/**
 * Transmission of a learned tile: a mixture of filters at each pixel or, hardened, one of them, without a gradient.
 *
 * @param weights w, [rows, columns, filters].
 * @param filters t_f, [filters, channels], 0 to 1.
 * @returns [rows, columns, channels], 0 to 1.
 */
export function learnedTransmission(
  weights: tf.Tensor3D,
  filters: tf.Tensor2D,
  choice: DiscreteChoice,
  choosing: Choosing = {},
): tf.Tensor3D {
  const [rows, columns, count] = weights.shape;
  return tf.tidy(() => {
    const shares = choice.oneOf(weights.reshape([rows * columns, count]), choosing);
    return tf.matMul(shares, filters).reshape([rows, columns, filters.shape[1]]);
  });
}

/**
 * Borders of pixels that training can move, and the light between them.
 *
 *   width_k = m + (L − n m) softplus(w_k) / Σ softplus(w),   border_k = Σ_{j<k} width_j
 *
 * n pixels fill the axis of length L for any w, none narrower than m. The light of a pixel is the difference of the integral of the
 * samples at its two borders, which is linear between samples:
 *
 *   V[k, i] = F_i(border_{k+1}) − F_i(border_k),   F_i(b) = clip(b − i, 0, 1), the part of sample i before b
 *
 * The derivative with respect to a border is the irradiance there; on the border of two samples, where it jumps, their mean.
 * Source: Crow, SIGGRAPH 1984, doi:10.1145/800031.808600 (integral images).
 */
import { tf } from '../../engine/tfjs.js';
import type { PixelAxis } from './widths.js';

/**
 * The free numbers of widths, [pixels].
 *
 * @throws RangeError if a width is not above the smallest, where no free number is finite.
 */
export function freeOfWidths(
  widths: readonly number[],
  { samples, pixels, smallest }: PixelAxis,
  where: string,
): number[] {
  return widths.map(width => {
    const share = (width - smallest) / (samples - pixels * smallest);
    if (!(share > 0)) {
      throw new RangeError(
        `${where}: a pixel is ${width} samples wide, must be above the smallest, ${smallest}, to be learned`,
      );
    }
    return Math.log(Math.expm1(share * pixels));
  });
}

/** Borders for free numbers [pixels], [pixels + 1]: from exactly 0 to exactly the length of the axis, differentiable. */
export function bordersOfFree(free: tf.Tensor1D, { samples, pixels, smallest }: PixelAxis): tf.Tensor1D {
  return tf.tidy(() => {
    const parts = free.softplus();
    const widths = parts
      .div(parts.sum())
      .mul(samples - pixels * smallest)
      .add(smallest);
    const inner = widths.cumsum(0).slice([0], [pixels - 1]) as tf.Tensor1D;
    return tf.concat1d([tf.tensor1d([0]), inner, tf.tensor1d([samples])]);
  });
}

/**
 * How much of each sample lies within each pixel.
 *
 * @param borders [pixels + 1], ascending, samples.
 * @returns V, 0 to 1, [pixels, samples]; where the borders span the axis, columns of sum 1.
 */
export function sharesBetween(borders: tf.Tensor1D, samples: number): tf.Tensor2D {
  const pixels = borders.shape[0] - 1;
  return tf.tidy(() => {
    const before = unitClip(borders.expandDims<tf.Tensor2D>(1).sub(tf.range(0, samples).expandDims(0)));
    return before.slice([1, 0], [pixels, samples]).sub(before.slice([0, 0], [pixels, samples]));
  });
}

/** Widths between borders, [pixels]. */
export function widthsBetween(borders: tf.Tensor1D): tf.Tensor1D {
  const pixels = borders.shape[0] - 1;
  return tf.tidy(() => borders.slice([1], [pixels]).sub(borders.slice([0], [pixels])));
}

/** Clips to 0 … 1; the derivative at 0 and at 1 is 1/2, the mean of both sides. */
function unitClip(values: tf.Tensor2D): tf.Tensor2D {
  const clip = tf.customGrad((given, save) => {
    const tensor = given as tf.Tensor;
    (save as tf.GradSaveFunc)([tensor]);
    return {
      value: tensor.clipByValue(0, 1),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.tidy(() => saved[0]!.sign().sub(saved[0]!.sub(1).sign()).mul(0.5).mul(dy)),
    };
  });
  return clip(values) as tf.Tensor2D;
}

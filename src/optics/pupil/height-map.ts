/**
 * A plate of glass whose height varies over the pupil: what it does to the wavefront, and what keeps it buildable.
 *
 *   W = (n(λ) − 1) h,   0 < h < h_max as h_max σ(l),   levels at h_max k / (L − 1), k = 0 … L − 1
 *
 * - rounded: the nearest level, halves up. Gradient, a declared surrogate (straight-through): rounding counts as the identity.
 * - staircase: h_max / (L − 1) (k + 1/2 + tanh(β(t − 1/2)) / (2 tanh(β/2))), with k + t the height in steps. A true function
 *   with its true gradient: the identity for β → 0, the rounded height for β → ∞.
 *
 * The smallest feature is one element of the map: a map of fewer elements than the pupil has samples is spread over them.
 * Sources: Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through);
 * Sitzmann et al., ACM Trans. Graph. 37, 114 (2018), doi:10.1145/3197517.3201333 (learned height maps).
 */
import { tf } from '../../engine/tfjs.js';

export interface HeightLevels {
  /** h_max, m, above 0. */
  readonly maxHeight: number;
  /** L, a whole number of at least 2. */
  readonly levels: number;
}

/** W of a height, m: what light of one wavelength gains over the way through air. */
export function heightOpd(height: tf.Tensor2D, refractiveIndex: number): tf.Tensor2D {
  return height.mul<tf.Tensor2D>(refractiveIndex - 1);
}

/** h of free numbers l. */
export function boundedHeight(free: tf.Tensor2D, maxHeight: number): tf.Tensor2D {
  return tf.tidy(() => free.sigmoid().mul<tf.Tensor2D>(maxHeight));
}

/**
 * The nearest level of each height; straight-through gradient.
 *
 * @param height m; clipped to 0 … h_max, with the gradient of clipping.
 * @throws RangeError if height or number of levels is out of range.
 */
export function roundHeight(height: tf.Tensor2D, rules: HeightLevels): tf.Tensor2D {
  const step = levelStep(rules);
  const round = tf.customGrad((clipped: tf.Tensor | tf.GradSaveFunc) => ({
    value: (clipped as tf.Tensor).div(step).add(0.5).floor().mul(step),
    gradFunc: (upstream: tf.Tensor) => upstream,
  }));
  return tf.tidy(() => round(height.clipByValue(0, rules.maxHeight)) as tf.Tensor2D);
}

/**
 * The staircase, which sharpens from the height itself to the rounded one.
 *
 * @param height m, 0 to h_max.
 * @param sharpness β, above 0; a tensor where it rises over training.
 * @throws RangeError if height or number of levels is out of range.
 */
export function staircaseHeight(
  height: tf.Tensor2D,
  rules: HeightLevels,
  sharpness: number | tf.Tensor,
): tf.Tensor2D {
  const step = levelStep(rules);
  return tf.tidy(() => {
    const steps = height.div(step);
    const level = steps.floor();
    const place = steps.sub(level).sub(0.5);
    const rise = place.mul(sharpness).tanh().div(tf.mul(sharpness, 0.5).tanh().mul(2));
    return level.add(0.5).add(rise).mul<tf.Tensor2D>(step);
  });
}

/**
 * Spreads a map over the samples of a pupil, each element over an equal square.
 *
 * @param map [elements, elements].
 * @throws RangeError if the map is not square or its elements do not divide the samples.
 */
export function replicateElements(map: tf.Tensor2D, samples: number): tf.Tensor2D {
  const [rows, columns] = map.shape;
  const times = samples / rows;
  if (rows !== columns || !Number.isInteger(times)) {
    throw new RangeError(
      `replicateElements: the map is [${map.shape.join()}], must be a square whose side divides ${samples} samples`,
    );
  }
  return tf.tidy(() =>
    map.reshape([rows, 1, rows, 1]).tile([1, times, 1, times]).reshape([samples, samples]),
  );
}

function levelStep({ maxHeight, levels }: HeightLevels): number {
  if (!(maxHeight > 0 && maxHeight < Infinity)) {
    throw new RangeError(`height-map: maxHeight is ${maxHeight} m, must be above 0`);
  }
  if (!Number.isInteger(levels) || levels < 2) {
    throw new RangeError(`height-map: levels is ${levels}, must be a whole number of at least 2`);
  }
  return maxHeight / (levels - 1);
}

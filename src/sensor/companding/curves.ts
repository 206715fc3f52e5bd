/**
 * Curves that compress a signal before it is quantized, so that dark parts get more of the codes, and their exact inverses.
 *
 *   gamma:        c(u) = ((u + ε)^{1/γ} − ε^{1/γ}) / ((1 + ε)^{1/γ} − ε^{1/γ}),  ε = 10⁻³, which keeps the slope at 0 finite
 *   logarithmic:  c(u) = log(1 + μu) / log(1 + μ)
 *   linear by parts: c(0) = 0, slope sᵢ between the knots i and i + 1
 *
 * All rise from c(0) = 0 to c(1) = 1.
 * Source: Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609 (gamma
 * and µ-law range compression).
 */
import { tf } from '../../engine/tfjs.js';

export const curves = ['linear', 'gamma', 'logarithmic'] as const;

export interface Curve {
  readonly curve: (typeof curves)[number];
  /** γ, 1 or more. */
  readonly gamma: number;
  /** μ, above 0. */
  readonly mu: number;
}

const toe = 1e-3;

/** c(u). @param signal u, 0 to 1, any shape. */
export function compress(signal: tf.Tensor, { curve, gamma, mu }: Curve): tf.Tensor {
  if (curve === 'linear') return signal.clone();
  return tf.tidy(() => {
    if (curve === 'logarithmic') return signal.mul(mu).log1p().div(Math.log1p(mu));
    const dark = toe ** (1 / gamma);
    return signal
      .add(toe)
      .pow(1 / gamma)
      .sub(dark)
      .div((1 + toe) ** (1 / gamma) - dark);
  });
}

/** u, where c(u) is known: the inverse of `compress`. @param compressed 0 to 1, any shape. */
export function expand(compressed: tf.Tensor, { curve, gamma, mu }: Curve): tf.Tensor {
  if (curve === 'linear') return compressed.clone();
  return tf.tidy(() => {
    if (curve === 'logarithmic') return compressed.mul(Math.log1p(mu)).expm1().div(mu);
    const dark = toe ** (1 / gamma);
    return compressed
      .mul((1 + toe) ** (1 / gamma) - dark)
      .add(dark)
      .pow(gamma)
      .sub(toe);
  });
}

/**
 * c(u) of a curve that is linear between equally spaced knots.
 *
 * @param signal 0 to 1, any shape.
 * @param rises c at each knot less c at the one before, [parts]; positive, of sum 1.
 */
export function compressByParts(signal: tf.Tensor, rises: tf.Tensor1D): tf.Tensor {
  const parts = rises.shape[0];
  return tf.tidy(() => {
    const starts = Array.from({ length: parts }, (_, part) => tf.scalar(part / parts));
    return linearByParts(signal, starts, tf.unstack(rises.mul(parts)));
  });
}

/** The inverse of `compressByParts`. */
export function expandByParts(compressed: tf.Tensor, rises: tf.Tensor1D): tf.Tensor {
  const parts = rises.shape[0];
  return tf.tidy(() => {
    const starts = tf.unstack(rises.cumsum(0, true));
    return linearByParts(compressed, starts, tf.unstack(tf.scalar(1 / parts).div(rises)));
  });
}

/** A curve from 0 on with the given slope from each start to the next. */
function linearByParts(x: tf.Tensor, starts: readonly tf.Tensor[], slopes: readonly tf.Tensor[]): tf.Tensor {
  const turns = slopes.slice(1).map((slope, index) =>
    x
      .sub(starts[index + 1]!)
      .relu()
      .mul(slope.sub(slopes[index]!)),
  );
  return tf.addN([x.mul(slopes[0]!), ...turns]);
}

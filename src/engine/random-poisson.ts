/**
 * Poisson counts in the graph, for shot noise.
 *
 * - Mean λ ≤ 2.5: inversion, the number of n with u > P(N ≤ n), n < 15 (P(N > 14) < 7e-8).
 * - λ > 2.5: k = ⌊λ P(s) + C(s) + c/λ⌋ with s = z / √λ ≥ −√2, which inverts the incomplete gamma function (form of Giles,
 *   ACM Trans. Math. Softw. 42, 7 (2016), doi:10.1145/2699466; his P begins 1 + s + s²/6 − s³/72 + s⁴/270 and
 *   his C = 1/3 − s/36 + 7s²/810, c = −8/405). The coefficients beyond 1 + s + s²/6 and 1/3 are refitted so that the law is
 *   right from λ = 2.5 on and not only from about 10: Σ (p̂ − p)²/p ≤ 7e-7, total variation ≤ 3e-4, mean within 6e-4 counts,
 *   variance within 0.02 %, all falling with λ. It takes more than a million samples to see the difference.
 *   Counts are whole numbers up to 2²⁴.
 */
import { tf } from './tfjs.js';
import { boxMuller, uniformPair } from './random.js';

/** Largest mean that is inverted exactly. */
const inversionLimit = 2.5;
const inversionTerms = 15;
/** Below this mean no uniform number reaches one event; keeps 1 / mean finite. */
const smallestMean = 1e-9;

/** Above any |z| / √λ that occurs. */
const largestDeviation = 6;

/**
 * Poisson counts of the given means.
 *
 * The gradient is a declared surrogate, that of the mean: ∂count/∂mean := 1 (the count is unbiased, so this is the
 * gradient of its expectation).
 *
 * @param mean Expected counts, 0 or more; the first axis counts rows. Below 0 counts as 0.
 * @param key From `randomKey`.
 * @param draw Tells apart the draws made with one key, 0 or more.
 */
export function randomPoisson(mean: tf.Tensor, key: tf.Tensor, draw = 0): tf.Tensor {
  const [rows = 1, ...row] = mean.shape;
  const rowSize = row.reduce((product, length) => product * length, 1);
  const sample = tf.customGrad(() => {
    // Trailing axes of length 1 would be taken off and put back around every operation.
    const flat = mean.reshape([rows, rowSize]);
    const pair = uniformPair([rows, rowSize], key, draw, 'poisson');
    // Each element uses one of the two branches, so they can share a uniform number.
    const few = invertPoisson(flat, pair[0]);
    const many = expandPoisson(flat, boxMuller(pair));
    return {
      value: tf.where(flat.lessEqual(inversionLimit), few, many).reshape(mean.shape),
      gradFunc: (upstream: tf.Tensor) => upstream,
    };
  });
  return tf.tidy(() => sample(mean));
}

/** Makes any excess that float32 tells from 0 larger than 6, the most that relu6 lets pass. */
const excessScale = 2 ** 80;

/**
 * Counts the n with u > P(N ≤ n). With Sₙ = (u − P(N ≤ n)) e^λ / λⁿ this is Sₙ = Sₙ₋₁ / λ − 1/n!, two operations a term,
 * and free of the denormal numbers that λⁿ/n! runs into (they are slow). Cut off at 0 and 6, the enlarged Sₙ are 0 or 6.
 */
function invertPoisson(mean: tf.Tensor, uniform: tf.Tensor): tf.Tensor {
  const bounded = mean.clipByValue(smallestMean, inversionLimit);
  const inverse = tf.scalar(1).div(bounded);
  let excess = uniform.mul(bounded.exp()).sub(1).mul(excessScale);
  let steps: tf.Tensor = excess.relu6();
  let term = excessScale;
  for (let n = 1; n < inversionTerms; n++) {
    term /= n;
    excess = excess.mul(inverse).sub(term);
    steps = steps.add(excess.relu6());
  }
  return steps.div(6);
}

/** Coefficients of P, C and c in the header, from the lowest power up. */
const expansion = {
  leading: [1, 1, 1 / 6, -0.01629437, 0.004942322, -0.001666041, 0.0001650211],
  correction: [1 / 3, -0.02201317, 0.0007590905, 0.007603976],
  inverse: -0.01931164,
};

function expandPoisson(mean: tf.Tensor, normal: tf.Tensor): tf.Tensor {
  const bounded = tf.maximum(mean, inversionLimit);
  // At s = −√2 the count has reached 0; below it the polynomials would rise again.
  const s = normal.div(bounded.sqrt()).clipByValue(-Math.SQRT2, largestDeviation);
  const leading = horner(s, expansion.leading).mul(bounded);
  const rest = horner(s, expansion.correction).add(tf.scalar(expansion.inverse).div(bounded));
  return leading.add(rest).floor();
}

/** c₀ + c₁x + c₂x² + … */
function horner(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  return coefficients
    .slice(0, -1)
    .reduceRight<tf.Tensor>(
      (sum, coefficient) => sum.mul(x).add(coefficient),
      tf.scalar(coefficients.at(-1)!),
    );
}

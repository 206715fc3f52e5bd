/**
 * Random tensors for noise in the graph: same key, same numbers, in whatever batches they are asked for.
 *
 * Element (row r, place i within the row) depends only on (seed, stream, step, draw, firstRow + r, i); see hash-uniform.ts.
 *
 * - Uniform: 23 bits, open interval (0, 1).
 * - Normal: z = √(−2 ln u₁) cos(2π u₂) (Box & Muller, Ann. Math. Stat. 29, 610 (1958), doi:10.1214/aoms/1177706645);
 *   |z| ≤ 5.77, the reach of 24 bits.
 * - Poisson, mean λ ≤ 2.5: inversion, the number of n with u > P(N ≤ n), n < 15 (P(N > 14) < 7e-8).
 *   λ > 2.5: k = ⌊λ P(s) + C(s) + c/λ⌋ with s = z / √λ ≥ −√2, which inverts the incomplete gamma function (form of Giles,
 *   ACM Trans. Math. Softw. 42, 7 (2016), doi:10.1145/2699466; his P begins 1 + s + s²/6 − s³/72 + s⁴/270 and
 *   his C = 1/3 − s/36 + 7s²/810, c = −8/405). The coefficients beyond 1 + s + s²/6 and 1/3 are refitted so that the law is
 *   right from λ = 2.5 on and not only from about 10: Σ (p̂ − p)²/p ≤ 7e-7, total variation ≤ 3e-4, mean within 6e-4 counts,
 *   variance within 0.02 %, all falling with λ. It takes more than a million samples to see the difference.
 *   Counts are whole numbers up to 2²⁴.
 */
import * as tf from '@tensorflow/tfjs';
import { hashUniform, hashUniformKernel, scramble } from './hash-uniform.js';
import { liveTensor } from './live.js';

/** What a random number is a function of, besides its place. */
export interface RandomKey {
  /** Seed of the trial, an integer. */
  readonly seed: number;
  /** Tells apart the sources of noise of one trial, an integer. */
  readonly stream: number;
  /** Training step, or another count of exposures, an integer. */
  readonly step: number;
  /** Index of the first row of the batch among all rows of the step, 0 to 2³¹ − 1. */
  readonly firstRow: number;
}

/** Largest mean that `randomPoisson` inverts exactly. */
const inversionLimit = 2.5;
const inversionTerms = 15;
/** Below this mean no uniform number reaches one event; keeps 1 / mean finite. */
const smallestMean = 1e-9;

/** Above any |z| / √λ that occurs. */
const largestDeviation = 6;

/** Hash draws that one draw of each law uses, so that no two laws share numbers. */
const lanes = { count: 5, uniform: 0, radius: 1, angle: 2, poissonUniform: 3, poissonAngle: 4 };

/**
 * Packs a key for the graph: two words mixed from seed, stream and step, and the first row, int32 [3].
 *
 * @throws RangeError if a part is not an integer, or `firstRow` is not in 0 to 2³¹ − 1.
 */
export function randomKey(key: RandomKey): tf.Tensor1D {
  return tf.tensor1d(keyWords(key), 'int32');
}

/** A key that a compiled step makes anew at each run, from what `now` returns then; else as `randomKey`. */
export function liveRandomKey(now: () => RandomKey): tf.Tensor1D {
  return liveTensor(() => keyWords(now()), [3]) as tf.Tensor1D;
}

function keyWords({ seed, stream, step, firstRow }: RandomKey): Int32Array {
  let [word0, word1] = [0x243f6a88, 0x85a308d3];
  for (const [name, value] of Object.entries({ seed, stream, step })) {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`randomKey: ${name} is ${value}, must be an integer`);
    for (const half of [value % 2 ** 32, Math.floor(value / 2 ** 32)]) {
      word0 = scramble(word0 ^ half);
      word1 = scramble(Math.imul(word1, 0x9e3779b1) ^ word0);
    }
  }
  if (!Number.isInteger(firstRow) || firstRow < 0 || firstRow > 2 ** 31 - 1) {
    throw new RangeError(`randomKey: firstRow is ${firstRow}, must be an integer from 0 to ${2 ** 31 - 1}`);
  }
  return Int32Array.of(word0, word1, firstRow);
}

/**
 * Uniform numbers in the open interval (0, 1).
 *
 * @param shape The first axis counts rows.
 * @param key From `randomKey`.
 * @param draw Tells apart the draws made with one key, 0 or more.
 */
export function randomUniform(shape: number[], key: tf.Tensor, draw = 0): tf.Tensor {
  return uniformLane(shape, key, draw * lanes.count + lanes.uniform);
}

/** Normal numbers of mean 0 and variance 1; arguments as for `randomUniform`. */
export function randomNormal(shape: number[], key: tf.Tensor, draw = 0): tf.Tensor {
  return tf.tidy(() => {
    const radius = uniformLane(shape, key, draw * lanes.count + lanes.radius);
    const angle = uniformLane(shape, key, draw * lanes.count + lanes.angle);
    return boxMuller(radius, angle);
  });
}

/**
 * Poisson counts of the given means.
 *
 * The gradient is a declared surrogate, that of the mean: ∂count/∂mean := 1 (the count is unbiased, so this is the
 * gradient of its expectation).
 *
 * @param mean Expected counts, 0 or more; the first axis counts rows. Below 0 counts as 0.
 */
export function randomPoisson(mean: tf.Tensor, key: tf.Tensor, draw = 0): tf.Tensor {
  const sample = tf.customGrad(() => {
    const uniform = uniformLane(mean.shape, key, draw * lanes.count + lanes.poissonUniform);
    const angle = uniformLane(mean.shape, key, draw * lanes.count + lanes.poissonAngle);
    // Each element uses one of the two branches, so they can share a uniform number.
    const few = invertPoisson(mean, uniform);
    const many = expandPoisson(mean, boxMuller(uniform, angle));
    return {
      value: tf.where(mean.lessEqual(inversionLimit), few, many),
      gradFunc: (upstream: tf.Tensor) => upstream,
    };
  });
  return sample(mean);
}

function uniformLane(shape: number[], key: tf.Tensor, lane: number): tf.Tensor {
  if (!isKernelRegistered()) return tf.tensor(hashUniform(key.dataSync<'int32'>(), shape, lane), shape);
  return tf.engine().runKernel(hashUniformKernel, { key }, { shape, draw: lane });
}

/** The declared type of `getKernel` leaves out that it finds nothing for an unknown kernel. */
function isKernelRegistered(): boolean {
  const kernel = tf.getKernel(hashUniformKernel, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined;
}

function boxMuller(radius: tf.Tensor, angle: tf.Tensor): tf.Tensor {
  return radius
    .log()
    .mul(-2)
    .sqrt()
    .mul(angle.mul(2 * Math.PI).cos());
}

/**
 * Counts the n with u > P(N ≤ n). With Sₙ = (u − P(N ≤ n)) e^λ / λⁿ this is Sₙ = Sₙ₋₁ / λ − 1/n!, two operations a term,
 * and free of the denormal numbers that λⁿ/n! runs into (they are slow).
 */
function invertPoisson(mean: tf.Tensor, uniform: tf.Tensor): tf.Tensor {
  const bounded = mean.clipByValue(smallestMean, inversionLimit);
  const inverse = tf.scalar(1).div(bounded);
  let excess = uniform.mul(bounded.exp()).sub(1);
  let count: tf.Tensor = excess.greater(0).cast('float32');
  let inverseFactorial = 1;
  for (let n = 1; n < inversionTerms; n++) {
    inverseFactorial /= n;
    excess = excess.mul(inverse).sub(inverseFactorial);
    count = count.add(excess.greater(0).cast('float32'));
  }
  return count;
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

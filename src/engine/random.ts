/**
 * Random tensors for noise in the graph: same key, same numbers, in whatever batches they are asked for.
 *
 * Element (row r, place i within the row) depends only on (seed, stream, step, draw, firstRow + r, i); see hash-uniform.ts.
 *
 * - Uniform: 23 bits, open interval (0, 1).
 * - Normal: z = √(−2 ln u₁) cos(2π u₂) (Box & Muller, Ann. Math. Stat. 29, 610 (1958), doi:10.1214/aoms/1177706645);
 *   |z| ≤ 5.77, the reach of 24 bits.
 * - Poisson, mean λ ≤ 10: inversion, the number of n with u > P(N ≤ n), n < 32 (P(N > 31) < 3e-8 at λ = 10).
 *   λ > 10: k = ⌊λ + √λ z + 1/3 + z²/6 − (z + z³/2)/(36√λ) + (−8/405 + 7z²/810 + z⁴/270)/λ⌋, which inverts the incomplete
 *   gamma function (Giles, ACM Trans. Math. Softw. 42, 6 (2016), doi:10.1145/2699466). Its law differs from Poisson's most
 *   at λ = 10: total variation 1.4e-4, variance +0.026 %, mean +2e-6, falling as λ^-1.5. Counts are whole up to 2²⁴.
 */
import * as tf from '@tensorflow/tfjs';
import { hashUniform, hashUniformKernel, scramble } from './hash-uniform.js';

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
const inversionLimit = 10;
const inversionTerms = 32;
/** Below this mean no uniform number reaches one event; keeps 1 / mean finite. */
const smallestMean = 1e-9;

/** Hash draws that one draw of each law uses, so that no two laws share numbers. */
const lanes = { count: 5, uniform: 0, radius: 1, angle: 2, poissonUniform: 3, poissonAngle: 4 };

/**
 * Packs a key for the graph: two words mixed from seed, stream and step, and the first row, int32 [3].
 *
 * @throws RangeError if a part is not an integer, or `firstRow` is not in 0 to 2³¹ − 1.
 */
export function randomKey({ seed, stream, step, firstRow }: RandomKey): tf.Tensor1D {
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
  return tf.tensor1d(Int32Array.of(word0, word1, firstRow), 'int32');
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

/** Giles' expansion in powers of s = z / √λ: λ (1 + s + s²/6 − s³/72 + s⁴/270) + (1/3 − s/36 + 7s²/810) − 8/(405 λ). */
function expandPoisson(mean: tf.Tensor, normal: tf.Tensor): tf.Tensor {
  const bounded = tf.maximum(mean, inversionLimit);
  const s = normal.div(bounded.sqrt());
  const leading = horner(s, [1, 1, 1 / 6, -1 / 72, 1 / 270]).mul(bounded);
  const correction = horner(s, [1 / 3, -1 / 36, 7 / 810]);
  return leading
    .add(correction)
    .sub(tf.scalar(8 / 405).div(bounded))
    .floor();
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

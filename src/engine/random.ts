/**
 * Random tensors for noise in the graph: same key, same numbers, in whatever batches they are asked for.
 *
 * Element (row r, place i within the row) depends only on (seed, stream, step, draw, firstRow + r, i); see hash-uniform.ts.
 *
 * - Uniform: 23 bits, open interval (0, 1).
 * - Normal: z = √(−2 ln u₁) cos(2π u₂) of a number and its companion (Box & Muller, Ann. Math. Stat. 29, 610 (1958),
 *   doi:10.1214/aoms/1177706645); |z| ≤ 5.77, the reach of 24 bits.
 * - Bernoulli, probability p: 1 where u < p; p = 0 and p = 1 are exact, others are right to 2⁻²³.
 * - Poisson: see random-poisson.ts; binomial: see random-binomial.ts.
 */
import { tf } from './tfjs.js';
import {
  hashUniform,
  hashUniformKernel,
  hashUniformPair,
  hashUniformPairKernel,
  scramble,
} from './hash-uniform.js';
import { liveTensor } from './live.js';
import { replacedKey } from './replaced-keys.js';

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

/** Hash draws that one draw of each law uses, so that no two laws share numbers. */
const lanes = { count: 5, uniform: 0, normal: 1, bernoulli: 2, poisson: 3, binomial: 4 };

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
  return replacedKey(now) ?? (liveTensor(() => keyWords(now()), [3]) as tf.Tensor1D);
}

/** Mixes the first parts of a key: the words that the step is mixed into. */
export function keyStart({ seed, stream }: Pick<RandomKey, 'seed' | 'stream'>): [number, number] {
  return mixed([0x243f6a88, 0x85a308d3], { seed, stream });
}

function mixed(words: [number, number], parts: Readonly<Record<string, number>>): [number, number] {
  let [word0, word1] = words;
  for (const [name, value] of Object.entries(parts)) {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`randomKey: ${name} is ${value}, must be an integer`);
    for (const half of [value % 2 ** 32, Math.floor(value / 2 ** 32)]) {
      word0 = scramble(word0 ^ half);
      word1 = scramble(Math.imul(word1, 0x9e3779b1) ^ word0);
    }
  }
  return [word0, word1];
}

function keyWords({ seed, stream, step, firstRow }: RandomKey): Int32Array {
  const [word0, word1] = mixed(keyStart({ seed, stream }), { step });
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
  return tf.tidy(() => boxMuller(uniformPair(shape, key, draw, 'normal')));
}

/**
 * 1 with the given probability, else 0.
 *
 * The gradient is a declared surrogate, that of the mean: ∂outcome/∂probability := 1.
 *
 * @param probability 0 to 1, beyond that as 0 or 1; the first axis counts rows.
 */
export function randomBernoulli(probability: tf.Tensor, key: tf.Tensor, draw = 0): tf.Tensor {
  const sample = tf.customGrad(() => {
    const uniform = uniformLane(probability.shape, key, draw * lanes.count + lanes.bernoulli);
    return {
      value: uniform.less(probability).cast('float32'),
      gradFunc: (upstream: tf.Tensor) => upstream,
    };
  });
  return tf.tidy(() => sample(probability));
}

/**
 * A mask to multiply with: 0 with probability `rate`, else 1 / (1 − rate), so that its mean is 1.
 *
 * @param rate Share that is dropped, 0 or more and below 1.
 * @throws RangeError if `rate` is outside of that.
 */
export function dropoutMask(shape: number[], rate: number, key: tf.Tensor, draw = 0): tf.Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`dropoutMask: rate is ${rate}, must be at least 0 and below 1`);
  }
  return tf.tidy(() => {
    const uniform = uniformLane(shape, key, draw * lanes.count + lanes.bernoulli);
    return uniform
      .less(1 - rate)
      .cast('float32')
      .div(1 - rate);
  });
}

function uniformLane(shape: number[], key: tf.Tensor, lane: number): tf.Tensor {
  if (!isKernelRegistered(hashUniformKernel)) {
    return tf.tensor(hashUniform(key.dataSync<'int32'>(), shape, lane), shape);
  }
  return tf.engine().runKernel(hashUniformKernel, { key }, { shape, draw: lane });
}

/** Uniform numbers and their companions (see hash-uniform.ts), for a law that takes two. */
export function uniformPair(
  shape: number[],
  key: tf.Tensor,
  draw: number,
  law: 'normal' | 'poisson' | 'binomial',
): readonly [tf.Tensor, tf.Tensor] {
  const lane = draw * lanes.count + lanes[law];
  if (!isKernelRegistered(hashUniformPairKernel)) {
    const [uniform, companion] = hashUniformPair(key.dataSync<'int32'>(), shape, lane);
    return [tf.tensor(uniform, shape), tf.tensor(companion, shape)];
  }
  const attributes = { shape, draw: lane };
  return tf.engine().runKernel(hashUniformPairKernel, { key }, attributes) as unknown as [
    tf.Tensor,
    tf.Tensor,
  ];
}

/** The declared type of `getKernel` leaves out that it finds nothing for an unknown kernel. */
function isKernelRegistered(kernelName: string): boolean {
  const kernel = tf.getKernel(kernelName, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined;
}

/** Normal numbers from a radius and an angle, both uniform in (0, 1). */
export function boxMuller([radius, angle]: readonly [tf.Tensor, tf.Tensor]): tf.Tensor {
  return radius
    .log()
    .mul(-2)
    .sqrt()
    .mul(angle.mul(2 * Math.PI).cos());
}

/** Random numbers outside of tensors, from a seed alone: orders, patterns, starts of designs. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

const words = 2 ** 32;

export interface HostRandom {
  /** From 0 (included) to 1 (excluded). */
  uniform(): number;
  /** A whole number from 0 to `count` − 1, every one equally likely. */
  integer(count: number): number;
  /** From the normal law of mean 0 and variance 1. */
  normal(): number;
}

/**
 * A stream of random numbers.
 *
 * @param seed 0 to 2³² - 1.
 * @param stream Tells apart the numbers drawn with one seed, 0 to 2³² - 1.
 * @throws RangeError if seed or stream is not a whole number in its range.
 */
export function hostRandom(seed: number, stream: number): HostRandom {
  checkWord('seed', seed);
  checkWord('stream', stream);
  const generator = xoroshiro128plusFromState(initialState(seed, stream));
  const uniform = () => uniformFloat64(generator);
  return {
    uniform,
    integer: count => uniformInt(generator, 0, count - 1),
    // Box & Muller, Ann. Math. Stat. 29, 610 (1958), doi:10.1214/aoms/1177706645; 1 − u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** A copy in random order, every order equally likely (Fisher-Yates). */
export function inRandomOrder<Items extends Uint32Array | unknown[]>(
  items: Items,
  random: HostRandom,
): Items {
  const order = items.slice() as Items;
  for (let last = order.length - 1; last > 0; last--) {
    const pick = random.integer(last + 1);
    [order[last], order[pick]] = [order[pick]!, order[last]!];
  }
  return order;
}

function checkWord(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= words) {
    throw new RangeError(`hostRandom: ${name} is ${value}, must be a whole number from 0 to ${words - 1}`);
  }
}

/** Four words, each a scramble of both numbers. */
function initialState(seed: number, stream: number): number[] {
  return [1, 2, 3, 4].map(word => scramble(scramble(seed ^ Math.imul(word, 0x9e3779b9)) ^ stream));
}

/** The finalizer of MurmurHash3: a permutation of the 32-bit words. */
function scramble(word: number): number {
  let bits = word ^ (word >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

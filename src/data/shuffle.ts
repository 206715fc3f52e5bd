/** Random order that depends on a seed alone. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

const words = 2 ** 32;

/**
 * A copy in random order, every order equally likely (Fisher-Yates).
 *
 * @param seed 0 to 2³² - 1.
 * @param stream Tells apart the orders drawn with one seed, such as the epochs of a training, 0 to 2³² - 1.
 * @throws RangeError if seed or stream is not a whole number in its range.
 */
export function shuffled(indices: Uint32Array, seed: number, stream: number): Uint32Array {
  checkWord('seed', seed);
  checkWord('stream', stream);
  const random = xoroshiro128plusFromState(initialState(seed, stream));
  const order = indices.slice();
  for (let last = order.length - 1; last > 0; last--) {
    const pick = uniformInt(random, 0, last);
    [order[last], order[pick]] = [order[pick]!, order[last]!];
  }
  return order;
}

function checkWord(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= words) {
    throw new RangeError(`shuffled: ${name} is ${value}, must be a whole number from 0 to ${words - 1}`);
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

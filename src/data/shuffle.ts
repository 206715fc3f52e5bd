/** Random order that depends on a seed alone. */
import { hostRandom, inRandomOrder } from '../engine/host-random.js';

/**
 * A copy in random order, every order equally likely.
 *
 * @param seed 0 to 2³² - 1.
 * @param stream Tells apart the orders drawn with one seed, such as the epochs of a training, 0 to 2³² - 1.
 * @throws RangeError if seed or stream is not a whole number in its range.
 */
export function shuffled(indices: Uint32Array, seed: number, stream: number): Uint32Array {
  return inRandomOrder(indices, hostRandom(seed, stream));
}

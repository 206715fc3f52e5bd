/** Random masks: the conventional code where no structure is wanted, and where learned ones start from. */
import { inRandomOrder, type HostRandom } from '../../engine/host-random.js';

/**
 * A mask with a stated number of open elements, every such mask equally likely.
 *
 * @param elements Elements of the mask, 1 or more.
 * @param openFraction Share that is open, 0 to 1; rounded to whole elements.
 * @returns 1 where open and 0 where closed, [elements].
 * @throws RangeError if the fraction is outside of 0 to 1.
 */
export function randomBinaryMask(elements: number, openFraction: number, random: HostRandom): Float32Array {
  const open = openElements(elements, openFraction);
  const places = inRandomOrder(
    Uint32Array.from({ length: elements }, (_, place) => place),
    random,
  );
  const mask = new Float32Array(elements);
  for (const place of places.subarray(0, open)) mask[place] = 1;
  return mask;
}

/** Transmissions drawn evenly from 0 to 1, [elements]. */
export function randomGreyMask(elements: number, random: HostRandom): Float32Array {
  return Float32Array.from({ length: elements }, () => random.uniform());
}

/**
 * Whole elements that an open fraction stands for.
 *
 * @throws RangeError if the fraction is outside of 0 to 1.
 */
export function openElements(elements: number, openFraction: number): number {
  if (!(openFraction >= 0 && openFraction <= 1)) {
    throw new RangeError(`mask: openFraction is ${openFraction}, must be 0 to 1`);
  }
  return Math.round(openFraction * elements);
}

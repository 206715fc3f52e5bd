/** Patterns that a mask of rows and columns of elements can be made with, by their names in a config. */
import { hostRandom } from '../../engine/host-random.js';
import { hadamardMasks } from './hadamard.js';
import { muraMask } from './mura.js';
import { openElements, randomBinaryMask, randomGreyMask } from './random-mask.js';

/**
 * open: transmits everything. grey: transmissions drawn evenly from 0 to 1. random: a stated share of elements open.
 * mura: a modified uniformly redundant array, repeated over the mask. hadamard: one Hadamard mask.
 * inner-disk, outer-ring: a stated share of elements open, those nearest to or farthest from the centre.
 */
export const maskPatterns = [
  'open',
  'grey',
  'random',
  'mura',
  'hadamard',
  'inner-disk',
  'outer-ring',
] as const;

export type MaskPattern = (typeof maskPatterns)[number];

export interface PatternOptions {
  readonly pattern: MaskPattern;
  /** Share of open elements, 0 to 1: of `random`, `inner-disk` and `outer-ring`. */
  readonly openFraction: number;
  /** Side of a `mura` pattern, an odd prime. */
  readonly muraPrime: number;
  /** Which `hadamard` mask, coarse ones first, 0 (open) or more. */
  readonly hadamardIndex: number;
  /** Random numbers of `random` and `grey`. */
  readonly seed: number;
  readonly stream: number;
}

/**
 * Makes the pattern.
 *
 * @returns Transmission, 0 to 1, [height · width] row by row.
 * @throws RangeError if an option that the pattern uses is out of range.
 */
export function maskPattern(options: PatternOptions, height: number, width: number): Float32Array {
  const { pattern, openFraction, muraPrime, hadamardIndex, seed, stream } = options;
  const elements = height * width;
  switch (pattern) {
    case 'open':
      return new Float32Array(elements).fill(1);
    case 'grey':
      return randomGreyMask(elements, hostRandom(seed, stream));
    case 'random':
      return randomBinaryMask(elements, openFraction, hostRandom(seed, stream));
    case 'mura':
      return repeated(muraMask(muraPrime), muraPrime, height, width);
    case 'hadamard':
      return hadamardMasks(hadamardIndex + 1, height, width).slice(-elements);
    case 'inner-disk':
      return byDistance(openFraction, height, width, 1);
    case 'outer-ring':
      return byDistance(openFraction, height, width, -1);
  }
}

function repeated(tile: Float32Array, side: number, height: number, width: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    return tile[(row % side) * side + (column % side)]!;
  });
}

/** Opens the elements nearest to the centre (`direction` 1) or farthest from it (−1). */
function byDistance(openFraction: number, height: number, width: number, direction: 1 | -1): Float32Array {
  const distance = (index: number) =>
    (Math.floor(index / width) - (height - 1) / 2) ** 2 + ((index % width) - (width - 1) / 2) ** 2;
  const elements = height * width;
  const places = Array.from({ length: elements }, (_, place) => place);
  const nearest = places.toSorted((a, b) => direction * (distance(a) - distance(b)));
  const mask = new Float32Array(elements);
  for (const place of nearest.slice(0, openElements(elements, openFraction))) mask[place] = 1;
  return mask;
}

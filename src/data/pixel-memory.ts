/** Memory for the pixels of a whole set, refused with advice before the machine runs out of it. */
import { totalmem } from 'node:os';
import { DataError } from './data-error.js';

/** Part of the machine's memory that the pixels of one set may take; training needs the rest. */
const largestShare = 0.5;

/**
 * Allocates zeros for all pixels of a set.
 *
 * @param where What is being loaded, for the error.
 * @param shape [count, height, width, channels].
 * @param depth Bits per value, 8 or 16.
 * @throws DataError if they would fill more than half of the machine's memory.
 */
export function allocatePixels(
  where: string,
  shape: readonly [number, number, number, number],
  depth: 8 | 16,
): Uint8Array | Uint16Array {
  const length = shape.reduce((product, side) => product * side, 1);
  const bytes = (length * depth) / 8;
  const limit = totalmem() * largestShare;
  try {
    if (bytes <= limit) return depth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const [count, height, width, channels] = shape;
  throw new DataError(
    `${where}: ${count} images of ${width} x ${height} pixels (width x height) and ${channels} channels take ` +
      `${gigabytes(bytes)} GB of memory, must be at most ${gigabytes(limit)} GB, half of this machine's; ` +
      'make the images smaller or fewer',
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toPrecision(3);
}

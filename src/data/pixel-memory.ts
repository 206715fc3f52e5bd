/** Memory for the pixels of a whole set, refused with advice before the machine runs out of it. */
import { totalmem } from 'node:os';
import { DataError } from './data-error.js';

/** Part of the machine's memory that the pixels of one set may take; training needs the rest. */
const largestShare = 0.5;

const arrays = { 8: Uint8Array, 16: Uint16Array, 32: Float32Array };

interface PixelArrays {
  readonly 8: Uint8Array;
  readonly 16: Uint16Array;
  readonly 32: Float32Array;
}

/**
 * Allocates zeros for all pixels of a set.
 *
 * @param where What is being loaded, for the error.
 * @param shape [count, height, width, channels].
 * @param depth Bits per value, 8 or 16; 32: floating point.
 * @throws DataError if they would fill more than half of the machine's memory.
 */
export function allocatePixels<Depth extends keyof PixelArrays>(
  where: string,
  shape: readonly [number, number, number, number],
  depth: Depth,
): PixelArrays[Depth] {
  const length = shape.reduce((product, side) => product * side, 1);
  const bytes = (length * depth) / 8;
  const limit = totalmem() * largestShare;
  try {
    if (bytes <= limit) return new arrays[depth](length) as PixelArrays[Depth];
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

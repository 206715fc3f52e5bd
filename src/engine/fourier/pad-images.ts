/** What lies beyond the edges of an image. */
import { tf } from '../tfjs.js';

/**
 * zero: nothing. circular: the image again. reflect: its mirror image about the edge pixel (c b | a b c | b a).
 * symmetric: its mirror image about the edge (b a | a b c | c b). replicate: the edge pixel (a a | a b c | c c).
 *
 * `circular` keeps the sum of an image that is blurred with any kernel of sum 1, `symmetric` with a centro-symmetric one,
 * the others do not; all but `zero` keep a constant image constant.
 */
export type Boundary = (typeof boundaries)[number];

export const boundaries = ['zero', 'circular', 'reflect', 'symmetric', 'replicate'] as const;

/** Pixels to add before and after. */
export type Margin = readonly [number, number];

/**
 * Continues images beyond their edges.
 *
 * @param images [batch, height, width, channels].
 * @throws RangeError if the boundary continues images by more pixels than they have.
 */
export function padImages(
  images: tf.Tensor4D,
  rows: Margin,
  columns: Margin,
  boundary: Boundary,
): tf.Tensor4D {
  if (boundary === 'zero') return padZeros(images, rows, columns);
  return tf.tidy(() => extend(extend(images, 1, rows, boundary), 2, columns, boundary));
}

/** Most pixels by which an axis of a size can be continued. */
export function largestMargin(size: number, boundary: Boundary): number {
  if (boundary === 'zero' || boundary === 'replicate') return Infinity;
  return boundary === 'reflect' ? size - 1 : size;
}

/** Adds rows and columns of zeros in one pass. */
export function padZeros(images: tf.Tensor4D, rows: Margin, columns: Margin): tf.Tensor4D {
  if ([...rows, ...columns].every(count => count === 0)) return images;
  return tf.pad(images, [[0, 0], [...rows], [...columns], [0, 0]]);
}

function extend(
  x: tf.Tensor4D,
  axis: 1 | 2,
  [before, after]: Margin,
  boundary: Exclude<Boundary, 'zero'>,
): tf.Tensor4D {
  if (before === 0 && after === 0) return x;
  const size = x.shape[axis];
  if (boundary === 'replicate') return replicate(x, axis, [before, after]);
  const edge = boundary === 'reflect' ? 1 : 0;
  const most = largestMargin(size, boundary);
  if (Math.max(before, after) > most) {
    throw new RangeError(
      `padImages: the margin is ${Math.max(before, after)} pixels, must be at most ${most} where ` +
        `${size} pixels are continued by a ${boundary} boundary`,
    );
  }
  const part = (begin: number, count: number) => partOf(x, axis, begin, count);
  const mirrored = (begin: number, count: number) => tf.reverse(part(begin, count), axis);
  const [head, tail] =
    boundary === 'circular'
      ? [part(size - before, before), part(0, after)]
      : [mirrored(edge, before), mirrored(size - edge - after, after)];
  return tf.concat([...(before > 0 ? [head] : []), x, ...(after > 0 ? [tail] : [])], axis);
}

function replicate(x: tf.Tensor4D, axis: 1 | 2, [before, after]: Margin): tf.Tensor4D {
  const repeated = (begin: number, count: number): tf.Tensor4D[] => {
    if (count === 0) return [];
    const times = x.shape.map((_, index) => (index === axis ? count : 1));
    return [tf.tile(partOf(x, axis, begin, 1), times)];
  };
  return tf.concat([...repeated(0, before), x, ...repeated(x.shape[axis] - 1, after)], axis);
}

/** `count` rows or columns from `begin` on. */
function partOf(x: tf.Tensor4D, axis: 1 | 2, begin: number, count: number): tf.Tensor4D {
  const start = x.shape.map((_, index) => (index === axis ? begin : 0));
  const extent = x.shape.map((full, index) => (index === axis ? count : full));
  return tf.slice(x, start, extent);
}

/** What lies beyond the edges of an image. */
import * as tf from '@tensorflow/tfjs';

/**
 * zero: nothing. circular: the image again. reflect: its mirror image about the edge pixel (c b | a b c | b a).
 * symmetric: its mirror image about the edge (b a | a b c | c b); with a centro-symmetric kernel this one and `circular`
 * keep the sum of the image.
 */
export type Boundary = 'zero' | 'circular' | 'reflect' | 'symmetric';

/** Pixels to add before and after. */
export type Margin = readonly [number, number];

/**
 * Continues images beyond their edges.
 *
 * @param images [batch, height, width, channels].
 * @throws RangeError if the boundary repeats pixels and an image has too few of them.
 */
export function padImages(
  images: tf.Tensor4D,
  rows: Margin,
  columns: Margin,
  boundary: Boundary,
): tf.Tensor4D {
  return tf.tidy(() => extend(extend(images, 1, rows, boundary), 2, columns, boundary));
}

function extend(x: tf.Tensor4D, axis: 1 | 2, [before, after]: Margin, boundary: Boundary): tf.Tensor4D {
  if (before === 0 && after === 0) return x;
  if (boundary === 'zero') {
    const margin = (index: number): [number, number] => (index === axis ? [before, after] : [0, 0]);
    return tf.pad(
      x,
      x.shape.map((_, index) => margin(index)),
    );
  }
  const size = x.shape[axis];
  const edge = boundary === 'reflect' ? 1 : 0;
  const most = size - edge;
  if (Math.max(before, after) > most) {
    throw new RangeError(
      `padImages: the margin is ${Math.max(before, after)} pixels, must be at most ${most} where ` +
        `${size} pixels are continued by a ${boundary} boundary`,
    );
  }
  const part = (begin: number, count: number) => {
    const start = x.shape.map((_, index) => (index === axis ? begin : 0));
    const extent = x.shape.map((full, index) => (index === axis ? count : full));
    return tf.slice(x, start, extent);
  };
  const mirrored = (begin: number, count: number) => tf.reverse(part(begin, count), axis);
  const [head, tail] =
    boundary === 'circular'
      ? [part(size - before, before), part(0, after)]
      : [mirrored(edge, before), mirrored(size - edge - after, after)];
  const pieces = [before > 0 ? head : null, x, after > 0 ? tail : null];
  return tf.concat(
    pieces.filter(piece => piece !== null),
    axis,
  );
}

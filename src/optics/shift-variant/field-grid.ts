/**
 * A coarse grid of points over the frame, between which values are interpolated linearly.
 *
 *   w_i(r) = max(0, 1 − |r − r_i| / d) along each axis
 *
 * The points are evenly spaced, distance d, from the first pixel of the frame to the last. Weights are non-negative and sum to 1
 * at each pixel, so what is non-negative or sums to 1 at the points does so in between.
 */
import { tf } from '../../engine/tfjs.js';

/**
 * Weights of the points of one axis at each of its pixels.
 *
 * @param size Pixels.
 * @param points Number of points, 1 or more; one point is valid for all pixels.
 * @returns [size, points], rows sum to 1.
 */
export function blendingWeights(size: number, points: number): tf.Tensor2D {
  return tf.tidy(() => {
    const place = size > 1 ? (points - 1) / (size - 1) : 0;
    const offsets = tf.range(0, size).mul(place).reshape([size, 1]).sub(tf.range(0, points));
    return tf.relu(tf.sub<tf.Tensor2D>(1, offsets.abs()));
  });
}

/** The pixels of an axis at which a point has a weight above 0: first, and how many. */
export function reachOf(point: number, size: number, points: number): { first: number; count: number } {
  if (points === 1) return { first: 0, count: size };
  const distance = (size - 1) / (points - 1);
  const first = Math.max(0, Math.floor((point - 1) * distance) + 1);
  const last = Math.min(size - 1, Math.ceil((point + 1) * distance) - 1);
  return { first, count: last - first + 1 };
}

/**
 * Values between the points of a grid.
 *
 * @param values [rows, columns, count] at the points.
 * @param down From `blendingWeights`, [height, rows].
 * @param across [width, columns].
 * @returns [height, width, count].
 */
export function interpolateField(values: tf.Tensor3D, down: tf.Tensor2D, across: tf.Tensor2D): tf.Tensor3D {
  const [rows, columns, count] = values.shape;
  const [height, width] = [down.shape[0], across.shape[0]];
  return tf.tidy(() => {
    const vertical = tf.matMul(down, values.reshape([rows, columns * count]));
    const turned = vertical.reshape([height, columns, count]).transpose([1, 0, 2]);
    const both = tf.matMul(across, turned.reshape([columns, height * count]));
    return both.reshape([width, height, count]).transpose<tf.Tensor3D>([1, 0, 2]);
  });
}

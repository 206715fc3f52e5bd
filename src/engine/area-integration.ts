/**
 * Integration over rectangles on a grid of samples, each sample standing for a square of constant value.
 *
 *   y[k, l] = Σ V[k, i] x[i, j] H[l, j],   V[k, i] = length of the side of rectangle k that lies within sample i
 *
 * Exact for what is constant over each sample, whether or not the sides fall on borders of samples.
 */
import { tf } from './tfjs.js';

export interface CellRow {
  /** Samples along the axis. */
  readonly samples: number;
  readonly cells: number;
  /** Distance of neighbouring cells, samples. */
  readonly pitch: number;
  /** Length of a cell, samples; it lies at the middle of its pitch. */
  readonly aperture: number;
}

/**
 * How much of each sample belongs to each cell of a row of equal cells, which lies at the middle of the axis.
 *
 * @returns 0 to 1, [cells, samples] row by row; where the row is longer than the axis, what lies beyond counts as nothing.
 */
export function overlapLengths({ samples, cells, pitch, aperture }: CellRow): Float32Array {
  const first = (samples - cells * pitch) / 2 + (pitch - aperture) / 2;
  return Float32Array.from({ length: cells * samples }, (_, index) => {
    const [from, sample] = [first + Math.floor(index / samples) * pitch, index % samples];
    return Math.max(0, Math.min(from + aperture, sample + 1) - Math.max(from, sample));
  });
}

/**
 * Weighs and adds the rows and the columns of images.
 *
 * @param images [batch, height, width, channels].
 * @param down V, [rows, height].
 * @param across H, [columns, width].
 * @returns [batch, rows, columns, channels]; differentiable in all three.
 */
export function integrateAreas(images: tf.Tensor4D, down: tf.Tensor2D, across: tf.Tensor2D): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [rows, columns] = [down.shape[0], across.shape[0]];
  return tf.tidy(() => {
    // Products of plain matrices: the gradient of tf.matMul is wrong where it repeats one of them over a batch.
    const planes = channels === 1 ? images : images.transpose([0, 3, 1, 2]);
    const narrow = tf.matMul(planes.reshape([batch * channels * height, width]), across, false, true);
    const turned = narrow.reshape([batch * channels, height, columns]).transpose([0, 2, 1]);
    const small = tf.matMul(turned.reshape([batch * channels * columns, height]), down, false, true);
    return small.reshape([batch, channels, columns, rows]).transpose<tf.Tensor4D>([0, 3, 2, 1]);
  });
}

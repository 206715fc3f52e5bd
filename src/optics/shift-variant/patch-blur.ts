/**
 * Blur with a PSF at each point of a coarse grid, blended in between.
 *
 *   y(r) = Σ_g w_g(r) (h_g ∗ x)(r),   w_g ≥ 0, Σ_g w_g = 1
 *
 * A gather, see low-rank-blur.ts: the PSF of pixel r is the mean of those of the points around it. Each convolution runs only
 * where its weight is above 0, so the work does not grow with the number of points.
 * Source: Nagy & O'Leary, SIAM J. Sci. Comput. 19, 1063 (1998), doi:10.1137/S106482759528507X.
 */
import { tf } from '../../engine/tfjs.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import { padImages, type Boundary } from '../../engine/fourier/pad-images.js';
import { blendingWeights, reachOf } from './field-grid.js';

/**
 * @param images [batch, height, width, channels], any unit.
 * @param psfs [gridRows, gridColumns, psfHeight, psfWidth]; points from the first pixel to the last, centres at floor(size / 2).
 * @returns Same shape and unit as `images`.
 * @throws RangeError if there are more points than pixels along an axis, or the boundary needs more pixels than the images have.
 */
export function blurPatches(images: tf.Tensor4D, psfs: tf.Tensor4D, boundary: Boundary): tf.Tensor4D {
  const [, height, width] = images.shape;
  const [gridRows, gridColumns, psfHeight, psfWidth] = psfs.shape;
  if (gridRows > height || gridColumns > width) {
    throw new RangeError(
      `blurPatches: there are ${gridRows} × ${gridColumns} points, must be at most ${height} × ${width}, one a pixel`,
    );
  }
  const before = [psfHeight, psfWidth].map(size => size - 1 - Math.floor(size / 2)) as [number, number];
  const after = [psfHeight, psfWidth].map(size => Math.floor(size / 2)) as [number, number];
  return tf.tidy(() => {
    const padded = padImages(images, [before[0], after[0]], [before[1], after[1]], boundary);
    const [down, across] = [blendingWeights(height, gridRows), blendingWeights(width, gridColumns)];
    const patch = (row: number, column: number): tf.Tensor4D => {
      const [rows, columns] = [reachOf(row, height, gridRows), reachOf(column, width, gridColumns)];
      const seen = tf.slice(
        padded,
        [0, rows.first, columns.first, 0],
        [-1, rows.count + psfHeight - 1, columns.count + psfWidth - 1, -1],
      );
      const psf = psfs.slice([row, column, 0, 0], [1, 1, psfHeight, psfWidth]);
      const kernel = psf.reshape<tf.Tensor3D>([psfHeight, psfWidth, 1]);
      const blurred = tf.slice(
        convolveImages(seen, kernel, { boundary: 'zero' }),
        [0, before[0], before[1], 0],
        [-1, rows.count, columns.count, -1],
      );
      const weight = tf.matMul(
        down.slice([rows.first, row], [rows.count, 1]),
        across.slice([columns.first, column], [columns.count, 1]),
        false,
        true,
      );
      return tf.pad(blurred.mul<tf.Tensor4D>(weight.expandDims(2)), [
        [0, 0],
        [rows.first, height - rows.first - rows.count],
        [columns.first, width - columns.first - columns.count],
        [0, 0],
      ]);
    };
    const places = Array.from({ length: gridRows * gridColumns }, (_, index) =>
      patch(Math.floor(index / gridColumns), index % gridColumns),
    );
    return tf.addN(places);
  });
}

/**
 * Blur with a PSF of its own for each pixel: the exact form of a shift-variant blur, and the slowest.
 *
 *   y(r) = Σ_d h_r(d) x(r − d)
 *
 * A gather, see low-rank-blur.ts: h_r belongs to the pixel where light arrives. The neighbourhood of every pixel is held at once,
 * kernelHeight · kernelWidth numbers for each number of the images.
 * Source: Denis et al., Int. J. Comput. Vis. 115, 253 (2015), doi:10.1007/s11263-015-0817-x.
 */
import { tf } from '../../engine/tfjs.js';
import { padImages, type Boundary } from '../../engine/fourier/pad-images.js';

/**
 * @param images [batch, height, width, channels], any unit.
 * @param kernels [height, width, kernelHeight, kernelWidth]; centres at floor(size / 2).
 * @returns Same shape and unit as `images`.
 * @throws RangeError if there is not one kernel for each pixel, or the boundary needs more pixels than the images have.
 */
export function blurPerPixel(images: tf.Tensor4D, kernels: tf.Tensor4D, boundary: Boundary): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [rows, columns, kernelHeight, kernelWidth] = kernels.shape;
  if (rows !== height || columns !== width) {
    throw new RangeError(
      `blurPerPixel: there are kernels for ${rows} × ${columns} pixels, must be ${height} × ${width}, those of the images`,
    );
  }
  return tf.tidy(() => {
    const planes = images.transpose([0, 3, 1, 2]).reshape<tf.Tensor4D>([batch * channels, height, width, 1]);
    const neighbours = extractNeighbours(planes, [kernelHeight, kernelWidth], boundary);
    const columnsFirst = kernels.transpose([0, 1, 3, 2]).reshape([height, width, kernelWidth * kernelHeight]);
    const made = neighbours.mul(columnsFirst).sum(3);
    return made.reshape([batch, channels, height, width]).transpose<tf.Tensor4D>([0, 2, 3, 1]);
  });
}

/**
 * x(r − d) for all d of a kernel, column by column.
 *
 * @param planes [planes, height, width, 1].
 * @returns [planes, height, width, kernelWidth · kernelHeight].
 */
export function extractNeighbours(
  planes: tf.Tensor4D,
  [kernelHeight, kernelWidth]: readonly [number, number],
  boundary: Boundary,
): tf.Tensor4D {
  const [, height, width] = planes.shape;
  const margin = (size: number) => [size - 1 - Math.floor(size / 2), Math.floor(size / 2)] as const;
  return tf.tidy(() => {
    const padded = padImages(planes, margin(kernelHeight), margin(kernelWidth), boundary);
    // One axis after the other: kernelHeight + kernelWidth slices in place of their product.
    const shifted = (x: tf.Tensor4D, axis: 1 | 2, size: number, count: number) =>
      tf.concat(
        Array.from({ length: size }, (_, index) => {
          const start = [0, 0, 0, 0].map((_zero, place) => (place === axis ? size - 1 - index : 0));
          const extent = [-1, -1, -1, -1].map((all, place) => (place === axis ? count : all));
          return tf.slice(x, start, extent);
        }),
        3,
      );
    return shifted(shifted(padded, 1, kernelHeight, height), 2, kernelWidth, width);
  });
}

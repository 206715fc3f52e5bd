/**
 * Blur by a kernel that is a product of one along y and one along x, as two matrix products:
 *
 *   y = B_v x B_hᵀ,   B[i, j] = Σ h(i − k) over all places k that show pixel j
 *
 * The places beyond the edges are folded back by the boundary, however far the kernel reaches, so it may be wider than the
 * frame. For frames of some hundred pixels this is faster than a convolution, whatever the width of the kernel.
 */
import { tf } from '../../engine/tfjs.js';
import { padImages, type Boundary } from '../../engine/fourier/pad-images.js';

/**
 * Which pixel stands at each place of an axis continued on both sides.
 *
 * @param size Pixels of the axis.
 * @param margin Places added on each side, 0 or more.
 * @returns [size + 2 margin, size]; 1 where a place shows a pixel, rows of zeros where it shows nothing.
 */
export function boundaryMatrix(size: number, margin: number, boundary: Boundary): tf.Tensor2D {
  const most = boundary === 'reflect' ? size - 1 : boundary === 'replicate' ? Infinity : size;
  if (most === 0) {
    throw new RangeError('boundaryMatrix: the frame has 1 pixel, must have 2 or more for a reflect boundary');
  }
  return tf.tidy(() => {
    let places = tf.eye(size).reshape<tf.Tensor4D>([1, size, size, 1]);
    // A continuation at most doubles each side; mirrors and periods go on from there by themselves.
    for (let left = margin; left > 0;) {
      const step = Math.min(left, most);
      places = padImages(places, [step, step], [0, 0], boundary);
      left -= step;
    }
    return places.reshape<tf.Tensor2D>([size + 2 * margin, size]);
  });
}

/**
 * The matrix that blurs one axis.
 *
 * @param offsets From `offsetGrid`, through the kernel: h(i − k), [size, size + 2 margin].
 * @param places From `boundaryMatrix`.
 * @returns B, [size, size].
 */
export function blurMatrix(offsets: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(offsets, places);
}

/** i − k for each pixel i and each place k of the continued axis; [size, size + 2 margin]. */
export function offsetGrid(size: number, margin: number): tf.Tensor2D {
  return tf.tidy(() => {
    const pixels = tf.range(0, size).reshape([size, 1]);
    return pixels.sub<tf.Tensor2D>(tf.range(-margin, size + margin));
  });
}

/**
 * Blurs each channel of each image.
 *
 * @param images [batch, height, width, channels], any unit.
 * @param vertical [height, height].
 * @param horizontal [width, width].
 * @returns Same shape and unit as `images`.
 */
export function blurSeparably(
  images: tf.Tensor4D,
  vertical: tf.Tensor2D,
  horizontal: tf.Tensor2D,
): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const planes = channels === 1 ? images : images.transpose([0, 3, 1, 2]);
    const across = tf.matMul(planes.reshape([-1, width]), horizontal, false, true);
    const turned = across.reshape([-1, height, width]).transpose([0, 2, 1]);
    const down = tf.matMul(turned.reshape([-1, height]), vertical, false, true);
    const blurred = down.reshape([batch, channels, width, height]);
    return blurred.transpose<tf.Tensor4D>([0, 3, 2, 1]);
  });
}

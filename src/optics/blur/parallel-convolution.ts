/** Several kernels side by side, each making an image of its own: y_k = h_k ∗ x. */
import { tf } from '../../engine/tfjs.js';
import { convolutionMethod, convolveImages } from '../../engine/fourier/convolve-images.js';
import { padImages, type Boundary } from '../../engine/fourier/pad-images.js';

/**
 * Convolves every channel of images with every kernel.
 *
 * @param images [batch, height, width, channels].
 * @param kernels [kernelHeight, kernelWidth, planes]; centre at floor(size / 2).
 * @returns [batch, height, width, channels · planes], the planes of the first channel first.
 * @throws RangeError if the boundary needs more pixels than the images have.
 */
export function convolveParallel(images: tf.Tensor4D, kernels: tf.Tensor3D, boundary: Boundary): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [kernelHeight, kernelWidth, planes] = kernels.shape;
  return tf.tidy(() => {
    const single = channels === 1 ? images : images.transpose([0, 3, 1, 2]);
    const planar = single.reshape<tf.Tensor4D>([batch * channels, height, width, 1]);
    const isDirect = convolutionMethod([height, width], [kernelHeight, kernelWidth]) === 'direct';
    const made = isDirect
      ? sumDirectly(planar, kernels, boundary)
      : convolveImages(planar.mul(tf.ones([planes])), kernels, { boundary, method: 'fourier' });
    if (channels === 1) return made;
    const ordered = made.reshape([batch, channels, height, width, planes]).transpose([0, 2, 3, 1, 4]);
    return ordered.reshape<tf.Tensor4D>([batch, height, width, channels * planes]);
  });
}

/** All kernels in one pass over images of one channel. */
function sumDirectly(images: tf.Tensor4D, kernels: tf.Tensor3D, boundary: Boundary): tf.Tensor4D {
  const [height, width] = kernels.shape;
  const margin = (size: number) => [size - 1 - Math.floor(size / 2), Math.floor(size / 2)] as const;
  const padded = padImages(images, margin(height), margin(width), boundary);
  return tf.conv2d(padded, kernels.reverse([0, 1]).expandDims<tf.Tensor4D>(2), 1, 'valid');
}

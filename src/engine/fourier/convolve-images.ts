/**
 * Convolution of images with kernels of any size, such as point spread functions.
 *
 *   out[y, x] = Σ h[i, j] image[y − i + ⌊kernelHeight / 2⌋, x − j + ⌊kernelWidth / 2⌋]
 *
 * so the origin of the kernel is the element to which `fftShift` moves it, and the output has the size of the image. Small
 * kernels run as a direct sum, large ones in the Fourier plane: two real images as one complex field, which the transfer
 * of a real kernel keeps apart, so that nothing is computed twice.
 */
import { tf } from '../tfjs.js';
import { dft2, rollPlanes } from './dft.js';
import { fastSize, multiplications } from './dft-plan.js';
import { filterStacked, prepareFilter } from './filter-field.js';
import { padImages, padZeros, type Boundary, type Margin } from './pad-images.js';

export interface ConvolutionOptions {
  readonly boundary: Boundary;
  /** Default: `convolutionMethod`, the faster one. */
  readonly method?: 'direct' | 'fourier';
}

/** Rows and columns. */
type Size = readonly [number, number];

/**
 * Convolves images with one kernel for all channels, or one for each.
 *
 * @param images [batch, height, width, channels].
 * @param kernel [kernelHeight, kernelWidth, 1 or channels].
 * @returns As `images`.
 * @throws RangeError if the channels do not fit, or the boundary needs more pixels than the images have.
 */
export function convolveImages(
  images: tf.Tensor4D,
  kernel: tf.Tensor3D,
  { boundary, method }: ConvolutionOptions,
): tf.Tensor4D {
  const [, height, width, channels] = images.shape;
  const [kernelHeight, kernelWidth, kernels] = kernel.shape;
  if (kernels !== 1 && kernels !== channels) {
    throw new RangeError(
      `convolveImages: the kernel has ${kernels} channels, must have 1 or the ${channels} of the images`,
    );
  }
  const chosen = method ?? convolutionMethod([height, width], [kernelHeight, kernelWidth]);
  return tf.tidy(() => {
    if (chosen === 'fourier' && boundary === 'circular') return convolvePeriod(images, kernel);
    const margins = [margin(kernelHeight), margin(kernelWidth)] as const;
    if (chosen === 'direct') return sumDirectly(padImages(images, ...margins, boundary), kernel);
    return sumByTransform(padToFastSize(images, margins, boundary), kernel, [height, width]);
  });
}

/** Multiplications of a matrix product in the time of one of a direct sum (bench/fourier). */
const matrixGain = 9;
/** Time per pixel that transforms take besides, to move data and to filter, in multiplications of a direct sum. */
const transformOverhead = 45;

/** The faster way for images and a kernel of these sizes. */
export function convolutionMethod(image: Size, kernel: Size): 'direct' | 'fourier' {
  const [rows, columns] = [0, 1].map(axis => fastSize(image[axis]! + kernel[axis]! - 1)) as [number, number];
  // There and back, two images at a time: each image takes one transform down and across.
  const perPoint = (multiplications(rows) + multiplications(columns)) / matrixGain + transformOverhead;
  const fourier = (perPoint * rows * columns) / (image[0] * image[1]);
  return fourier < kernel[0] * kernel[1] ? 'fourier' : 'direct';
}

/** Pixels that a kernel needs beyond the edges for an output of the size of the image. */
function margin(length: number): Margin {
  const origin = Math.floor(length / 2);
  return [length - 1 - origin, origin];
}

/** What the kernel fully covers, as a direct sum. */
function sumDirectly(padded: tf.Tensor4D, kernel: tf.Tensor3D): tf.Tensor4D {
  const channels = padded.shape[3];
  const each = kernel.shape[2] === channels ? kernel : tf.tile(kernel, [1, 1, channels]);
  const filter = tf.reverse(each, [0, 1]).expandDims<tf.Tensor4D>(3);
  return tf.depthwiseConv2d(padded, filter, 1, 'valid');
}

/** Images continued beyond their edges, and then by zeros to sizes of fast plans; zeros come in one pass (bench/step.js lens_128). */
function padToFastSize(
  images: tf.Tensor4D,
  margins: readonly [Margin, Margin],
  boundary: Boundary,
): tf.Tensor4D {
  const extra = margins.map(([before, after], axis) => {
    const length = before + images.shape[axis + 1]! + after;
    return fastSize(length) - length;
  }) as [number, number];
  if (boundary !== 'zero') {
    return padZeros(padImages(images, ...margins, boundary), [0, extra[0]], [0, extra[1]]);
  }
  const [rows, columns] = margins;
  return padZeros(images, [rows[0], rows[1] + extra[0]], [columns[0], columns[1] + extra[1]]);
}

/** What the kernel fully covers of images padded to fast sizes, by transforms; what wraps around lies outside of it. */
function sumByTransform(padded: tf.Tensor4D, kernel: tf.Tensor3D, [height, width]: Size): tf.Tensor4D {
  const [kernelHeight, kernelWidth] = kernel.shape;
  return tf.slice(
    filterImages(padded, kernel, [0, 0]),
    [0, kernelHeight - 1, kernelWidth - 1, 0],
    [-1, height, width, -1],
  );
}

function convolvePeriod(images: tf.Tensor4D, kernel: tf.Tensor3D): tf.Tensor4D {
  const [, height, width] = images.shape;
  const [kernelHeight, kernelWidth] = kernel.shape;
  if (kernelHeight > height || kernelWidth > width) {
    throw new RangeError(
      `convolveImages: the kernel is ${kernelHeight} × ${kernelWidth}, must be at most ${height} × ${width}, ` +
        'the size of the images, where the boundary is circular',
    );
  }
  return filterImages(images, kernel, [Math.floor(kernelHeight / 2), Math.floor(kernelWidth / 2)]);
}

/** Circular convolution; `origin` is the element of the kernel that is its origin. */
function filterImages(images: tf.Tensor4D, kernel: tf.Tensor3D, origin: Size): tf.Tensor4D {
  const [, height, width] = images.shape;
  const [kernelHeight, kernelWidth, kernels] = kernel.shape;
  const spread = tf.pad(kernel.transpose([2, 0, 1]), [
    [0, 0],
    [0, height - kernelHeight],
    [0, width - kernelWidth],
  ]);
  const real = rollPlanes(spread, -origin[0], -origin[1]);
  const transfer = dft2({ real, imaginary: tf.zerosLike(real) });
  const filtered = filterStacked(pairImages(images, kernels), prepareFilter(transfer));
  return unpairImages(filtered, images.shape, kernels);
}

/**
 * Two images as the parts of one field, [pairs · kernels, 2, height, width]: images of different entries of the batch where
 * each channel has a kernel of its own, of any entry and channel otherwise. An odd count is filled up with zeros.
 */
function pairImages(images: tf.Tensor4D, kernels: number): tf.Tensor {
  const [batch, height, width, channels] = images.shape;
  if (kernels > 1) {
    return evened(images)
      .reshape([-1, 2, height, width, channels])
      .transpose([0, 4, 1, 2, 3])
      .reshape([-1, 2, height, width]);
  }
  const planes = images.transpose([0, 3, 1, 2]).reshape([batch * channels, height, width]);
  return evened(planes).reshape([-1, 2, height, width]);
}

/** Undoes `pairImages`. */
function unpairImages(fields: tf.Tensor, shape: tf.Tensor4D['shape'], kernels: number): tf.Tensor4D {
  const [batch, height, width, channels] = shape;
  if (kernels > 1) {
    const images = fields
      .reshape([-1, channels, 2, height, width])
      .transpose([0, 2, 3, 4, 1])
      .reshape([-1, height, width, channels]);
    return firstEntries(images, batch) as tf.Tensor4D;
  }
  const planes = firstEntries(fields.reshape([-1, height, width]), batch * channels);
  return planes.reshape([batch, channels, height, width]).transpose<tf.Tensor4D>([0, 2, 3, 1]);
}

function evened(x: tf.Tensor): tf.Tensor {
  const count = x.shape[0];
  return count % 2 === 0 ? x : tf.pad(x, [[0, 1], ...x.shape.slice(1).map((): [number, number] => [0, 0])]);
}

function firstEntries(x: tf.Tensor, count: number): tf.Tensor {
  return x.shape[0] === count ? x : tf.slice(x, 0, count);
}

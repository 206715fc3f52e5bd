/** Kernels that TensorFlow.js does not know and only the backend `onnx` has; gradients use them where they are. */
import { tf } from './tfjs.js';

/** Inputs {dy, y}, output dy where y > 0, else 0. */
export const reluGradKernel = 'ReluGrad';

/** Input {dy}, attributes {imageShape, method, alignCorners, halfPixelCenters}: the gradient of a resized image stack. */
export const resizeAdjointKernel = 'ResizeAdjoint';

/** Inputs {x, scale, offset}, attribute {epsilon}: [y, mean, variance, x − mean, 1 / √(variance + epsilon)]. */
export const batchNormKernel = 'TrainingBatchNorm';

/** Inputs {dy, centred, inverseDeviation, scale}: gradients of the kernel above by [x, scale, offset]. */
export const batchNormGradKernel = 'TrainingBatchNormGrad';

/** Inputs {x: [planes, a, 2, b], real: [a, b], imaginary: [a, b]}: x, its parts on the third axis, times real + i · imaginary. */
export const multiplyPartsKernel = 'MultiplyParts';

/** The gradient kernel of a convolution, with the attribute `dilations` that TensorFlow.js' own has not. */
export function dilatedKernel(gradientKernel: string): string {
  return `Dilated${gradientKernel}`;
}

/** Whether the current backend has a kernel; the declared type of `getKernel` leaves out that it may find nothing. */
export function hasKernel(name: string): boolean {
  const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined;
}

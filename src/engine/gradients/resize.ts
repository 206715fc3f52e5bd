/**
 * Gradients of resizing. A resize is linear and separable, so its gradient is the product with the transposed matrices of both
 * axes. TensorFlow.js ignores halfPixelCenters in both gradients, and its cpu kernel exchanges height and width in the bilinear one.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { hasKernel, resizeAdjointKernel } from '../own-kernels.js';
import { bilinearMatrix, nearestMatrix, type Corners } from '../resampling.js';
import { runKernel, type Replacement } from './gradient.js';

export const resizeGradients: readonly Replacement[] = [
  resizing('ResizeBilinear', 'bilinear'),
  resizing('ResizeNearestNeighbor', 'nearest'),
];

function resizing(kernelName: string, method: 'bilinear' | 'nearest'): Replacement {
  return {
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (dy, [images], attrs) => {
      const corners = attrs as unknown as Corners;
      const imageShape = images!.shape as [number, number, number, number];
      return {
        images: () =>
          hasKernel(resizeAdjointKernel)
            ? runKernel(resizeAdjointKernel, { dy: dy as Tensor }, { ...corners, method, imageShape })
            : adjoint(dy as Tensor, imageShape, method, corners),
      };
    },
  };
}

function adjoint(
  dy: Tensor,
  [batch, height, width, channels]: [number, number, number, number],
  method: 'bilinear' | 'nearest',
  corners: Corners,
): Tensor {
  const [, rows, columns] = dy.shape as [number, number, number];
  const makeMatrix = method === 'bilinear' ? bilinearMatrix : nearestMatrix;
  const matrix = (input: number, output: number) =>
    tf.tensor3d(makeMatrix(input, output, corners), [1, output, input]);
  const byRow = dy.reshape([batch, rows, columns * channels]);
  const shrunk = tf.matMul(matrix(height, rows), byRow, true);
  const byColumn = shrunk.reshape([batch * height, columns, channels]);
  return tf.matMul(matrix(width, columns), byColumn, true).reshape([batch, height, width, channels]);
}

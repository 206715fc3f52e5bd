/**
 * Gradient of ReLU, from the output, so that the input need not be kept. The kernel `ReluGrad` of the onnx backend can tell when
 * the gradient is masked already.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';
import { hasKernel, reluGradKernel } from '../own-kernels.js';
import { runKernel, type Replacement } from './gradient.js';

export const reluGradients: readonly Replacement[] = [
  {
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => masked(dy as Tensor, y!) }),
  },
];

function masked(dy: Tensor, y: Tensor): Tensor {
  return hasKernel(reluGradKernel) ? runKernel(reluGradKernel, { dy, y }, {}) : dy.mul(tf.step(y));
}

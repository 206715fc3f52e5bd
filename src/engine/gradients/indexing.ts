/** Gradients of kernels that read or write at indices; TensorFlow.js has none of them. Indices get none. */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { zerosLike, type Replacement } from './gradient.js';

export const indexingGradients: readonly Replacement[] = [
  {
    kernelName: 'GatherNd',
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices!, dy as Tensor, params!.shape),
      indices: () => zerosLike(indices!),
    }),
  },
  {
    kernelName: 'ScatterNd',
    inputsToSave: ['indices'],
    gradFunc: (dy, [indices]) => ({
      updates: () => tf.gatherND(dy as Tensor, indices!),
      indices: () => zerosLike(indices!),
    }),
  },
  {
    // Where an index occurs twice, the gradient goes to both updates, though only one of them is seen.
    kernelName: 'TensorScatterUpdate',
    inputsToSave: ['indices', 'updates'],
    gradFunc: (dy, [indices, updates]) => ({
      tensor: () => tf.tensorScatterUpdate(dy as Tensor, indices!, tf.zerosLike(updates!)),
      updates: () => tf.gatherND(dy as Tensor, indices!),
      indices: () => zerosLike(indices!),
    }),
  },
  {
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dys, [x, indices]) => ({ x: () => placed((dys as unknown as Tensor[])[0]!, indices!, x!) }),
  },
];

/** Puts the gradient of each chosen element back to its place along the last axis. */
function placed(dy: Tensor, indices: Tensor, x: Tensor): Tensor {
  const [count, length] = [indices.shape.at(-1)!, x.shape.at(-1)!];
  const choice = tf.oneHot(indices.reshape([-1, count]).cast('int32'), length);
  return tf.matMul(dy.reshape([-1, 1, count]), choice.cast('float32')).reshape(x.shape);
}

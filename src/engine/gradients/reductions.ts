/**
 * Gradients of reductions and scans.
 *
 * - Sum, Mean: spread by broadcasting; TensorFlow.js multiplies with ones that it builds outside of the graph.
 * - Prod: TensorFlow.js takes a negative axis for another one.
 * - Cumsum: TensorFlow.js transposes the gradient of every axis but the last.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { axesOf, product, type Replacement } from './gradient.js';

export const reductionGradients: readonly Replacement[] = [
  {
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as Tensor, x!, attrs.axis) }),
  },
  {
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const count = product(axesOf(x!, attrs.axis).map(axis => x!.shape[axis]!));
      return { x: () => spread((dy as Tensor).div(count), x!, attrs.axis) };
    },
  },
  {
    kernelName: 'Prod',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => productOfOthers(dy as Tensor, x!, axesOf(x!, attrs.axis)) }),
  },
  {
    kernelName: 'Cumsum',
    gradFunc: (dy, _, attrs) => ({
      x: () =>
        tf.cumsum(dy as Tensor, attrs.axis as number, Boolean(attrs.exclusive), !(attrs.reverse as boolean)),
    }),
  },
];

/** Repeats the gradient of a reduction along the axes that it reduced. */
function spread(dy: Tensor, x: Tensor, axis: unknown): Tensor {
  const axes = axesOf(x, axis);
  const shape = x.shape.map((size, index) => (axes.includes(index) ? 1 : size));
  return tf.broadcastTo(dy.reshape(shape), x.shape);
}

/** ∂∏x/∂xᵢ is the product of the others: of those before times those after, so that zeros do no harm. */
function productOfOthers(dy: Tensor, x: Tensor, axes: number[]): Tensor {
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const order = [...kept, ...axes];
  const moved = x.transpose(order);
  const rows = moved.reshape([product(kept.map(axis => x.shape[axis]!)), -1]);
  const others = tf.cumprod(rows, 1, true, false).mul(tf.cumprod(rows, 1, true, true));
  const gradient = others.mul(dy.reshape([rows.shape[0], 1]));
  return gradient.reshape(moved.shape).transpose(order.map((_, axis) => order.indexOf(axis)));
}

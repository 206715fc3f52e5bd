/** Gradients of Maximum, Minimum and SquaredDifference: TensorFlow.js throws where the operands broadcast. */
import { tf } from '../tfjs.js';
import type { GradFunc, Tensor } from '@tensorflow/tfjs';
import { sumTo, type Replacement } from './gradient.js';

export const broadcastingGradients: readonly Replacement[] = [
  broadcasting('Maximum', (a, b, dy) => [select(a.greaterEqual(b), dy), select(a.less(b), dy)]),
  broadcasting('Minimum', (a, b, dy) => [select(a.lessEqual(b), dy), select(a.greater(b), dy)]),
  broadcasting('SquaredDifference', (a, b, dy) => {
    const slope = dy.mul(a.sub(b).mul(2));
    return [slope, slope.neg()];
  }),
];

/** A binary operator whose operands broadcast: each gradient is summed back to the shape of its operand. */
function broadcasting(
  kernelName: string,
  slopes: (a: Tensor, b: Tensor, dy: Tensor) => [Tensor, Tensor],
): Replacement {
  const gradFunc: GradFunc = (dy, [a, b]) => {
    const gradient = (index: 0 | 1) => () => {
      const operand = [a!, b!][index]!;
      return sumTo(slopes(a!, b!, dy as Tensor)[index], operand.shape);
    };
    return { a: gradient(0), b: gradient(1) };
  };
  return { kernelName, inputsToSave: ['a', 'b'], gradFunc };
}

function select(condition: Tensor, dy: Tensor): Tensor {
  return tf.where(condition, dy, tf.zerosLike(dy));
}

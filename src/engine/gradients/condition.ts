/**
 * Gradients of comparisons and logic: zero. TensorFlow.js has none, and so throws where a condition is computed from what is
 * differentiated, as in `where(x.greater(0), x, y)`. To differentiate a condition itself stays an error, where it was one.
 */
import { tf } from '../tfjs.js';
import { isDifferentiated } from './differentiated.js';
import type { Replacement } from './gradient.js';
import { zerosLike } from './gradient.js';

const binary = [
  'Equal',
  'NotEqual',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
];
const unary = ['LogicalNot', 'IsNan', 'IsInf', 'IsFinite', 'ArgMax', 'ArgMin', 'All', 'Any'];

export const conditionGradients: readonly Replacement[] = [
  ...binary.map((kernelName): Replacement => flat(kernelName, ['a', 'b'])),
  ...unary.map((kernelName): Replacement => flat(kernelName, ['x'])),
];

/** Those that TensorFlow.js differentiates too. */
const differentiable = new Set(['GreaterEqual', 'IsNan', 'IsInf', 'IsFinite', 'ArgMax', 'ArgMin']);

function flat(kernelName: string, inputs: string[]): Replacement {
  return {
    kernelName,
    inputsToSave: inputs,
    outputsToSave: [true],
    gradFunc: (_, saved: tf.Tensor[]) => {
      const y = saved[inputs.length]!;
      if (isDifferentiated(y) && !differentiable.has(kernelName)) {
        throw new TypeError(
          `grad: the result, of shape [${y.shape.join()}], comes from ${kernelName}, which has no gradient`,
        );
      }
      return Object.fromEntries(inputs.map((name, index) => [name, () => zerosLike(saved[index]!)]));
    },
  };
}

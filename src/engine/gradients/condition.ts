/**
 * Gradients of comparisons and logic: zero. TensorFlow.js has none, and so throws where a condition is computed from what is
 * differentiated, as in `where(x.greater(0), x, y)`.
 */
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

function flat(kernelName: string, inputs: string[]): Replacement {
  return {
    kernelName,
    inputsToSave: inputs,
    gradFunc: (_, saved) =>
      Object.fromEntries(inputs.map((name, index) => [name, () => zerosLike(saved[index]!)])),
  };
}

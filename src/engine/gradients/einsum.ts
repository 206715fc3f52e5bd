/**
 * Gradient of Einsum, which TensorFlow.js has not: again an Einsum, of the upstream gradient and the other operand.
 *
 *   C = A·B as `ij,jk->ik`:  ∂A = `ik,jk->ij` of dC and B
 *
 * A label that only one operand has was summed away: its gradient is the same along that axis.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import type { Replacement } from './gradient.js';

export const einsumGradients: readonly Replacement[] = [
  {
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, operands, attrs) => {
      const [left, output] = (attrs.equation as string).replaceAll(' ', '').split('->') as [string, string];
      const terms = left.split(',');
      const gradient = (index: number) => () => {
        const others = terms.filter((_, term) => term !== index);
        const tensors = [dy as Tensor, ...operands.filter((_, term) => term !== index)];
        return contracted(terms[index]!, operands[index]!.shape, [output, ...others], tensors);
      };
      return Object.fromEntries(terms.map((_, index) => [index, gradient(index)]));
    },
  },
];

function contracted(labels: string, shape: number[], terms: string[], tensors: Tensor[]): Tensor {
  const known = Array.from(labels).filter(label => terms.some(term => term.includes(label)));
  const sum = tf.einsum(`${terms.join()}->${known.join('')}`, ...tensors);
  const extents = Array.from(labels).map((label, axis) => (known.includes(label) ? shape[axis]! : 1));
  return tf.broadcastTo(sum.reshape(extents), shape);
}

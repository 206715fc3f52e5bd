/** Sums over labelled axes, and cumulative products. */
import { tf } from '../tfjs.js';
import type { TensorInfo } from '@tensorflow/tfjs';
import { constant } from '../graph.js';
import { counter, emit, inputList, reshape, sizeOf, type KernelTable } from './kernel.js';

/** Elements of the table that a cumulative product is read from, at most. */
const mostFactors = 2 ** 22;

/** Whether an equation can be read and its labels stand for one size each; if not, the cpu kernel says what is wrong with it. */
function fits(equation: string, tensors: readonly TensorInfo[]): boolean {
  try {
    const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as tf.Tensor[]);
    return true;
  } catch {
    return false;
  }
}

export const contractionKernels: KernelTable = {
  Einsum: call => {
    const tensors = inputList(call);
    if (tensors.some(tensor => tensor.dtype !== 'float32' || tensor.shape.includes(0))) return null;
    const equation = (call.attrs.equation as string).replaceAll(' ', '');
    if (!fits(equation, tensors)) return null;
    const [left, output] = equation.split('->') as [string, string];
    const terms = left.split(',');
    const shape = Array.from(output).map(label => {
      const term = terms.findIndex(labels => labels.includes(label));
      return tensors[term]!.shape[terms[term]!.indexOf(label)]!;
    });
    const operands = tensors.map(tensor => call.backend.value(tensor));
    return call.backend.output(emit('Einsum', operands, 'float32', shape, { equation }), 'float32');
  },
  /** The product over a row of a table whose entries are 1 where they do not belong to it. */
  Cumprod: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const rank = x.shape.length;
    const axis = ((attrs.axis as number) + rank) % rank;
    const length = x.shape[axis]!;
    if (x.dtype !== 'float32' || sizeOf(x.shape) === 0 || sizeOf(x.shape) * length > mostFactors) return null;
    const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
    const [target, source] = [
      reshape(counter(length), [1, length, 1, 1]),
      reshape(counter(length), [1, 1, length, 1]),
    ];
    const [late, early] = attrs.reverse === true ? [source, target] : [target, source];
    const comparison = attrs.exclusive === true ? 'Greater' : 'GreaterOrEqual';
    const mask = emit(comparison, [late, early], 'bool', [1, length, length, 1]);
    const row = reshape(backend.value(x), [outer, 1, length, inner]);
    const table = [outer, length, length, inner];
    const factors = emit('Where', [mask, row, constant('float32', [1], [])], 'float32', table);
    const axes = constant('int64', [2]);
    const made = emit('ReduceProd', [factors, axes], 'float32', [outer, length, inner], { keepdims: 0 });
    return backend.output(reshape(made, x.shape), 'float32');
  },
};

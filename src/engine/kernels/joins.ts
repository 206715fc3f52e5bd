/** Kernels that join tensors along an axis, and part them. */
import { tf } from '../tfjs.js';
import { constant, record, type Value } from '../graph.js';
import { emit, inputList, movable, reshape, sizeOf, slice, wrap, type KernelTable } from './kernel.js';

function concatenated(values: readonly Value[], axis: number): Value {
  const sizes = values.map(value => value.shape[axis]!);
  const shape = values[0]!.shape.map((size, index) =>
    index === axis ? sizes.reduce((a, b) => a + b, 0) : size,
  );
  return values.length === 1 ? values[0]! : emit('Concat', values, values[0]!.type, shape, { axis });
}

export const joinKernels: KernelTable = {
  Concat: call => {
    const all = inputList(call);
    const axis = wrap(call.attrs.axis, all[0]!.shape.length);
    tf.backend_util.assertParamsConsistent(
      all.map(tensor => tensor.shape),
      axis,
    );
    const tensors = all.filter(tensor => sizeOf(tensor.shape) > 0);
    if (tensors.length === 0 || !movable(tensors)) return null;
    const joined = concatenated(
      tensors.map(tensor => call.backend.value(tensor)),
      axis,
    );
    return call.backend.output(joined, tensors[0]!.dtype);
  },
  Pack: call => {
    const tensors = inputList(call);
    if (!movable(tensors)) return null;
    for (const { shape } of tensors) {
      tf.util.assertShapesMatch(tensors[0]!.shape, shape, 'stack: all tensors must have one shape.');
    }
    const axis = wrap(call.attrs.axis, tensors[0]!.shape.length + 1);
    const values = tensors.map(tensor => {
      const shape = [...tensor.shape];
      shape.splice(axis, 0, 1);
      return reshape(call.backend.value(tensor), shape);
    });
    return call.backend.output(concatenated(values, axis), tensors[0]!.dtype);
  },
  Unpack: ({ inputs, attrs, backend }) => {
    const x = inputs.value!;
    if (!movable([x])) return null;
    const axis = wrap(attrs.axis, x.shape.length);
    const value = backend.value(x);
    return Array.from({ length: x.shape[axis]! }, (_, index) => {
      const begin = x.shape.map((_size, dim) => (dim === axis ? index : 0));
      const part = slice(
        value,
        begin,
        x.shape.map((size, dim) => (dim === axis ? 1 : size)),
      );
      return backend.output(
        reshape(
          part,
          x.shape.filter((_size, dim) => dim !== axis),
        ),
        x.dtype,
      );
    });
  },
  SplitV: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!movable([x])) return null;
    const axis = wrap(attrs.axis, x.shape.length);
    const sizes = tf.backend_util.prepareSplitSize(x, attrs.numOrSizeSplits as number[], axis);
    if (sizes.length === 1) return [backend.alias(x, x.shape)];
    const value = backend.value(x);
    const shapes = sizes.map(size => x.shape.map((length, dim) => (dim === axis ? size : length)));
    const parts = record(
      'Split',
      [value, constant('int64', sizes)],
      shapes.map(shape => ({ type: value.type, shape })),
      { axis },
    );
    return parts.map(part => backend.output(part, x.dtype));
  },
};

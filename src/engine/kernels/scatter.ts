/**
 * Kernels that read and write at computed places: gather and scatter by index vectors, sums of segments, counts.
 *
 * Index vectors become row numbers of a matrix [rows, elements of a row]. Rows are added up as a product with a one-hot matrix
 * where that is small, which runs on all threads and in one order; else by ONNX Runtime's sequential ScatterElements. (Its
 * ScatterND adds on several threads without a lock.) Rows out of range are dropped.
 */
import { tf } from '../tfjs.js';
import type { ElementType } from '../element-types.js';
import { constant, record, type Shape, type Value } from '../graph.js';
import {
  cast,
  counter,
  emit,
  emitLike,
  isGraphType,
  reshape,
  sizeOf,
  slice,
  type KernelTable,
  type NativeKernel,
} from './kernel.js';

/** Products of a one-hot matrix up to this many multiplications. */
const mostProducts = 2e7;

/** The row number of each index vector [count, axes], [count]. */
function rowNumbers(indices: Value, shape: Shape): Value {
  const axes = shape.length;
  const count = sizeOf(indices.shape) / axes;
  if (axes === 1) return reshape(indices, [count]);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const terms = emit('Mul', [reshape(indices, [count, axes]), constant('int32', strides)], 'int32', [
    count,
    axes,
  ]);
  return emit('ReduceSum', [terms, constant('int64', [1])], 'int32', [count], { keepdims: 0 });
}

/** Adds rows [count, width] up by row number; [rows, width]. */
function addedRows(updates: Value, numbers: Value, rows: number): Value {
  const [count, width] = updates.shape as [number, number];
  if (updates.type === 'float32' && rows * count * width <= mostProducts) {
    const all = reshape(counter(rows), [rows, 1]);
    const isHit = emit('Equal', [all, reshape(numbers, [1, count])], 'bool', [rows, count]);
    return emit('MatMul', [cast(isHit, 'float32'), updates], 'float32', [rows, width]);
  }
  const zeros = filled(constant(updates.type, [0], []), [rows + 1, width]);
  return writtenRows(zeros, updates, inRange(numbers, rows), 'add');
}

/** Row numbers out of range become `rows`, that of a row which is cut off again. */
function inRange(numbers: Value, rows: number): Value {
  const { shape } = numbers;
  const isIn = emitLike(
    'And',
    [
      emitLike('GreaterOrEqual', [numbers, constant('int32', [0], [])], shape, 'bool'),
      emitLike('Less', [numbers, constant('int32', [rows], [])], shape, 'bool'),
    ],
    shape,
  );
  return emit('Where', [isIn, numbers, constant('int32', [rows], [])], 'int32', shape);
}

/** Writes rows into a matrix that has one row too many, and cuts that one off. */
function writtenRows(data: Value, updates: Value, numbers: Value, reduction: 'add' | 'none'): Value {
  const [rows, width] = data.shape as [number, number];
  const [count] = numbers.shape as [number];
  const column = cast(reshape(numbers, [count, 1]), 'int64');
  const places = emit('Expand', [column, constant('int64', [count, width])], 'int64', [count, width]);
  const operands = [data, places, updates];
  const written = emit('ScatterElements', operands, data.type, data.shape, { axis: 0, reduction });
  return slice(written, [0, 0], [rows - 1, width]);
}

/** Replaces rows of a matrix; of equal row numbers the last one stays. */
function replacedRows(data: Value, updates: Value, numbers: Value): Value {
  const [rows, width] = data.shape as [number, number];
  const pads = constant('int64', [0, 0, 1, 0]);
  const longer = emit('Pad', [data, pads], data.type, [rows + 1, width]);
  return writtenRows(longer, updates, inRange(numbers, rows), 'none');
}

function filled(element: Value, shape: Shape): Value {
  return emit('Expand', [element, constant('int64', shape)], element.type, shape);
}

interface Layout {
  readonly rows: number;
  readonly width: number;
  readonly count: number;
  /** Axes that an index vector counts. */
  readonly indexed: Shape;
}

/** How updates at index vectors lie in a tensor of the given shape. */
function layoutOf(
  updates: { shape: number[] },
  indices: { shape: number[] },
  shape: number[],
): Layout | null {
  const info = tf.scatter_util.calculateShapes(updates as tf.TensorInfo, indices as tf.TensorInfo, shape);
  if (info.sliceRank < 1 || info.numUpdates === 0 || info.outputSize === 0) return null;
  const indexed = shape.slice(0, info.sliceRank);
  return { rows: sizeOf(indexed), width: info.sliceSize, count: info.numUpdates, indexed };
}

const bincount: NativeKernel = ({ inputs, attrs, backend }) => {
  const [x, weights] = [inputs.x!, inputs.weights!];
  const size = attrs.size as number;
  const isCounted = x.dtype === 'int32' && x.shape.length === 1 && sizeOf(x.shape) > 0;
  if (!isCounted || size === 0 || weights.dtype !== 'float32') return null;
  const count = x.shape[0]!;
  const updates =
    sizeOf(weights.shape) === 0
      ? filled(constant('float32', [1], []), [count, 1])
      : reshape(backend.value(weights), [count, 1]);
  const made = addedRows(updates, backend.value(x), size);
  return backend.output(reshape(made, [size]), 'float32');
};

export const scatterKernels: KernelTable = {
  GatherNd: ({ inputs, backend }) => {
    const [params, indices] = [inputs.params!, inputs.indices!];
    tf.backend_util.prepareAndValidate(params, indices);
    const axes = indices.shape.at(-1) ?? 0;
    if (!isGraphType(params.dtype) || indices.dtype !== 'int32' || axes === 0) return null;
    if ([...params.shape, ...indices.shape].includes(0)) return null;
    const [indexed, rest] = [params.shape.slice(0, axes), params.shape.slice(axes)];
    const width = sizeOf(rest);
    const numbers = rowNumbers(backend.value(indices), indexed);
    const matrix = reshape(backend.value(params), [sizeOf(indexed), width]);
    const rows = emit('Gather', [matrix, numbers], matrix.type, [numbers.shape[0]!, width], { axis: 0 });
    return backend.output(reshape(rows, [...indices.shape.slice(0, -1), ...rest]), params.dtype);
  },
  ScatterNd: ({ inputs, attrs, backend }) => {
    const [indices, updates] = [inputs.indices!, inputs.updates!];
    const shape = attrs.shape as number[];
    const layout = layoutOf(updates, indices, shape);
    if (layout === null || (updates.dtype !== 'float32' && updates.dtype !== 'int32')) return null;
    const numbers = rowNumbers(backend.value(indices), layout.indexed);
    const matrix = reshape(backend.value(updates), [layout.count, layout.width]);
    return backend.output(reshape(addedRows(matrix, numbers, layout.rows), shape), updates.dtype);
  },
  TensorScatterUpdate: ({ inputs, backend }) => {
    const [tensor, indices, updates] = [inputs.tensor!, inputs.indices!, inputs.updates!];
    const layout = layoutOf(updates, indices, tensor.shape);
    if (layout === null || tensor.dtype !== updates.dtype || !isGraphType(tensor.dtype)) return null;
    const numbers = rowNumbers(backend.value(indices), layout.indexed);
    const data = reshape(backend.value(tensor), [layout.rows, layout.width]);
    const matrix = reshape(backend.value(updates), [layout.count, layout.width]);
    const made = replacedRows(data, matrix, numbers);
    return backend.output(reshape(made, tensor.shape), tensor.dtype);
  },
  SparseToDense: ({ inputs, attrs, backend }) => {
    const [indices, values] = [inputs.sparseIndices!, inputs.sparseValues!];
    const shape = attrs.outputShape as number[];
    const layout = layoutOf(values, indices, shape);
    const isOnePerIndex = values.shape.length === 1;
    if (layout === null || !isGraphType(values.dtype) || !isOnePerIndex) return null;
    const fill = cast(backend.value(inputs.defaultValue!), values.dtype as ElementType);
    const data = filled(reshape(fill, []), [layout.rows, layout.width]);
    const numbers = rowNumbers(backend.value(indices), layout.indexed);
    const matrix = reshape(backend.value(values), [layout.count, layout.width]);
    return backend.output(reshape(replacedRows(data, matrix, numbers), shape), values.dtype);
  },
  UnsortedSegmentSum: ({ inputs, attrs, backend }) => {
    const [x, segments] = [inputs.x!, inputs.segmentIds!];
    const count = attrs.numSegments as number;
    if (x.dtype !== 'float32' || segments.shape.length !== 1 || x.shape.includes(0) || count === 0)
      return null;
    const rest = x.shape.slice(1);
    const matrix = reshape(backend.value(x), [x.shape[0]!, sizeOf(rest)]);
    const made = addedRows(matrix, cast(backend.value(segments), 'int32'), count);
    return backend.output(reshape(made, [count, ...rest]), 'float32');
  },
  Bincount: bincount,
  DenseBincount: call => (call.attrs.binaryOutput === true ? null : bincount(call)),
  TopK: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const k = attrs.k as number;
    if ((x.dtype !== 'float32' && x.dtype !== 'int32') || x.shape.includes(0) || k === 0) return null;
    const shape = [...x.shape.slice(0, -1), k];
    return topK(backend.value(x), k, shape).map((value, index) =>
      backend.output(value, index === 0 ? x.dtype : 'int32'),
    );
  },
};

/** Values and places of the k largest elements along the last axis; of equal ones the first comes first. */
function topK(x: Value, k: number, shape: Shape): [Value, Value] {
  const outputs = [
    { type: x.type, shape },
    { type: 'int64', shape },
  ] as const;
  const attributes = { axis: shape.length - 1, largest: 1, sorted: 1 };
  const [values, places] = record('TopK', [x, constant('int64', [k])], outputs, attributes) as [Value, Value];
  return [values, cast(places, 'int32')];
}

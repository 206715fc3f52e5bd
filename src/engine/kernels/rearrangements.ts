/** Kernels that move elements in a regular pattern: strided slices, blocks between space, depth and batch. */
import { constant, type Value } from '../graph.js';
import { stridedSliceOf } from '../strided-slice.js';
import { emit, fedIndices, isGraphType, reshape, sizeOf, transpose, type KernelTable } from './kernel.js';

export const rearrangementKernels: KernelTable = {
  StridedSlice: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!isGraphType(x.dtype) || x.shape.length === 0 || x.shape.includes(0)) return null;
    const { finalShape, begin, end, strides, sizes } = stridedSliceOf(x.shape, attrs);
    if (sizeOf(sizes) === 0) return null;
    const value = backend.value(x);
    // An end of −1 would count from the back; so does one before the whole axis, and means before the first element.
    const ends = end.map((place, axis) => (place < 0 ? -x.shape[axis]! - 1 : place));
    const axes = x.shape.map((_, axis) => axis);
    const operands = [
      value,
      fedIndices(begin),
      fedIndices(ends),
      constant('int64', axes),
      constant('int64', strides),
    ];
    return backend.output(reshape(emit('Slice', operands, value.type, sizes), finalShape), x.dtype);
  },
  DepthToSpace: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (attrs.dataFormat !== 'NHWC' || !isGraphType(x.dtype) || x.shape.includes(0)) return null;
    const [batch, height, width, depth] = x.shape as [number, number, number, number];
    const block = attrs.blockSize as number;
    const rest = depth / (block * block);
    const split = reshape(backend.value(x), [batch, height, width, block, block, rest]);
    const moved = transpose(split, [0, 1, 3, 2, 4, 5]);
    return backend.output(reshape(moved, [batch, height * block, width * block, rest]), x.dtype);
  },
  SpaceToBatchND: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const [block, paddings] = [attrs.blockShape as number[], attrs.paddings as [number, number][]];
    if (!isGraphType(x.dtype) || x.dtype === 'bool' || x.shape.includes(0)) return null;
    const padded = spatiallyPadded(backend.value(x), paddings);
    const [batch, ...sizes] = padded.shape as [number, ...number[]];
    const rest = sizes.slice(block.length);
    const split = sizes.slice(0, block.length).flatMap((size, axis) => [size / block[axis]!, block[axis]!]);
    const rank = block.length;
    const perm = [
      ...block.map((_, axis) => 2 * axis + 2),
      0,
      ...block.map((_, axis) => 2 * axis + 1),
      ...rest.map((_, axis) => 2 * rank + 1 + axis),
    ];
    const moved = transpose(reshape(padded, [batch, ...split, ...rest]), perm);
    const shape = [batch * sizeOf(block), ...moved.shape.slice(rank + 1)];
    return backend.output(reshape(moved, shape), x.dtype);
  },
  BatchToSpaceND: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const [block, crops] = [attrs.blockShape as number[], attrs.crops as [number, number][]];
    if (!isGraphType(x.dtype) || x.shape.includes(0)) return null;
    const rank = block.length;
    const [blocks, ...sizes] = x.shape as [number, ...number[]];
    const batch = blocks / sizeOf(block);
    const rest = sizes.slice(rank);
    const perm = [
      rank,
      ...block.flatMap((_, axis) => [rank + 1 + axis, axis]),
      ...rest.map((_, axis) => 2 * rank + 1 + axis),
    ];
    const moved = transpose(reshape(backend.value(x), [...block, batch, ...sizes]), perm);
    const wide = sizes.slice(0, rank).map((size, axis) => size * block[axis]!);
    const whole = reshape(moved, [batch, ...wide, ...rest]);
    const kept = wide.map((size, axis) => size - crops[axis]![0] - crops[axis]![1]);
    if (sizeOf(kept) === 0) return null;
    return backend.output(cropped(whole, crops, kept), x.dtype);
  },
};

/** Pads the axes behind the first one with zeros. */
function spatiallyPadded(x: Value, paddings: readonly [number, number][]): Value {
  if (paddings.flat().every(length => length === 0)) return x;
  const pad = (axis: number, side: 0 | 1) => paddings[axis - 1]?.[side] ?? 0;
  const shape = x.shape.map((size, axis) => size + pad(axis, 0) + pad(axis, 1));
  const pads = [...shape.map((_, axis) => pad(axis, 0)), ...shape.map((_, axis) => pad(axis, 1))];
  return emit('Pad', [x, constant('int64', pads)], x.type, shape);
}

/** Cuts the axes behind the first one. */
function cropped(x: Value, crops: readonly [number, number][], sizes: readonly number[]): Value {
  if (crops.flat().every(length => length === 0)) return x;
  const begins = crops.map(([before]) => before);
  const ends = begins.map((begin, axis) => begin + sizes[axis]!);
  const axes = crops.map((_, axis) => axis + 1);
  const shape = x.shape.map((size, axis) => sizes[axis - 1] ?? size);
  return emit('Slice', [x, ...[begins, ends, axes].map(list => constant('int64', list))], x.type, shape);
}

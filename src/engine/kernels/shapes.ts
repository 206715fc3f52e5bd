/** Kernels that move elements without changing them: reshape, slice, pad, gather, repeat, fill; joins.ts has those that join and part. */
import { tf } from '../tfjs.js';
import type { DataType } from '@tensorflow/tfjs';
import { elementTypeOf, packElements, type ElementType } from '../element-types.js';
import { constant, known, type Shape, type Value } from '../graph.js';
import {
  fedIndices,
  cast,
  emit,
  movable,
  reshape,
  sizeOf,
  wrap,
  type KernelTable,
  type NativeKernel,
} from './kernel.js';

/** Spreads one element over a shape. */
function filled(element: Value, shape: Shape): Value {
  if (shape.includes(0)) return known(element.type, shape, packElements(element.type, []));
  return emit('Expand', [element, constant('int64', shape)], element.type, shape);
}

function filledLike(number: number): NativeKernel {
  return ({ inputs, backend }) => {
    const x = inputs.x!;
    const type = elementTypeOf(x.dtype);
    if (type === null) return null;
    return backend.output(filled(constant(type, [number], []), x.shape), x.dtype);
  };
}

/** ONNX tools for bool are few; bytes have them all. */
function asBytes(value: Value): Value {
  return value.type === 'bool' ? cast(value, 'uint8') : value;
}

/** Checks indices that are known already; computed ones are checked by ONNX Runtime, which counts negative ones from the end. */
function assertIndices(indices: Value, length: number): void {
  const wrong = (indices.data as Int32Array | null)?.find(index => index < 0 || index >= length);
  if (wrong !== undefined) {
    throw new RangeError(`GatherV2: the index value ${wrong} is not in [0, ${length - 1}]`);
  }
}

function reversed(x: Value, axes: readonly number[]): Value {
  const every = (number: number) =>
    constant(
      'int64',
      axes.map(() => number),
    );
  const operands = [x, every(-1), every(Number.MIN_SAFE_INTEGER), constant('int64', axes), every(-1)];
  return emit('Slice', operands, x.type, x.shape);
}

const aliasKernel: NativeKernel = ({ inputs, backend }) => backend.alias(inputs.x!, inputs.x!.shape);

export const shapeKernels: KernelTable = {
  Identity: aliasKernel,
  StopGradient: aliasKernel,
  Reshape: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const size = sizeOf(x.shape);
    const shape = tf.util.inferFromImplicitShape(attrs.shape as number[], size);
    if (sizeOf(shape) !== size) {
      throw new RangeError(
        `reshape: [${x.shape.join()}] has ${size} elements, the new shape [${shape.join()}] ${sizeOf(shape)}`,
      );
    }
    return backend.alias(x, shape);
  },
  ExpandDims: ({ inputs, attrs, backend }) => {
    const input = inputs.input!;
    const axis = attrs.dim as number;
    const [rank, shape] = [input.shape.length, [...input.shape]];
    if (axis < -rank - 1 || axis > rank) {
      throw new RangeError(`expandDims: axis is ${axis}, must be ${-rank - 1} to ${rank}`);
    }
    shape.splice(axis < 0 ? axis + rank + 1 : axis, 0, 1);
    return backend.alias(input, shape);
  },
  Fill: ({ attrs, backend }) => {
    const shape = attrs.shape as number[];
    const number = attrs.value as number | string;
    const dtype = (attrs.dtype as DataType | undefined) ?? 'float32';
    const type: ElementType | null = elementTypeOf(dtype);
    if (type === null || typeof number === 'string') return null;
    return backend.output(filled(known(type, [], packElements(type, [number])), shape), dtype);
  },
  ZerosLike: filledLike(0),
  OnesLike: filledLike(1),
  Slice: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!movable([x]) || x.shape.length === 0) return null;
    const parsed = tf.slice_util.parseSliceParams(x, attrs.begin as number[], attrs.size as number[]);
    const [begin, size] = parsed as [number[], number[]];
    tf.slice_util.assertParamsValid(x, begin, size);
    if (sizeOf(size) === 0) return null;
    const ends = begin.map((start, axis) => start + size[axis]!);
    const made = emit(
      'Slice',
      [backend.value(x), fedIndices(begin), fedIndices(ends)],
      x.dtype as ElementType,
      size,
    );
    return backend.output(made, x.dtype);
  },
  PadV2: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!movable([x]) || x.dtype === 'bool') return null;
    const paddings = attrs.paddings as [number, number][];
    const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const value = backend.value(x);
    const fill = known(value.type, [], packElements(value.type, [attrs.constantValue as number]));
    return backend.output(emit('Pad', [value, fedIndices(pads), fill], value.type, shape), x.dtype);
  },
  MirrorPad: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!movable([x])) return null;
    const edge = attrs.mode === 'reflect' ? 1 : 0;
    let value = backend.value(x);
    for (const [axis, [before, after]] of (attrs.paddings as [number, number][]).entries()) {
      if (before === 0 && after === 0) continue;
      const length = value.shape[axis]!;
      const period = 2 * (length - edge);
      const source = Array.from({ length: before + length + after }, (_, index) => {
        const place = (((index - before) % period) + period) % period;
        return place < length ? place : period - place - (1 - edge);
      });
      const shape = value.shape.map((size, dim) => (dim === axis ? source.length : size));
      value = emit('Gather', [value, constant('int64', source)], value.type, shape, { axis });
    }
    return backend.output(value, x.dtype);
  },
  Tile: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!movable([x])) return null;
    const reps = attrs.reps as number[];
    const shape = x.shape.map((size, axis) => size * reps[axis]!);
    const isSpread = reps.every((count, axis) => count === 1 || x.shape[axis] === 1);
    if (isSpread) return backend.output(filled(backend.value(x), shape), x.dtype);
    const value = asBytes(backend.value(x));
    return backend.output(
      cast(emit('Tile', [value, constant('int64', reps)], value.type, shape), x.dtype as ElementType),
      x.dtype,
    );
  },
  Reverse: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (!movable([x]) || x.shape.length === 0) return null;
    const axes = tf.util.parseAxisParam((attrs.dims ?? null) as number[], x.shape);
    return backend.output(reversed(backend.value(x), axes), x.dtype);
  },
  FlipLeftRight: ({ inputs, backend }) => {
    const image = inputs.image!;
    return movable([image]) ? backend.output(reversed(backend.value(image), [2]), image.dtype) : null;
  },
  GatherV2: ({ inputs, attrs, backend }) => {
    const [x, indices] = [inputs.x!, inputs.indices!];
    const batchDims = (attrs.batchDims as number | undefined) ?? 0;
    if (!movable([x]) || indices.dtype !== 'int32' || batchDims !== 0 || sizeOf(indices.shape) === 0)
      return null;
    const axis = wrap(attrs.axis, x.shape.length);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    const places = backend.value(indices);
    assertIndices(places, x.shape[axis]!);
    return backend.output(
      emit('Gather', [backend.value(x), places], x.dtype as ElementType, shape, { axis }),
      x.dtype,
    );
  },
  OneHot: ({ inputs, attrs, backend }) => {
    const indices = inputs.indices!;
    if (indices.dtype !== 'int32' || sizeOf(indices.shape) === 0) return null;
    const depth = attrs.depth as number;
    const dtype = (attrs.dtype as DataType | undefined) ?? 'float32';
    if (dtype !== 'float32' && dtype !== 'int32') return null;
    const levels = packElements(dtype, [attrs.offValue as number, attrs.onValue as number]);
    // ONNX counts negative indices from the end, TensorFlow.js gives an all-off row: compare with the class numbers instead.
    const shape = [...indices.shape, depth];
    const classes = constant(
      'int32',
      Array.from({ length: depth }, (_, index) => index),
    );
    const isHit = emit(
      'Equal',
      [reshape(backend.value(indices), [...indices.shape, 1]), classes],
      'bool',
      shape,
    );
    const [off, on] = [known(dtype, [], levels.slice(0, 1)), known(dtype, [], levels.slice(1, 2))];
    return backend.output(emit('Where', [isHit, on, off], dtype, shape), dtype);
  },
  Complex: ({ inputs, backend }) => backend.complex(inputs.real!, inputs.imag!),
  Real: ({ inputs, backend }) => {
    const input = inputs.input!;
    return backend.alias(backend.complexParts(input).real, input.shape);
  },
  Imag: ({ inputs, backend }) => {
    const input = inputs.input!;
    return backend.alias(backend.complexParts(input).imag, input.shape);
  },
};

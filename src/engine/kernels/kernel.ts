/** What a native kernel is, and the small vocabulary kernels are written in. */
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { OnnxBackend } from '../backend.js';
import { elementTypeOf, onnxTypeCode, packElements, type ElementType } from '../element-types.js';
import { constant, known, record, viewed, type Shape, type Value } from '../graph.js';
import type { Attributes } from '../onnx-model.js';

export interface KernelCall {
  /** One tensor by input name; lists and optional inputs are read with `inputList` and `optionalInput`. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Attributes as TensorFlow.js passes them; each kernel knows its own. */
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: OnnxBackend;
}

/** Records a kernel; null where the graph cannot express this call (the `cpu` backend takes it then). */
export type NativeKernel = (call: KernelCall) => TensorInfo | TensorInfo[] | null;
export type KernelTable = Readonly<Record<string, NativeKernel>>;

/** Records an operator with one output. */
export function emit(
  op: string,
  inputs: readonly (Value | null)[],
  type: ElementType,
  shape: Shape,
  attributes: Attributes = {},
  domain = '',
): Value {
  return record(op, inputs, [{ type, shape }], attributes, domain)[0]!;
}

/**
 * Records an elementwise operator on values that broadcast to `shape`.
 *
 * A value that was spread before by broadcasting enters as it was, and operators on spread values alone spread their result
 * instead. Without this, a step of batch normalization writes three images of one number per channel.
 */
export function emitLike(
  op: string,
  inputs: readonly Value[],
  shape: Shape,
  type: ElementType = inputs[0]!.type,
): Value {
  const sources = inputs.map(beforeSpread);
  if (sources.every((source, index) => source === inputs[index])) {
    return emitBroadcast(op, inputs, shape, type);
  }
  const reach = sources.map(source => source.shape).reduce<Shape>(broadcastShape, []);
  if (sizeOf(reach) === sizeOf(shape)) {
    return reach.length === shape.length
      ? emitBroadcast(op, sources, shape, type)
      : reshape(emitLike(op, sources, reach, type), shape);
  }
  return spread(emitLike(op, sources, reach, type), shape);
}

/** Spreads a value over a larger shape. */
export function spread(value: Value, shape: Shape): Value {
  return emit('Expand', [value, constant('int64', shape)], value.type, shape);
}

function beforeSpread(value: Value): Value {
  return value.node?.op === 'Expand' ? value.node.inputs[0]! : value;
}

/** How many elements long the repetition of a vector may be, and how small images are left as they are. */
const [longestRow, smallestImages] = [2048, 16_384];

function emitBroadcast(op: string, inputs: readonly Value[], shape: Shape, type: ElementType): Value {
  const isBroadcast = inputs.some(input => !isShaped(input, shape));
  if (!isBroadcast) return emit(op, inputs, type, shape);
  return emitByRow(op, inputs, shape, type) ?? emitTrimmed(op, inputs, shape, type);
}

/**
 * Trailing axes of length 1 are taken off first: with them ONNX Runtime broadcasts element by element, 0.8 ms for
 * [64, 28, 28, 1] and a number against 0.04 (bench/operators).
 */
function emitTrimmed(op: string, inputs: readonly Value[], shape: Shape, type: ElementType): Value {
  const kept = shape.findLastIndex(size => size !== 1) + 1;
  if (kept === shape.length) return emit(op, inputs, type, shape);
  const ones = shape.length - kept;
  const trimmed = inputs.map(input =>
    reshape(input, input.shape.slice(0, Math.max(0, input.shape.length - ones))),
  );
  return reshape(emit(op, trimmed, type, shape.slice(0, kept)), shape);
}

/**
 * Images with a number per channel: the channels are repeated to a whole row and the images are seen as rows, 0.28 ms for
 * [8, 64, 64, 16] against 0.89 (bench/operators). Null where it is another case, or a bias that becomes part of its convolution.
 */
function emitByRow(op: string, inputs: readonly Value[], shape: Shape, type: ElementType): Value | null {
  const [channels, size] = [shape.at(-1) ?? 1, sizeOf(shape)];
  const isVector = (input: Value) =>
    sizeOf(input.shape) === channels && input.shape.at(-1) === channels && input.shape.length > 0;
  const isBias = op === 'Add' && inputs[0]!.node?.op === 'ReorderOutput';
  const isCase = inputs.every(input => isShaped(input, shape) || isVector(input));
  if (!isCase || isBias || channels === 1 || size < smallestImages) return null;
  let repeats = 1;
  for (let axis = shape.length - 2; axis >= 0 && repeats * shape[axis]! * channels <= longestRow; axis--)
    repeats *= shape[axis]!;
  if (repeats === 1) return null;
  const row = repeats * channels;
  const operands = inputs.map(input =>
    isShaped(input, shape)
      ? reshape(input, [size / row, row])
      : reshape(spread(reshape(input, [1, channels]), [repeats, channels]), [row]),
  );
  return reshape(emit(op, operands, type, [size / row, row]), shape);
}

function isShaped(value: Value, shape: Shape): boolean {
  return value.shape.length === shape.length && value.shape.every((size, axis) => size === shape[axis]);
}

/** 0, 1, … length − 1, int32 [length]. */
export function counter(length: number): Value {
  const bounds = [0, length, 1].map(number => constant('int32', [number], []));
  return emit('Range', bounds, 'int32', [length]);
}

/** Offsets and pads are fed, so that a loop over them is one program. */
export function fedIndices(numbers: readonly number[]): Value {
  return known('int64', [numbers.length], packElements('int64', numbers));
}

export function cast(value: Value, type: ElementType): Value {
  return value.type === type ? value : emit('Cast', [value], type, value.shape, { to: onnxTypeCode[type] });
}

export function reshape(value: Value, shape: Shape): Value {
  return viewed(value, shape);
}

export function transpose(value: Value, perm: readonly number[]): Value {
  if (perm.every((axis, index) => axis === index)) return value;
  const shape = perm.map(axis => value.shape[axis]!);
  const [from, to] = [perm.filter(axis => value.shape[axis] !== 1), shape.filter(size => size !== 1)];
  // Moving axes of size 1 moves no element.
  if (from.every((axis, index) => index === 0 || axis > from[index - 1]!) && to.length === from.length) {
    return reshape(value, shape);
  }
  return emit('Transpose', [value], value.type, shape, { perm });
}

/** Takes `shape` elements from `begin`, every `steps`-th along each axis. */
export function slice(
  value: Value,
  begin: readonly number[],
  shape: Shape,
  steps?: readonly number[],
): Value {
  if (steps === undefined && shape.every((size, axis) => size === value.shape[axis])) return value;
  const stride = steps ?? begin.map(() => 1);
  const axes = begin.map((_, axis) => axis).filter(axis => isSliced(value.shape, begin, shape, stride, axis));
  if (axes.length === 0) return value;
  const ends = axes.map(axis => begin[axis]! + (shape[axis]! - 1) * stride[axis]! + 1);
  return emit(
    'Slice',
    [
      value,
      constant(
        'int64',
        axes.map(axis => begin[axis]!),
      ),
      constant('int64', ends),
      constant('int64', axes),
      constant(
        'int64',
        axes.map(axis => stride[axis]!),
      ),
    ],
    value.type,
    shape,
  );
}

function isSliced(
  full: Shape,
  begin: readonly number[],
  shape: Shape,
  steps: readonly number[],
  axis: number,
): boolean {
  return begin[axis] !== 0 || shape[axis] !== full[axis] || steps[axis] !== 1;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** The shape two shapes broadcast to. */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) => {
    const [left, right] = [a[index - rank + a.length] ?? 1, b[index - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) {
      throw new RangeError(`onnx backend: shapes [${a.join()}] and [${b.join()}] do not broadcast`);
    }
    return left === 1 ? right : left;
  });
}

export function isGraphType(dtype: DataType): boolean {
  return elementTypeOf(dtype) !== null;
}

/** A list input such as that of `Concat`, which TensorFlow.js passes by position. */
export function inputList(call: KernelCall): TensorInfo[] {
  return Object.values(call.inputs);
}

export function optionalInput(call: KernelCall, name: string): TensorInfo | undefined {
  return call.inputs[name];
}

/** An axis counted from the front; negative ones count from the back. */
export function wrap(axis: unknown, rank: number): number {
  return (axis as number) < 0 ? (axis as number) + rank : (axis as number);
}

/** Whether tensors are of one type that graphs hold, and none is empty. */
export function movable(infos: readonly TensorInfo[]): boolean {
  return infos.every(
    info => isGraphType(info.dtype) && info.dtype === infos[0]!.dtype && !info.shape.includes(0),
  );
}

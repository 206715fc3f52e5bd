/**
 * Max pooling in three dimensions, and the gradient of max pooling where windows overlap or leave gaps.
 *
 * The gradient is gathered by remainder: with stride s, input element s·k + r is tap r + s·j of window k − j. So for each
 * remainder r the gradient is a sum over j of masked and shifted dy, and the remainders interleave. Masks move as bytes.
 */
import { constant, type Value } from '../graph.js';
import { isPoolable, poolWindows3D } from './average-pooling.js';
import { cast, emit, emitLike, reshape, slice, type KernelTable } from './kernel.js';
import { channelsFirst, channelsLast, extended, onnxPads, taps, tapsOf, type Windows } from './windows.js';

/** Which of the equal maxima of a window gets the gradient: TensorFlow.js takes the first in images, the last in volumes. */
type Tie = 'first' | 'last';

/** Maxima of the windows by ONNX Runtime's own operator, for images and volumes. */
export function maxPool(x: Value, windows: Windows): Value {
  const planes = channelsFirst(x);
  const attributes = { kernel_shape: windows.size, strides: windows.strides, pads: onnxPads(windows) };
  const shape = [...planes.shape.slice(0, 2), ...windows.output];
  return channelsLast(emit('MaxPool', [planes], 'float32', shape, attributes));
}

/**
 * @param dy Gradient of the maxima, [batch, …output, channels].
 * @param x Input, [batch, …spatial, channels].
 * @param y Maxima, [batch, …output, channels].
 */
export function maxPoolGradient(dy: Value, x: Value, y: Value, windows: Windows, tie: Tie): Value {
  const { size, strides, output, input, before } = windows;
  const pieces = taps(extended(x, windows, -Infinity), windows);
  const chosen = tie === 'first' ? firstMaxima(pieces, y) : firstMaxima(pieces.toReversed(), y).toReversed();
  const places = tapsOf(size);

  // Input elements per remainder along each axis.
  const rows = size.map((length, axis) => output[axis]! - 1 + Math.ceil(length / strides[axis]!));
  const shifted = new Map<string, Value>();
  const errorsAt = (shift: readonly number[]) => {
    const name = shift.join();
    const existing = shifted.get(name);
    const errors = existing ?? placed(dy, shift, rows, output);
    shifted.set(name, errors);
    return errors;
  };
  const parts = tapsOf(strides).map(remainder => {
    const terms = places.flatMap((place, tap) => {
      if (place.some((index, axis) => index % strides[axis]! !== remainder[axis])) return [];
      const shift = place.map((index, axis) => Math.floor(index / strides[axis]!));
      const mask = cast(placed(chosen[tap]!, shift, rows, output), 'float32');
      return [emitLike('Mul', [mask, errorsAt(shift)], mask.shape)];
    });
    return sum(terms, [x.shape[0]!, ...rows, x.shape.at(-1)!]);
  });
  const whole = interleaved(parts, strides);
  return fitted(whole, x.shape, before, input);
}

/** For each tap, where it is the first that holds the maximum. */
function firstMaxima(pieces: readonly Value[], y: Value): Value[] {
  const logic = (op: string, inputs: Value[]) => emitLike(op, inputs, y.shape, 'bool');
  let found = logic('Equal', [pieces[0]!, y]);
  const first = [found];
  for (const piece of pieces.slice(1)) {
    const foundNow = logic('Or', [found, logic('Equal', [piece, y])]);
    first.push(logic('Xor', [foundNow, found]));
    found = foundNow;
  }
  return first;
}

/** Puts the spatial axes at an offset into larger ones that are zero elsewhere. */
function placed(
  x: Value,
  offset: readonly number[],
  rows: readonly number[],
  size: readonly number[],
): Value {
  const after = rows.map((length, axis) => length - size[axis]! - offset[axis]!);
  if ([...offset, ...after].every(length => length === 0)) return x;
  const shape = [x.shape[0]!, ...rows, x.shape.at(-1)!];
  return emit('Pad', [x, constant('int64', [0, ...offset, 0, 0, ...after, 0])], x.type, shape);
}

function sum(terms: readonly Value[], shape: readonly number[]): Value {
  if (terms.length === 0) {
    return emit('Expand', [constant('float32', [0], []), constant('int64', shape)], 'float32', shape);
  }
  return terms.length === 1 ? terms[0]! : emitLike('Sum', terms, shape);
}

/** Interleaves one part per remainder (row-major) along all spatial axes, the last axis first. */
function interleaved(parts: readonly Value[], strides: readonly number[]): Value {
  let joined = parts;
  for (let axis = strides.length; axis > 0; axis--) {
    const stride = strides[axis - 1]!;
    joined = Array.from({ length: joined.length / stride }, (_, group) =>
      interleavedAxis(joined.slice(group * stride, (group + 1) * stride), axis),
    );
  }
  return joined[0]!;
}

function interleavedAxis(parts: readonly Value[], axis: number): Value {
  if (parts.length === 1) return parts[0]!;
  const { shape } = parts[0]!;
  const [before, after] = [shape.slice(0, axis + 1), shape.slice(axis + 1)];
  const columns = parts.map(part => reshape(part, [...before, 1, ...after]));
  const wide = [...before, parts.length, ...after];
  const joined = emit('Concat', columns, 'float32', wide, { axis: axis + 1 });
  return reshape(
    joined,
    shape.map((size, index) => (index === axis ? size * parts.length : size)),
  );
}

/** Cuts off the padding, and gives elements behind the last window a gradient of zero. */
function fitted(
  whole: Value,
  shape: readonly number[],
  before: readonly number[],
  input: readonly number[],
): Value {
  const begin = [0, ...before, 0];
  const kept = shape.map((size, axis) => Math.min(size, whole.shape[axis]! - begin[axis]!));
  const cut = slice(whole, begin, kept);
  const after = input.map((size, axis) => size - kept[axis + 1]!);
  if (after.every(length => length === 0)) return cut;
  const pads = constant('int64', [...shape.map(() => 0), 0, ...after, 0]);
  return emit('Pad', [cut, pads], 'float32', shape);
}

export const maxPool3DKernels: KernelTable = {
  MaxPool3D: call => {
    const x = call.inputs.x!;
    const windows = poolWindows3D(call, x.shape);
    if (windows === null || !isPoolable(x, windows)) return null;
    return call.backend.output(maxPool(call.backend.value(x), windows), 'float32');
  },
  MaxPool3DGrad: call => {
    const [dy, input, output] = [call.inputs.dy!, call.inputs.input!, call.inputs.output!];
    const windows = poolWindows3D(call, input.shape);
    if (windows === null || !isPoolable(input, windows)) return null;
    const [error, x, y] = [dy, input, output].map(info => call.backend.value(info));
    return call.backend.output(maxPoolGradient(error!, x!, y!, windows, 'last'), 'float32');
  },
};

/**
 * Windows that slide over the spatial axes of [batch, …spatial, channels]: what pooling and convolution share, in two and
 * three dimensions. A tap is one place within the window.
 */
import type * as tf from '@tensorflow/tfjs';
import { constant, type Value } from '../graph.js';
import { emit, slice, transpose } from './kernel.js';

/** One number per spatial axis. */
export interface Windows {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before the first element. */
  readonly before: readonly number[];
}

export function windows2D(info: tf.backend_util.Conv2DInfo): Windows {
  return {
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    size: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.top, info.padInfo.left],
  };
}

export function windows3D(info: tf.backend_util.Conv3DInfo): Windows {
  return {
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    size: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** Elements that a window reaches over, gaps of dilation included. */
export function reachOf({ size, dilations }: Windows): number[] {
  return size.map((length, axis) => (length - 1) * dilations[axis]! + 1);
}

/** Elements behind the last one that the last window reaches over; negative where it leaves some out. */
export function overhangOf(windows: Windows): number[] {
  const { input, output, strides, before } = windows;
  return reachOf(windows).map(
    (reach, axis) => (output[axis]! - 1) * strides[axis]! + reach - input[axis]! - before[axis]!,
  );
}

/** Padding in the order of ONNX attributes: before each axis, then behind each axis. */
export function onnxPads(windows: Windows): number[] {
  return [...windows.before, ...overhangOf(windows).map(length => Math.max(0, length))];
}

/** The input, extended with `fill` so that every window lies inside of it. `lead` axes come before the spatial ones. */
export function extended(x: Value, windows: Windows, fill: number, lead = 1): Value {
  const { before } = windows;
  const after = overhangOf(windows).map(length => Math.max(0, length));
  if ([...before, ...after].every(length => length === 0)) return x;
  const none = (count: number) => Array.from({ length: count }, () => 0);
  const trailing = none(x.shape.length - lead - before.length);
  const [begins, ends] = [before, after].map(pads => [...none(lead), ...pads, ...trailing]);
  const shape = x.shape.map((size, axis) => size + begins![axis]! + ends![axis]!);
  const pads = constant('int64', [...begins!, ...ends!]);
  return emit('Pad', [x, pads, constant(x.type, [fill], [])], x.type, shape);
}

/** Places within a window, in row-major order. */
export function tapsOf(size: readonly number[]): number[][] {
  return size.reduce<number[][]>(
    (places, length) => places.flatMap(place => Array.from({ length }, (_, index) => [...place, index])),
    [[]],
  );
}

/** For each tap, the elements that the windows have there, [lead, …output, rest]; `x` as from `extended`. */
export function taps(x: Value, windows: Windows, lead = 1): Value[] {
  const { output, size, strides, dilations } = windows;
  const shape = x.shape.map((length, axis) => output[axis - lead] ?? length);
  const steps = x.shape.map((_, axis) => strides[axis - lead] ?? 1);
  return tapsOf(size).map(tap => {
    const begin = x.shape.map((_, axis) => (tap[axis - lead] ?? 0) * (dilations[axis - lead] ?? 1));
    return slice(x, begin, shape, steps);
  });
}

/** [batch, …spatial, channels] as [batch, channels, …spatial]. */
export function channelsFirst(x: Value): Value {
  const rank = x.shape.length;
  return transpose(x, [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 1)]);
}

/** Undoes `channelsFirst`. */
export function channelsLast(x: Value): Value {
  const rank = x.shape.length;
  return transpose(x, [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1]);
}

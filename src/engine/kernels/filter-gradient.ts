/**
 * Gradient of a 2-D convolution with respect to its filter: for each tap of the filter, inputᵀ · dy over all positions.
 *
 * Three forms, the fastest for each shape (bench/operators):
 *
 * - few input channels: the taps become rows of one operand, [taps·channels, positions] x [positions, outputs];
 * - blocked (blocked-filter-gradient.ts): the images become the channels of a blocked convolution, and dy its filter;
 * - a product per tap, its sum over positions cut into parts that run as one batch.
 */
import type * as tf from '@tensorflow/tfjs';
import { takeRows } from '../blocks.js';
import { constant, type Value } from '../graph.js';
import { blockedFilterGradient, stripsToFillBlocks } from './blocked-filter-gradient.js';
import { emit, reshape, slice, transpose } from './kernel.js';

type Conv2DInfo = tf.backend_util.Conv2DInfo;

/**
 * @param x Input, [batch, height, width, inputs].
 * @param dy Gradient of the output, [batch, output height, output width, outputs].
 * @returns [rows, columns, inputs, outputs].
 */
export function filterGradient(x: Value, dy: Value, info: Conv2DInfo): Value {
  if (info.inChannels < 3) return productOfRows(x, dy, info);
  const strips = stripsToFillBlocks(info);
  return strips === null ? productPerTap(x, dy, info) : blockedFilterGradient(x, dy, info, strips);
}

/** The input, zero-padded as the convolution pads it. */
export function padded(x: Value, info: Conv2DInfo): Value {
  const { top, left, bottom, right } = info.padInfo;
  if (top === 0 && left === 0 && bottom === 0 && right === 0) return x;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const pads = constant('int64', [0, top, left, 0, 0, bottom, right, 0]);
  return emit('Pad', [x, pads], 'float32', [batch, height + top + bottom, width + left + right, channels]);
}

/** For each filter tap, the part of the padded input that it multiplies, [batch, output height, output width, channels]. */
export function taps(x: Value, info: Conv2DInfo): Value[] {
  const shape = [x.shape[0]!, info.outHeight, info.outWidth, x.shape[3]!];
  const steps = [1, info.strideHeight, info.strideWidth, 1];
  return Array.from({ length: info.filterHeight * info.filterWidth }, (_, tap) => {
    const [row, column] = [Math.floor(tap / info.filterWidth), tap % info.filterWidth];
    return slice(x, [0, row * info.dilationHeight, column * info.dilationWidth, 0], shape, steps);
  });
}

/**
 * The form for few input channels, `filterGradient` otherwise. Its operand is made of shifted planes, whose rows are taken in order:
 * two operators, where a slice for each tap makes one each (bench/step.js cnn 2).
 */
export function productOfRows(x: Value, dy: Value, info: Conv2DInfo): Value {
  const { filterHeight, filterWidth, inChannels, outChannels, batchSize, outHeight, outWidth } = info;
  const planes = transpose(padded(x, info), [3, 0, 1, 2]);
  const height = planes.shape[2]!;
  const columns = Array.from({ length: filterWidth }, (_, column) =>
    slice(
      planes,
      [0, 0, 0, column * info.dilationWidth],
      [inChannels, batchSize, height, outWidth],
      [1, 1, 1, info.strideWidth],
    ),
  );
  const parts = largestDivisor(batchSize, mostParts(batchSize * outHeight * outWidth));
  const images = batchSize / parts;
  const rows = takeRows(joined(columns), outWidth, [
    [parts, images * height],
    [filterHeight, info.dilationHeight],
    [filterWidth, inChannels * batchSize * height],
    [inChannels, batchSize * height],
    [images, height],
    [outHeight, info.strideHeight],
  ]);
  const [taken, positions] = [filterHeight * filterWidth * inChannels, images * outHeight * outWidth];
  const operands = [reshape(rows, [parts, taken, positions]), reshape(dy, [parts, positions, outChannels])];
  const product = sumParts(emit('MatMul', operands, 'float32', [parts, taken, outChannels]));
  return reshape(product, [filterHeight, filterWidth, inChannels, outChannels]);
}

/** Into how many parts a sum over positions is cut, so that threads can share it. */
function mostParts(positions: number): number {
  return positions >= 8192 ? 8 : 2;
}

/** The form without blocks, `filterGradient` otherwise. */
export function productPerTap(x: Value, dy: Value, info: Conv2DInfo): Value {
  const { filterHeight, filterWidth, inChannels, outChannels, batchSize, outHeight, outWidth } = info;
  const positions = batchSize * outHeight * outWidth;
  const parts = largestDivisor(positions, mostParts(positions));
  const per = positions / parts;
  const errors = reshape(dy, [parts, per, outChannels]);
  const products = taps(padded(x, info), info).map(tap => {
    const operands = [reshape(tap, [parts, per, inChannels]), errors];
    const shape = [parts, inChannels, outChannels];
    const partial = emit(
      'FusedMatMul',
      operands,
      'float32',
      shape,
      { transA: 1, transB: 0 },
      'com.microsoft',
    );
    return reshape(sumParts(partial), [1, inChannels, outChannels]);
  });
  return reshape(joined(products), [filterHeight, filterWidth, inChannels, outChannels]);
}

/** Joins values of equal shape along their first axis. */
function joined(values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  const [first, ...rest] = values[0]!.shape as [number, ...number[]];
  return emit('Concat', values, 'float32', [first * values.length, ...rest], { axis: 0 });
}

function sumParts(partial: Value): Value {
  const [parts, ...rest] = partial.shape as [number, ...number[]];
  if (parts === 1) return reshape(partial, rest);
  return emit('ReduceSum', [partial, constant('int64', [0])], 'float32', rest, { keepdims: 0 });
}

function largestDivisor(number: number, limit: number): number {
  for (let divisor = limit; divisor > 1; divisor--) if (number % divisor === 0) return divisor;
  return 1;
}

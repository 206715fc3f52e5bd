/**
 * Gradient of a 2-D convolution with respect to its filter: for each tap of the filter, inputᵀ · dy over all positions.
 *
 * Three forms, the fastest for each shape (bench/operators):
 *
 * - few input channels: the taps become rows of one operand, [taps·channels, positions] x [positions, outputs];
 * - blocked: the images exchange their roles with the channels, so that dy is the filter of a blocked convolution: 17 ms where
 *   a product per tap takes 27 ([64, 14, 14, 32] to 64 channels, 5 x 5);
 * - a product per tap, its sum over positions cut into parts that run as one batch.
 */
import type * as tf from '@tensorflow/tfjs';
import { convolutionBlock } from '../block-size.js';
import { convolutionAttributes } from '../blocked-convolution.js';
import { exchangeMiddleAxes, firstAxisToBlocks, fromBlocks, nchwc, toBlocks } from '../blocks.js';
import { constant, record, type Value } from '../graph.js';
import { emit, reshape, slice, transpose } from './kernel.js';

type Conv2DInfo = tf.backend_util.Conv2DInfo;

/**
 * @param x Input, [batch, height, width, inputs].
 * @param dy Gradient of the output, [batch, output height, output width, outputs].
 * @returns [rows, columns, inputs, outputs].
 */
export function filterGradient(x: Value, dy: Value, info: Conv2DInfo): Value {
  if (info.inChannels < 3) return productOfRows(x, dy, info);
  const strips = convolutionBlock() > 0 ? stripsToFillBlocks(info) : null;
  return strips === null ? productPerTap(x, dy, info) : blockedProduct(x, dy, info, strips);
}

/** The input, zero-padded as the convolution pads it. */
export function padded(x: Value, info: Conv2DInfo): Value {
  const { top, left, bottom, right } = info.padInfo;
  return extended(x, [top, left, bottom, right]);
}

/** Adds rows and columns of zeros at top, left, bottom and right; takes some away where a number is negative. */
function extended(x: Value, [top, left, bottom, right]: readonly [number, number, number, number]): Value {
  if (top === 0 && left === 0 && bottom === 0 && right === 0) return x;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const pads = constant('int64', [0, top, left, 0, 0, bottom, right, 0]);
  return emit('Pad', [x, pads], 'float32', [batch, height + top + bottom, width + left + right, channels]);
}

/**
 * For each filter tap, the part of the padded input that it multiplies, [batch, output height, output width, channels].
 *
 * @param planes Images stacked before the batch axis, [planes, batch, height, width, 1]; 0 for a plain image stack.
 */
export function taps(x: Value, info: Conv2DInfo, planes = 0): Value[] {
  const lead = planes > 0 ? [planes] : [];
  const shape = [...lead, x.shape[lead.length]!, info.outHeight, info.outWidth, x.shape.at(-1)!];
  const steps = [...lead.map(() => 1), 1, info.strideHeight, info.strideWidth, 1];
  const list: Value[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const begin = [...lead.map(() => 0), 0, row * info.dilationHeight, column * info.dilationWidth, 0];
      list.push(slice(x, begin, shape, steps));
    }
  }
  return list;
}

/** The form for few input channels, `filterGradient` otherwise. */
export function productOfRows(x: Value, dy: Value, info: Conv2DInfo): Value {
  const { filterHeight, filterWidth, inChannels, outChannels, batchSize, outHeight, outWidth } = info;
  const positions = batchSize * outHeight * outWidth;
  const height = filterHeight * filterWidth * inChannels;
  const planes = transpose(padded(x, info), [3, 0, 1, 2]);
  const rows = taps(reshape(planes, [...planes.shape, 1]), info, inChannels).map(tap =>
    reshape(tap, [1, inChannels, positions]),
  );
  const operands = [reshape(joined(rows), [height, positions]), reshape(dy, [positions, outChannels])];
  const product = emit('MatMul', operands, 'float32', [height, outChannels]);
  return reshape(product, [filterHeight, filterWidth, inChannels, outChannels]);
}

/** The form without blocks, `filterGradient` otherwise. */
export function productPerTap(x: Value, dy: Value, info: Conv2DInfo): Value {
  const { filterHeight, filterWidth, inChannels, outChannels, batchSize, outHeight, outWidth } = info;
  const positions = batchSize * outHeight * outWidth;
  const parts = largestDivisor(positions, positions >= 8192 ? 8 : 2);
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

/** Strips of rows into which each image is cut so that the strips fill whole blocks; null where none do. */
function stripsToFillBlocks({ batchSize, outHeight, outChannels }: Conv2DInfo): number | null {
  const block = convolutionBlock();
  if (outChannels % block !== 0) return null;
  for (let strips = 1; strips <= Math.min(block, outHeight); strips++) {
    if (outHeight % strips === 0 && (batchSize * strips) % block === 0) return strips;
  }
  return null;
}

/**
 * Exchanges roles: input channels become the images, images the channels, dy the filters. A filter is as large as the
 * output, and the result as large as the filter that is asked for; stride and dilation exchange their roles too.
 */
function blockedProduct(x: Value, dy: Value, info: Conv2DInfo, strips: number): Value {
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  const block = convolutionBlock();
  const [count, stripHeight] = [info.batchSize * strips, outHeight / strips];
  const groups = count / block;
  const images = inputStrips(x, info, strips);
  const [, height, width] = images.shape as [number, number, number];

  const imageBlocks = firstAxisToBlocks(images, count, height * width * inChannels);
  const exchanged = exchangeMiddleAxes(imageBlocks, groups, height * width, inChannels, block);
  const imageGroups = split(exchanged, groups, [inChannels, block, height, width]);

  const errors = toBlocks(reshape(dy, [count, stripHeight, outWidth, outChannels]), block);
  const filters = exchangeMiddleAxes(
    errors,
    groups,
    block,
    (outChannels / block) * stripHeight * outWidth,
    block,
  );
  const filterGroups = split(filters, groups, [outChannels, block, stripHeight, outWidth]);

  const attributes = convolutionAttributes(
    {
      strides: [info.dilationHeight, info.dilationWidth],
      dilations: [info.strideHeight, info.strideWidth],
      pads: [0, 0, 0, 0],
      outputSize: [filterHeight, filterWidth],
    },
    [stripHeight, outWidth],
  );
  const shape = [inChannels, outChannels, filterHeight, filterWidth];
  const partial = imageGroups.map((image, group) =>
    emit('Conv', [image, filterGroups[group]!], 'float32', shape, attributes, nchwc),
  );
  const sum = partial.length === 1 ? partial[0]! : emit('Sum', partial, 'float32', shape);
  return transpose(fromBlocks(sum, [inChannels, filterHeight, filterWidth, outChannels]), [1, 2, 0, 3]);
}

/** The rows and columns that each strip of the output sees, [batch · strips, height, width, channels]. */
function inputStrips(x: Value, info: Conv2DInfo, strips: number): Value {
  const { top, left } = info.padInfo;
  const seen = (outputs: number, stride: number, filter: number) => (outputs - 1) * stride + filter;
  const height = seen(info.outHeight, info.strideHeight, info.effectiveFilterHeight);
  const width = seen(info.outWidth, info.strideWidth, info.effectiveFilterWidth);
  const whole = extended(x, [top, left, height - info.inHeight - top, width - info.inWidth - left]);
  if (strips === 1) return whole;
  const outputs = info.outHeight / strips;
  const stripHeight = seen(outputs, info.strideHeight, info.effectiveFilterHeight);
  const [batch, channels] = [info.batchSize, info.inChannels];
  const pieces = Array.from({ length: strips }, (_, strip) => {
    const begin = [0, strip * outputs * info.strideHeight, 0, 0];
    return reshape(slice(whole, begin, [batch, stripHeight, width, channels]), [
      batch,
      stripHeight * width * channels,
    ]);
  });
  const size = [batch, stripHeight * width * channels * strips];
  return reshape(emit('Concat', pieces, 'float32', size, { axis: 1 }), [
    batch * strips,
    stripHeight,
    width,
    channels,
  ]);
}

/** Cuts a value into equal parts along its slowest axis, each seen under `shape`. */
function split(value: Value, parts: number, shape: readonly number[]): Value[] {
  if (parts === 1) return [reshape(value, shape)];
  const size = shape.reduce((product, length) => product * length, 1);
  const outputs = Array.from({ length: parts }, () => ({ type: 'float32', shape: [1, size] }) as const);
  return record('Split', [reshape(value, [parts, size])], outputs, { axis: 0, num_outputs: parts }).map(
    part => reshape(part, shape),
  );
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

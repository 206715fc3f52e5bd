/**
 * Gradient of a 2-D convolution with respect to its filter as one blocked convolution, whose channels are the images:
 *
 *   dw(r, c, i) = Σ x(h + r, (w + c) · I + i) · dy(h, w)   over images and positions (h, w)
 *
 * dy is the filter, as large as the output. The I channels of x lie side by side along its rows, so that a row of the result holds
 * all channels of a row of taps and fills the registers: a quarter of the time of a product per tap for [8, 64, 64, 16] to 16
 * channels, 3 x 3 (bench/operators). Stride and dilation exchange their roles.
 */
import type * as tf from '@tensorflow/tfjs';
import { convolutionBlock } from '../block-size.js';
import { convolutionAttributes } from '../blocked-convolution.js';
import {
  exchangeMiddleAxes,
  extendPlanes,
  fromBlocks,
  middleAxisToBlocks,
  nchwc,
  takeRows,
  toBlocks,
} from '../blocks.js';
import { constant, type Value } from '../graph.js';
import { emit, reshape, slice } from './kernel.js';

type Conv2DInfo = tf.backend_util.Conv2DInfo;

/** Filters of more bytes fall out of the cache before their next use, four blocks of them at a time (bench/operators). */
const [mostFilterBytes, blocksAtATime] = [2 ** 19, 4];

/**
 * Strips of rows into which each image is cut so that the strips of the batch fill whole blocks, and a strip of dy stays in the
 * cache; null where none do.
 */
export function stripsToFillBlocks(info: Conv2DInfo): number | null {
  const { batchSize, outHeight, outWidth, outChannels, effectiveFilterHeight } = info;
  const block = convolutionBlock();
  if (block === 0 || outChannels % block !== 0) return null;
  const bytesPerRow = outWidth * block * Math.min(outChannels, blocksAtATime * block) * 4;
  let chosen: number | null = null;
  for (let strips = 1; strips <= outHeight; strips++) {
    if (outHeight % strips !== 0 || (batchSize * strips) % block !== 0) continue;
    const height = outHeight / strips;
    // Strips share the rows that the filter reaches over: lower ones are mostly such rows.
    if (chosen !== null && height < effectiveFilterHeight) break;
    chosen = strips;
    if (height * bytesPerRow <= mostFilterBytes) break;
  }
  return chosen;
}

/**
 * @param x Input, [batch, height, width, inputs].
 * @param dy Gradient of the output, [batch, output height, output width, outputs].
 * @param strips As `stripsToFillBlocks` says.
 * @returns [rows, columns, inputs, outputs].
 */
export function blockedFilterGradient(x: Value, dy: Value, info: Conv2DInfo, strips: number): Value {
  const { filterHeight, filterWidth, inChannels, outChannels, batchSize, outHeight, outWidth } = info;
  const block = convolutionBlock();
  const groups = (batchSize * strips) / block;
  const images = imagesOf(x, info, strips);
  const parts = images.shape[0]!;
  const lanes = inChannels / parts;
  const columns = (filterWidth - 1) * info.dilationWidth + 1;
  const geometry = {
    strides: [info.dilationHeight, 1],
    dilations: [info.strideHeight, info.strideWidth * lanes],
    pads: [0, 0, 0, 0],
    outputSize: [filterHeight, columns * lanes],
  } as const;
  const sums = emit(
    'Conv',
    [images, filtersOf(dy, strips)],
    'float32',
    [parts, groups * outChannels, ...geometry.outputSize],
    convolutionAttributes(geometry, [outHeight / strips, outWidth], groups),
    nchwc,
  );
  const length = columns * lanes * block;
  const perPart = summedOver(reshape(sums, [parts, groups, (outChannels / block) * filterHeight, length]));
  const taps = slice(
    reshape(perPart, [parts, (outChannels / block) * filterHeight, columns, lanes * block]),
    [0, 0, 0, 0],
    [parts, (outChannels / block) * filterHeight, filterWidth, lanes * block],
    [1, 1, info.dilationWidth, 1],
  );
  const rows = (outChannels / block) * filterHeight * filterWidth;
  const inOrder = takeRows(taps, lanes * block, [
    [rows, 1],
    [parts, rows],
  ]);
  const flat = [1, filterHeight * filterWidth, inChannels, outChannels];
  const blocks = reshape(inOrder, [1, outChannels, filterHeight * filterWidth, inChannels]);
  return reshape(fromBlocks(blocks, flat), [filterHeight, filterWidth, inChannels, outChannels]);
}

/**
 * What each strip of the output sees of the images, the strips as channels: [parts, strips of the batch, height, width · lanes].
 * Inputs that fill blocks come in these, one to a part, because the forward convolution has cut them already.
 */
function imagesOf(x: Value, info: Conv2DInfo, strips: number): Value {
  const { batchSize, inHeight, inWidth, inChannels, strideHeight, strideWidth } = info;
  const block = convolutionBlock();
  const parts = inChannels > block && inChannels % block === 0 ? inChannels / block : 1;
  const lanes = inChannels / parts;
  const seen = (outputs: number, stride: number, filter: number) => (outputs - 1) * stride + filter;
  const height = seen(info.outHeight, strideHeight, info.effectiveFilterHeight);
  const length = seen(info.outWidth, strideWidth, info.effectiveFilterWidth) * lanes;
  const planes = reshape(parts > 1 ? toBlocks(x, block) : x, [batchSize * parts, inHeight, inWidth * lanes]);
  const whole = extendPlanes(planes, info.padInfo.top, info.padInfo.left * lanes, [height, length]);
  const outputs = info.outHeight / strips;
  const stripHeight = seen(outputs, strideHeight, info.effectiveFilterHeight);
  const rows = takeRows(whole, length, [
    [parts, height],
    [batchSize, parts * height],
    [strips, outputs * strideHeight],
    [stripHeight, 1],
  ]);
  const blocks = middleAxisToBlocks(reshape(rows, [parts, batchSize * strips, stripHeight * length]));
  return reshape(blocks, [parts, batchSize * strips, stripHeight, length]);
}

/** The strips of dy as filters, one group for each block of strips: [groups · outputs, block, height, width]. */
function filtersOf(dy: Value, strips: number): Value {
  const [batch, height, width, outputs] = dy.shape as [number, number, number, number];
  const block = convolutionBlock();
  const [stripHeight, parts] = [height / strips, outputs / block];
  const byStrip = takeRows(toBlocks(dy, block), stripHeight * width * block, [
    [batch, parts * strips],
    [strips, 1],
    [parts, strips],
  ]);
  const groups = (batch * strips) / block;
  const filters = exchangeMiddleAxes(byStrip, groups, block, parts * stripHeight * width, block);
  return reshape(filters, [groups * outputs, block, stripHeight, width]);
}

/** [parts, groups, …] summed over the groups. */
function summedOver(partial: Value): Value {
  const [parts, groups, ...rest] = partial.shape as [number, number, ...number[]];
  if (groups === 1) return reshape(partial, [parts, ...rest]);
  return emit('ReduceSum', [partial, constant('int64', [1])], 'float32', [parts, ...rest], { keepdims: 0 });
}

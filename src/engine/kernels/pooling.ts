/** Max pooling and the gradient of ReLU. Pooling: strided slices and an elementwise maximum; the gradient goes to the first maximum of each window. */
import { tf } from '../tfjs.js';
import { reluGradKernel } from '../own-kernels.js';
import { constant, type Value } from '../graph.js';
import { cast, emit, emitLike, reshape, slice, type KernelCall, type KernelTable, sizeOf } from './kernel.js';
import { maxPoolBlocked } from '../blocked-convolution.js';
import { geometryOf } from './convolution.js';
import { taps } from './filter-gradient.js';
import { isPoolable } from './average-pooling.js';
import { maxPool, maxPoolGradient } from './max-pool-windows.js';
import { windows2D } from './windows.js';

type PoolInfo = tf.backend_util.Conv2DInfo;

/** Elements of a window from which ONNX Runtime's operator beats slices and a maximum. */
const mostSlices = 25;
/** Elements of a window from which the gradient, with some five nodes for each, is left to the cpu backend. */
const mostGradientSlices = 81;

function infoOf(call: KernelCall, shape: number[]): PoolInfo {
  const { filterSize, strides, pad, dimRoundingMode } = call.attrs as {
    filterSize: number | [number, number];
    strides: number | [number, number];
    pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** The input, extended so that every window lies inside of it; what is added never wins. */
function extended(x: Value, info: PoolInfo): Value {
  const { top, left } = info.padInfo;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [fullHeight, fullWidth] = covered(info);
  const [bottom, right] = [Math.max(0, fullHeight - height - top), Math.max(0, fullWidth - width - left)];
  if (top + left + bottom + right === 0) return x;
  const pads = constant('int64', [0, top, left, 0, 0, bottom, right, 0]);
  const lowest = constant('float32', [-Infinity], []);
  return emit('Pad', [x, pads, lowest], 'float32', [
    batch,
    height + top + bottom,
    width + left + right,
    channels,
  ]);
}

/** Height and width that the windows reach over, padding included. */
function covered(info: PoolInfo): [number, number] {
  return [
    (info.outHeight - 1) * info.strideHeight + info.filterHeight,
    (info.outWidth - 1) * info.strideWidth + info.filterWidth,
  ];
}

/** For each tap of the windows, where it is the first that holds the maximum. */
function firstMaxima(pieces: readonly Value[], y: Value): Value[] {
  if (pieces.length === 1) return [emitLike('Equal', [y, y], y.shape, 'bool')];
  const logic = (op: string, inputs: Value[]) => emitLike(op, inputs, y.shape, 'bool');
  let found = logic('Equal', [pieces[0]!, y]);
  const first = [found];
  for (const piece of pieces.slice(1, -1)) {
    const foundNow = logic('Or', [found, logic('Equal', [piece, y])]);
    first.push(logic('Xor', [foundNow, found]));
    found = foundNow;
  }
  return [...first, logic('Not', [found])];
}

/**
 * The gradient of each window at the tap that is chosen, 0 elsewhere: [batch, covered height, covered width, channels].
 * The choices are interleaved while they are bytes, and meet the gradient row by row (bench/operators).
 */
function spreadTo(chosen: readonly Value[], dy: Value, info: PoolInfo): Value {
  const { batchSize: batch, outHeight, outWidth, filterHeight, filterWidth, inChannels: channels } = info;
  const lines = batch * outHeight;
  const width = outWidth * filterWidth * channels;
  /** One value per column of the windows, side by side: [lines, 1, width]. */
  const interleaved = (columns: readonly Value[]) => {
    const parts = columns.map(column => reshape(column, [lines, outWidth, 1, channels]));
    return reshape(joined(parts, 2), [lines, 1, width]);
  };
  const masks = Array.from({ length: filterHeight }, (_, row) =>
    interleaved(chosen.slice(row * filterWidth, (row + 1) * filterWidth)),
  );
  const upstream = interleaved(new Array<Value>(filterWidth).fill(dy));
  const spread = emitLike('Mul', [cast(joined(masks, 1), 'float32'), upstream], [lines, filterHeight, width]);
  return reshape(spread, [batch, outHeight * filterHeight, outWidth * filterWidth, channels]);
}

function joined(values: readonly Value[], axis: number): Value {
  if (values.length === 1) return values[0]!;
  const shape = values[0]!.shape.map((size, index) => (index === axis ? values.length : size));
  return emit('Concat', values, values[0]!.type, shape, { axis });
}

/**
 * `dy` where y, the output of a ReLU, is above 0, else 0: a product with min(1, 3e38 · y). Two passes; a comparison and its cast
 * to 0 and 1 make three, and so does Where (bench/operators).
 */
function masked(dy: Value, y: Value): Value {
  const isAbove = emit('HardSigmoid', [y], 'float32', y.shape, {
    alpha: { float: 3e38 },
    beta: { float: 0 },
  });
  return emitLike('Mul', [dy, isAbove], dy.shape);
}

export const poolingKernels: KernelTable = {
  /**
   * Behind a ReLU, max pooling masks its own gradient on the pooled frame, a quarter of the elements, and this kernel has
   * nothing left to do (bench/step: 3 of 95 ms).
   */
  [reluGradKernel]: call => {
    const [dyInfo, yInfo] = [call.inputs.dy!, call.inputs.y!];
    const [dy, y] = [call.backend.value(dyInfo), call.backend.value(yInfo)];
    return dy.zeroWithout === y
      ? call.backend.alias(dyInfo, dyInfo.shape)
      : call.backend.output(masked(dy, y), 'float32');
  },
  MaxPool: call => {
    const x = call.inputs.x!;
    const info = infoOf(call, x.shape);
    if (x.dtype !== 'float32' || [...x.shape, ...info.outShape].includes(0)) return null;
    // A window of one element passes the frame on, even with padding that leaves the size as it is.
    const isWindowed = info.filterHeight * info.filterWidth > 1;
    if (!isWindowed && tf.util.arraysEqual(info.inShape, info.outShape)) {
      return call.backend.alias(x, x.shape);
    }
    const value = call.backend.value(x);
    const windows = windows2D(info);
    if (isPoolable(x, windows)) {
      const blocked = maxPoolBlocked(value, windows.size, geometryOf(info));
      if (blocked !== null) return call.backend.output(blocked, 'float32');
      if (sizeOf(windows.size) > mostSlices) return call.backend.output(maxPool(value, windows), 'float32');
    }
    const pieces = taps(extended(value, info), info);
    return call.backend.output(
      pieces.length === 1 ? pieces[0]! : emitLike('Max', pieces, info.outShape),
      'float32',
    );
  },
  MaxPoolGrad: call => {
    const [dyInfo, input, output] = [call.inputs.dy!, call.inputs.input!, call.inputs.output!];
    const info = infoOf(call, input.shape);
    if (info.filterHeight * info.filterWidth > mostGradientSlices) return null;
    const isTiling = info.strideHeight === info.filterHeight && info.strideWidth === info.filterWidth;
    const [whole, y] = [call.backend.value(input), call.backend.value(output)];
    if (!isTiling) {
      const gradient = maxPoolGradient(call.backend.value(dyInfo), whole, y, windows2D(info), 'first');
      return call.backend.output(gradient, 'float32');
    }
    const x = extended(whole, info);
    const isRectified = whole.node?.op === 'Relu';
    const upstream = call.backend.value(dyInfo);
    const dy = isRectified ? masked(upstream, y) : upstream;
    const spread = spreadTo(firstMaxima(taps(x, info), y), dy, info);
    const { top, left } = info.padInfo;
    const [batch, height, width, channels] = input.shape as [number, number, number, number];
    const gradient = fitted(spread, [batch, height, width, channels], top, left);
    if (isRectified) gradient.zeroWithout = whole;
    return call.backend.output(gradient, 'float32');
  },
};

/** Cuts off the padding, and gives rows and columns that no window reached a gradient of zero. */
function fitted(whole: Value, shape: readonly number[], top: number, left: number): Value {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [rows, columns] = [Math.min(height, whole.shape[1]! - top), Math.min(width, whole.shape[2]! - left)];
  const cut = slice(whole, [0, top, left, 0], [batch, rows, columns, channels]);
  if (rows === height && columns === width) return cut;
  const pads = constant('int64', [0, 0, 0, 0, 0, height - rows, width - columns, 0]);
  return emit('Pad', [cut, pads], 'float32', shape);
}

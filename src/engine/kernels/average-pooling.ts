/**
 * Average pooling and its gradient, in two and three dimensions. Padding does not count: a window at the border has the mean of
 * the elements it does cover. The gradient is a product of one matrix per axis.
 */
import { tf } from '../tfjs.js';
import { convolutionBlock } from '../block-size.js';
import { fromBlocks, nchwc, toBlocks } from '../blocks.js';
import { constant, type Value } from '../graph.js';
import { emit, emitLike, reshape, type KernelCall, type KernelTable, sizeOf } from './kernel.js';
import { alongAxis, repeated, sharedMatrix } from './separable.js';
import {
  channelsFirst,
  channelsLast,
  onnxPads,
  overhangOf,
  windows2D,
  windows3D,
  type Windows,
} from './windows.js';

interface PoolAttributes {
  readonly filterSize: number;
  readonly strides: number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: string;
}

/** Windows of a 2-D pooling kernel over images of a shape. */
export function poolWindows2D(call: KernelCall, shape: readonly number[]): Windows {
  const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as PoolAttributes;
  return windows2D(
    tf.backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    ),
  );
}

/** Windows of a 3-D pooling kernel, or null for a layout that the graph leaves to the cpu backend. */
export function poolWindows3D(call: KernelCall, shape: readonly number[]): Windows | null {
  const { filterSize, strides, pad, dimRoundingMode, dataFormat } = call.attrs as unknown as PoolAttributes;
  if (dataFormat !== undefined && dataFormat !== 'NDHWC') return null;
  return windows3D(
    tf.backend_util.computePool3DInfo(
      shape as [number, number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    ),
  );
}

/** ONNX Runtime refuses windows that may lie in the padding as a whole. */
export function isPoolable(
  x: { readonly shape: readonly number[]; readonly dtype: string },
  windows: Windows,
) {
  const { size, before, output } = windows;
  const overhang = overhangOf(windows);
  return (
    x.dtype === 'float32' &&
    ![...x.shape, ...output].includes(0) &&
    size.every((length, axis) => before[axis]! < length && overhang[axis]! < length)
  );
}

/**
 * @param x [batch, …spatial, channels].
 * @returns Means of the windows, [batch, …output, channels].
 */
export function averagePool(x: Value, windows: Windows): Value {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const shape = [batch, ...windows.output, channels];
  if (sizeOf(windows.output) === 1 && onnxPads(windows).every(pad => pad === 0) && isWhole(windows)) {
    const pixels = reshape(x, [batch, sizeOf(windows.input), channels]);
    const axes = constant('int64', [1]);
    return reshape(emit('ReduceMean', [pixels, axes], 'float32', [batch, channels], { keepdims: 0 }), shape);
  }
  const attributes = { kernel_shape: windows.size, strides: windows.strides, pads: onnxPads(windows) };
  const block = convolutionBlock();
  if (block > 0 && windows.size.length === 2 && channels % 4 === 0) {
    const blocks = toBlocks(x, block);
    const blockShape = [batch, blocks.shape[1]!, ...windows.output];
    const pooled = emit('AveragePool', [blocks], 'float32', blockShape, attributes, nchwc);
    return fromBlocks(pooled, shape);
  }
  const planes = [batch, channels, ...windows.output];
  return channelsLast(emit('AveragePool', [channelsFirst(x)], 'float32', planes, attributes));
}

function isWhole({ size, input }: Windows): boolean {
  return size.every((length, axis) => length === input[axis]);
}

/** Gives each element the same share of all windows that cover it, as TensorFlow.js does: ../gradients/pooling.ts corrects it. */
function averagePoolGradient(dy: Value, windows: Windows): Value {
  const { input, output, size, strides } = windows;
  const isTiling = size.every(
    (length, axis) => strides[axis] === length && output[axis]! * length === input[axis],
  );
  if (isTiling) {
    const share = constant('float32', [1 / sizeOf(size)], []);
    return repeated(emitLike('Mul', [dy, share], dy.shape), size);
  }
  return input.reduce((gradient, _, axis) => alongAxis(gradient, axis + 1, shares(windows, axis)), dy);
}

/** The share that each element has in each window, [input, output]. */
function shares(windows: Windows, axis: number): Value {
  const [input, output] = [windows.input[axis]!, windows.output[axis]!];
  const [size, stride, before] = [windows.size[axis]!, windows.strides[axis]!, windows.before[axis]!];
  return sharedMatrix(`pooling shares ${size} ${stride} ${before}`, input, output, () => {
    const matrix = new Float32Array(input * output);
    for (let window = 0; window < output; window++) {
      const start = window * stride - before;
      const [first, end] = [Math.max(0, start), Math.min(input, start + size)];
      for (let index = first; index < end; index++) matrix[index * output + window] = 1 / size;
    }
    return matrix;
  });
}

function pool(windowsOf: (call: KernelCall, shape: readonly number[]) => Windows | null) {
  return (call: KernelCall) => {
    const x = call.inputs.x!;
    const windows = windowsOf(call, x.shape);
    if (windows === null || !isPoolable(x, windows)) return null;
    return call.backend.output(averagePool(call.backend.value(x), windows), 'float32');
  };
}

function poolGradient(windowsOf: (call: KernelCall, shape: readonly number[]) => Windows | null) {
  return (call: KernelCall) => {
    const [dy, input] = [call.inputs.dy!, call.inputs.input!];
    const windows = windowsOf(call, input.shape);
    if (windows === null || !isPoolable(input, windows)) return null;
    return call.backend.output(averagePoolGradient(call.backend.value(dy), windows), 'float32');
  };
}

export const averagePoolingKernels: KernelTable = {
  AvgPool: pool(poolWindows2D),
  AvgPoolGrad: poolGradient(poolWindows2D),
  AvgPool3D: pool(poolWindows3D),
  AvgPool3DGrad: poolGradient(poolWindows3D),
};

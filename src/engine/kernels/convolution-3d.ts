/**
 * 3-D convolution and its gradients.
 *
 * The filter gradient is a product per tap, inputᵀ · dy over all positions, as in two dimensions; with few input channels the
 * taps become rows of one operand.
 */
import { tf } from '../tfjs.js';
import type { TensorInfo } from '@tensorflow/tfjs';
import { constant, type Shape, type Value } from '../graph.js';
import { dilatedKernel } from '../own-kernels.js';
import { emit, reshape, transpose, type KernelCall, type KernelTable, sizeOf } from './kernel.js';
import {
  channelsFirst,
  channelsLast,
  extended,
  onnxPads,
  overhangOf,
  reachOf,
  taps,
  windows3D,
  type Windows,
} from './windows.js';

/** Input channels up to which the taps of all channels are rows of one product. */
const fewChannels = 4;

interface Convolution {
  readonly windows: Windows;
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
}

function convolutionOf(call: KernelCall, xShape: number[], filterShape: number[]): Convolution | null {
  const { strides, pad, dilations, dataFormat } = call.attrs as {
    strides: number | [number, number, number];
    pad: 'valid' | 'same';
    dilations?: number | [number, number, number];
    dataFormat?: string;
  };
  if (dataFormat !== undefined && dataFormat !== 'NDHWC') return null;
  const info = tf.backend_util.computeConv3DInfo(
    xShape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
  );
  if ([...info.inShape, ...info.outShape].includes(0)) return null;
  const { batchSize: batch, inChannels: inputs, outChannels: outputs } = info;
  return { windows: windows3D(info), batch, inputs, outputs };
}

function attributesOf({ strides, dilations, size }: Windows, pads: readonly number[]) {
  return { kernel_shape: size, strides, dilations, pads, group: 1 };
}

function convolved(x: Value, filter: Value, { windows, batch, outputs }: Convolution): Value {
  const operands = [channelsFirst(x), transpose(filter, [4, 3, 0, 1, 2])];
  const shape = [batch, outputs, ...windows.output];
  return channelsLast(emit('Conv', operands, 'float32', shape, attributesOf(windows, onnxPads(windows))));
}

function inputGradient(call: KernelCall): TensorInfo | null {
  const [dy, filter] = [call.inputs.dy!, call.inputs.filter!];
  const convolution = convolutionOf(call, call.attrs.inputShape as number[], filter.shape);
  if (convolution === null) return null;
  const { windows, batch, inputs } = convolution;
  const errors = channelsFirst(call.backend.value(dy));
  const shape = [batch, inputs, ...windows.input];
  const weights = transpose(call.backend.value(filter), [4, 3, 0, 1, 2]);
  // Elements behind the last window: the adjoint gives them zeros.
  const unseen = overhangOf(windows).map(length => Math.max(0, -length));
  const attributes = { ...attributesOf(windows, onnxPads(windows)), output_padding: unseen };
  const made = emit('ConvTranspose', [errors, weights], 'float32', shape, attributes);
  return call.backend.output(channelsLast(made), 'float32');
}

/** The same by a convolution with the flipped filter, for strides of 1. */
function flippedInputGradient(call: KernelCall): TensorInfo | null {
  const [dy, filter] = [call.inputs.dy!, call.inputs.filter!];
  const convolution = convolutionOf(call, call.attrs.inputShape as number[], filter.shape);
  if (convolution === null) return null;
  const { windows, batch, inputs } = convolution;
  const before = reachOf(windows).map((reach, axis) => reach - 1 - windows.before[axis]!);
  const after = reachOf(windows).map((reach, axis) => reach - 1 - overhangOf(windows)[axis]!);
  if ([...before, ...after].some(length => length < 0)) return inputGradient(call);
  const weights = transpose(flipped(call.backend.value(filter)), [3, 4, 0, 1, 2]);
  const operands = [channelsFirst(call.backend.value(dy)), weights];
  const shape = [batch, inputs, ...windows.input];
  const attributes = attributesOf(windows, [...before, ...after]);
  return call.backend.output(channelsLast(emit('Conv', operands, 'float32', shape, attributes)), 'float32');
}

function flipped(filter: Value): Value {
  const sizes = filter.shape.slice(0, 3);
  const [starts, ends] = [sizes.map(() => -1), sizes.map(size => -size - 1)];
  const numbers = [starts, ends, [0, 1, 2], starts].map(list => constant('int64', list));
  return emit('Slice', [filter, ...numbers], 'float32', filter.shape);
}

/**
 * @param x [batch, depth, height, width, inputs].
 * @param dy [batch, output depth, height and width, outputs].
 * @returns [depth, rows, columns, inputs, outputs].
 */
function filterGradient(x: Value, dy: Value, { windows, batch, inputs, outputs }: Convolution): Value {
  const positions = batch * sizeOf(windows.output);
  const errors = reshape(dy, [positions, outputs]);
  const shape = [...windows.size, inputs, outputs];
  if (inputs <= fewChannels) {
    const planes = transpose(extended(x, windows, 0), [4, 0, 1, 2, 3]);
    const rows = taps(planes, windows, 2).map(tap => reshape(tap, [1, inputs, positions]));
    const height = rows.length * inputs;
    const operand = reshape(joined(rows), [height, positions]);
    return reshape(emit('MatMul', [operand, errors], 'float32', [height, outputs]), shape);
  }
  const products = taps(extended(x, windows, 0), windows).map(tap => {
    const operands = [reshape(tap, [positions, inputs]), errors];
    const made = emit('Gemm', operands, 'float32', [inputs, outputs], { transA: 1, transB: 0 });
    return reshape(made, [1, inputs, outputs]);
  });
  return reshape(joined(products), shape);
}

function joined(values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  const [first, ...rest] = values[0]!.shape as [number, ...number[]];
  const shape: Shape = [first * values.length, ...rest];
  return emit('Concat', values, 'float32', shape, { axis: 0 });
}

function backpropInput(call: KernelCall): TensorInfo | null {
  const strides = [call.attrs.strides as number | number[]].flat();
  return strides.every(stride => stride === 1) ? flippedInputGradient(call) : inputGradient(call);
}

function backpropFilter(call: KernelCall): TensorInfo | null {
  const [x, dy] = [call.inputs.x!, call.inputs.dy!];
  const convolution = convolutionOf(call, x.shape, call.attrs.filterShape as number[]);
  if (convolution === null) return null;
  const made = filterGradient(call.backend.value(x), call.backend.value(dy), convolution);
  return call.backend.output(made, 'float32');
}

export const convolution3DKernels: KernelTable = {
  Conv3D: call => {
    const [x, filter] = [call.inputs.x!, call.inputs.filter!];
    const convolution = convolutionOf(call, x.shape, filter.shape);
    if (convolution === null || x.dtype !== 'float32') return null;
    const made = convolved(call.backend.value(x), call.backend.value(filter), convolution);
    return call.backend.output(made, 'float32');
  },
  Conv3DBackpropInputV2: backpropInput,
  Conv3DBackpropFilterV2: backpropFilter,
  [dilatedKernel('Conv3DBackpropInputV2')]: backpropInput,
  [dilatedKernel('Conv3DBackpropFilterV2')]: backpropFilter,
};

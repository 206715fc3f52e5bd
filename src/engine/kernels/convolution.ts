/** 2-D convolution, also fused with bias and activation, and its gradients. */
import { tf } from '../tfjs.js';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Value } from '../graph.js';
import { dilatedKernel } from '../own-kernels.js';
import { biasedAndActivated } from './activation.js';
import {
  convolutionAttributes,
  convolve,
  convolveTurned,
  type ConvolutionGeometry,
} from '../blocked-convolution.js';
import { filterGradient } from './filter-gradient.js';
import { emit, emitLike, transpose, type KernelCall, type KernelTable } from './kernel.js';

type Conv2DInfo = tf.backend_util.Conv2DInfo;

/** Shapes and paddings of a 2-D convolution, or null for layouts that the graph leaves to the cpu backend. */
export function infoOf(
  call: KernelCall,
  xShape: number[],
  filterShape: number[],
  isDepthwise = false,
): Conv2DInfo | null {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = call.attrs as {
    strides: number | [number, number];
    pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
    dilations?: number | [number, number];
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    dataFormat?: string;
  };
  if (dataFormat !== undefined && dataFormat !== 'NHWC') return null;
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    isDepthwise,
  );
  const isEmpty = [...info.inShape, ...info.outShape].includes(0);
  return isEmpty ? null : info;
}

export function geometryOf(info: Conv2DInfo): ConvolutionGeometry {
  const { top, left, bottom, right } = info.padInfo;
  return {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
    outputSize: [info.outHeight, info.outWidth],
  };
}

/** Padding that turns a stride-1 convolution with the flipped filter into the gradient of one with `info`. */
function adjointPads(info: Conv2DInfo): [number, number, number, number] {
  const { top, left } = info.padInfo;
  const [before, beforeX] = [info.effectiveFilterHeight - 1 - top, info.effectiveFilterWidth - 1 - left];
  return [
    before,
    beforeX,
    info.inHeight - info.outHeight + info.effectiveFilterHeight - 1 - before,
    info.inWidth - info.outWidth + info.effectiveFilterWidth - 1 - beforeX,
  ];
}

/** Gradient of a convolution with respect to its input. */
function inputGradient(dy: Value, filter: Value, info: Conv2DInfo): Value | null {
  const [rows, columns, inputs] = filter.shape as [number, number, number, number];
  if (info.strideHeight === 1 && info.strideWidth === 1) {
    const pads = adjointPads(info);
    if (pads.some(pad => pad < 0)) return null;
    const geometry: ConvolutionGeometry = {
      ...geometryOf(info),
      pads,
      outputSize: [info.inHeight, info.inWidth],
    };
    return convolveTurned(dy, filter, geometry);
  }
  const attributes = transposedAttributes(info, [rows, columns], 1);
  if (attributes === null) return null;
  const operands = [transpose(dy, [0, 3, 1, 2]), transpose(filter, [3, 2, 0, 1])];
  const shape = [info.batchSize, inputs, info.inHeight, info.inWidth];
  return transpose(emit('ConvTranspose', operands, 'float32', shape, attributes), [0, 2, 3, 1]);
}

/** Attributes of the ONNX ConvTranspose that is the adjoint of a strided convolution; null if ONNX cannot express it. */
export function transposedAttributes(info: Conv2DInfo, kernel: readonly number[], group: number) {
  const geometry = geometryOf(info);
  const [top, left, bottom, right] = geometry.pads;
  const extra = [
    info.inHeight - ((info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - top - bottom),
    info.inWidth - ((info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - left - right),
  ];
  const [stepY, stepX] = geometry.strides;
  if (extra[0]! < 0 || extra[1]! < 0 || extra[0]! >= stepY || extra[1]! >= stepX) return null;
  return { ...convolutionAttributes(geometry, kernel, group), output_padding: extra };
}

function convolution(call: KernelCall): { value: Value } | null {
  const [x, filter] = [call.inputs.x!, call.inputs.filter!];
  if (x.dtype !== 'float32') return null;
  const info = infoOf(call, x.shape, filter.shape);
  if (info === null) return null;
  return { value: convolve(call.backend.value(x), call.backend.value(filter), geometryOf(info)) };
}

function backpropInput(call: KernelCall): TensorInfo | null {
  const [dy, filter] = [call.inputs.dy!, call.inputs.filter!];
  const info = infoOf(call, call.attrs.inputShape as number[], filter.shape);
  // A transposed convolution may be asked for less than its frame gives; the rest of it is ignored then.
  if (info === null || !tf.util.arraysEqual(dy.shape, info.outShape)) return null;
  const { errors, gain } = unscaled(call.backend.value(dy));
  const weights = scaledBy(call.backend.value(filter), gain);
  const made = inputGradient(errors, weights, info);
  return made === null ? null : call.backend.output(made, 'float32');
}

function backpropFilter(call: KernelCall): TensorInfo | null {
  const [x, dy] = [call.inputs.x!, call.inputs.dy!];
  const info = infoOf(call, x.shape, call.attrs.filterShape as number[]);
  if (info === null) return null;
  const { errors, gain } = unscaled(call.backend.value(dy));
  const gradient = filterGradient(call.backend.value(x), errors, info);
  return call.backend.output(scaledBy(gradient, gain), 'float32');
}

/** Errors that a gain per channel would make `dy`: the gain enters the filter instead, which has fewer elements. */
function unscaled(dy: Value): { errors: Value; gain: Value | null } {
  return { errors: dy.scaled?.of ?? dy, gain: dy.scaled?.gain ?? null };
}

function scaledBy(filter: Value, gain: Value | null): Value {
  return gain === null ? filter : emitLike('Mul', [filter, gain], filter.shape);
}

export const convolutionKernels: KernelTable = {
  Conv2D: call => {
    const made = convolution(call);
    return made === null ? null : call.backend.output(made.value, 'float32');
  },
  FusedConv2D: call => {
    const made = convolution(call);
    if (made === null) return null;
    const activated = biasedAndActivated(made.value, call);
    return activated === null ? null : call.backend.output(activated, 'float32');
  },
  Conv2DBackpropInput: backpropInput,
  Conv2DBackpropFilter: backpropFilter,
  [dilatedKernel('Conv2DBackpropInput')]: backpropInput,
  [dilatedKernel('Conv2DBackpropFilter')]: backpropFilter,
};

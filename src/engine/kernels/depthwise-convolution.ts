/** Depthwise convolution and its gradients: each channel has filters of its own. */
import type * as tf from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import { convolutionAttributes, type ConvolutionGeometry } from '../blocked-convolution.js';
import type { Value } from '../graph.js';
import { dilatedKernel } from '../own-kernels.js';
import { biasedAndActivated } from './activation.js';
import { geometryOf, infoOf, transposedAttributes } from './convolution.js';
import { padded } from './filter-gradient.js';
import {
  emit,
  reshape,
  slice,
  transpose,
  type KernelCall,
  type KernelTable,
  type NativeKernel,
} from './kernel.js';
import { channelsFirst, channelsLast } from './windows.js';

type Conv2DInfo = tf.backend_util.Conv2DInfo;

function depthwiseInfo(call: KernelCall, xShape: number[], filterShape: number[]): Conv2DInfo | null {
  return infoOf(call, xShape, filterShape, true);
}

/** Filters [rows, columns, channels, multiplier] as ONNX wants them: [channels·multiplier, 1, rows, columns]. */
function groupedFilter(filter: Value): Value {
  const [rows, columns, channels, multiplier] = filter.shape as [number, number, number, number];
  return reshape(transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, rows, columns]);
}

function convolved(call: KernelCall): Value | null {
  const [x, filter] = [call.inputs.x!, call.inputs.filter!];
  const info = depthwiseInfo(call, x.shape, filter.shape);
  if (info === null || x.dtype !== 'float32') return null;
  const operands = [channelsFirst(call.backend.value(x)), groupedFilter(call.backend.value(filter))];
  const attributes = convolutionAttributes(geometryOf(info), filter.shape.slice(0, 2), info.inChannels);
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  return channelsLast(emit('Conv', operands, 'float32', shape, attributes));
}

function inputGradient(call: KernelCall): TensorInfo | null {
  const [dy, filter] = [call.inputs.dy!, call.inputs.filter!];
  const info = depthwiseInfo(call, call.attrs.inputShape as number[], filter.shape);
  if (info === null) return null;
  const attributes = transposedAttributes(info, filter.shape.slice(0, 2), info.inChannels);
  if (attributes === null) return null;
  const operands = [channelsFirst(call.backend.value(dy)), groupedFilter(call.backend.value(filter))];
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  return call.backend.output(
    channelsLast(emit('ConvTranspose', operands, 'float32', shape, attributes)),
    'float32',
  );
}

/** With batch and channel exchanged, the images are filters of one another: one convolution, one group a channel. */
function filterGradient(call: KernelCall): TensorInfo | null {
  const [x, dy] = [call.inputs.x!, call.inputs.dy!];
  const filterShape = call.attrs.filterShape as [number, number, number, number];
  const info = depthwiseInfo(call, x.shape, filterShape);
  if (info === null) return null;
  const { batchSize: batch, inChannels: channels, outChannels, outHeight, outWidth } = info;
  const whole = padded(call.backend.value(x), info);
  const [, height, width] = whole.shape as [number, number, number];
  const image = reshape(transpose(whole, [3, 0, 1, 2]), [1, channels * batch, height, width]);
  const kernel = transpose(call.backend.value(dy), [3, 0, 1, 2]);
  const size: [number, number] = [
    Math.floor((height - (outHeight - 1) * info.strideHeight - 1) / info.dilationHeight) + 1,
    Math.floor((width - (outWidth - 1) * info.strideWidth - 1) / info.dilationWidth) + 1,
  ];
  const geometry: ConvolutionGeometry = {
    strides: [info.dilationHeight, info.dilationWidth],
    dilations: [info.strideHeight, info.strideWidth],
    pads: [0, 0, 0, 0],
    outputSize: size,
  };
  const attributes = convolutionAttributes(geometry, [outHeight, outWidth], channels);
  const made = emit('Conv', [image, kernel], 'float32', [1, outChannels, ...size], attributes);
  const [rows, columns] = filterShape;
  const exact = slice(made, [0, 0, 0, 0], [1, outChannels, rows, columns]);
  return call.backend.output(reshape(transpose(exact, [0, 2, 3, 1]), [...filterShape]), 'float32');
}

const forward: NativeKernel = call => {
  const made = convolved(call);
  return made === null ? null : call.backend.output(made, 'float32');
};

export const depthwiseKernels: KernelTable = {
  DepthwiseConv2dNative: forward,
  FusedDepthwiseConv2D: call => {
    const made = convolved(call);
    const result = made === null ? null : biasedAndActivated(made, call);
    return result === null ? null : call.backend.output(result, 'float32');
  },
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  [dilatedKernel('DepthwiseConv2dNativeBackpropInput')]: inputGradient,
  [dilatedKernel('DepthwiseConv2dNativeBackpropFilter')]: filterGradient,
};

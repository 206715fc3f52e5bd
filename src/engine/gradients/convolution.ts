/**
 * Gradients of convolutions: those of TensorFlow.js throw where the filter is dilated.
 *
 * A dilated filter is a larger one with zeros between its taps. The onnx backend has kernels that skip the zeros; elsewhere the
 * larger filter is built, and its gradient read at the taps.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { dilatedKernel, hasKernel } from '../own-kernels.js';
import { runKernel, zeroStuffed, type Attributes, type Replacement } from './gradient.js';

interface Kernels {
  readonly input: string;
  readonly filter: string;
  /** Name of the attribute that holds the shape of the input. */
  readonly shapeOf: 'inputShape';
  /** Spatial axes of the filter. */
  readonly axes: number;
}

export const convolutionGradients: readonly Replacement[] = [
  convolving('Conv2D', {
    input: 'Conv2DBackpropInput',
    filter: 'Conv2DBackpropFilter',
    shapeOf: 'inputShape',
    axes: 2,
  }),
  convolving('DepthwiseConv2dNative', {
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
    shapeOf: 'inputShape',
    axes: 2,
  }),
  convolving('Conv3D', {
    input: 'Conv3DBackpropInputV2',
    filter: 'Conv3DBackpropFilterV2',
    shapeOf: 'inputShape',
    axes: 3,
  }),
];

function convolving(kernelName: string, kernels: Kernels): Replacement {
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      const dilations = dilationsOf(attrs, kernels.axes);
      // The kernels that skip zeros take these two paddings only.
      const isNamedPadding = attrs.pad === 'same' || attrs.pad === 'valid';
      const isDilated = dilations.some(dilation => dilation > 1);
      const isNative = isDilated && isNamedPadding && hasKernel(dilatedKernel(kernels.input));
      const run = isNative ? skippingZeros : isDilated ? stuffing : plain;
      return run(dy as Tensor, x, filter, attrs, kernels, dilations);
    },
  };
}

type Run = (
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  attrs: Attributes,
  kernels: Kernels,
  dilations: readonly number[],
) => Record<'x' | 'filter', () => Tensor>;

const plain: Run = (dy, x, filter, attrs, kernels) => {
  const common = withoutDilation(attrs, kernels.axes);
  return {
    x: () => runKernel(kernels.input, { dy, filter }, { ...common, inputShape: x.shape }),
    filter: () => runKernel(kernels.filter, { x, dy }, { ...common, filterShape: filter.shape }),
  };
};

const skippingZeros: Run = (dy, x, filter, attrs, kernels, dilations) => {
  const common = { ...attrs, dilations };
  return {
    x: () => runKernel(dilatedKernel(kernels.input), { dy, filter }, { ...common, inputShape: x.shape }),
    filter: () =>
      runKernel(dilatedKernel(kernels.filter), { x, dy }, { ...common, filterShape: filter.shape }),
  };
};

const stuffing: Run = (dy, x, filter, attrs, kernels, dilations) => {
  const common = withoutDilation(attrs, kernels.axes);
  const stuffed = () => dilations.reduce((wide, dilation, axis) => zeroStuffed(wide, axis, dilation), filter);
  const wideShape = filter.shape.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);
  return {
    x: () => runKernel(kernels.input, { dy, filter: stuffed() }, { ...common, inputShape: x.shape }),
    filter: () => {
      const wide = runKernel(kernels.filter, { x, dy }, { ...common, filterShape: wideShape });
      const steps = wideShape.map((_, axis) => dilations[axis] ?? 1);
      return tf.stridedSlice(
        wide,
        wideShape.map(() => 0),
        wideShape,
        steps,
      );
    },
  };
};

function dilationsOf(attrs: Attributes, axes: number): number[] {
  const given = (attrs.dilations ?? 1) as number | number[];
  return typeof given === 'number' ? Array.from({ length: axes }, () => given) : given;
}

function withoutDilation(attrs: Attributes, axes: number): Attributes {
  return { ...attrs, dilations: Array.from({ length: axes }, () => 1) };
}

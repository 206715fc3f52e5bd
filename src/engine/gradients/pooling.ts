/**
 * Gradient of average pooling. A window at the border has the mean of the elements that it covers, but TensorFlow.js' gradient
 * divides by all its places, padding included. Here dy is scaled before, by the ratio of the two.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { runKernel, type Attributes, type Replacement } from './gradient.js';

type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>;
type Pool3DArguments = Parameters<typeof tf.backend_util.computePool3DInfo>;

export const poolingGradients: readonly Replacement[] = [
  averaging('AvgPool', 'AvgPoolGrad', (shape, attrs) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const info = tf.backend_util.computePool2DInfo(
      ...([shape, filterSize, strides, 1, pad, dimRoundingMode] as unknown as PoolArguments),
    );
    return [
      scales(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top),
      scales(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left),
    ];
  }),
  averaging('AvgPool3D', 'AvgPool3DGrad', (shape, attrs) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const info = tf.backend_util.computePool3DInfo(
      ...([shape, filterSize, strides, 1, pad, dimRoundingMode] as unknown as Pool3DArguments),
    );
    return [
      scales(info.inDepth, info.outDepth, info.filterDepth, info.strideDepth, info.padInfo.front),
      scales(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top),
      scales(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left),
    ];
  }),
];

function averaging(
  kernelName: string,
  gradientKernel: string,
  scalesOf: (shape: readonly number[], attrs: Attributes) => number[][],
): Replacement {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        runKernel(gradientKernel, { dy: scaled(dy as Tensor, scalesOf(x!.shape, attrs)), input: x! }, attrs),
    }),
  };
}

/** For each window along one axis: its places over those that lie inside of the image. */
function scales(input: number, output: number, size: number, stride: number, before: number): number[] {
  return Array.from({ length: output }, (_, window) => {
    const start = window * stride - before;
    return size / (Math.min(input, start + size) - Math.max(0, start));
  });
}

function scaled(dy: Tensor, factors: readonly number[][]): Tensor {
  if (factors.flat().every(factor => factor === 1)) return dy;
  // One factor per window, and not per axis: products of vectors along leading axes are slow to broadcast.
  const sizes = factors.map(list => list.length);
  const map = factors.reduce((products, list) => products.flatMap(a => list.map(b => a * b)), [1]);
  return dy.mul(tf.tensor(map, [1, ...sizes, 1]));
}

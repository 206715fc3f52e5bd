/**
 * Resizing with every corner mode, as one matrix per axis (see ../resampling.ts); the gradient is the transposed product.
 * Enlarging by a whole factor repeats pixels, and its gradient is an average of tiles times their size.
 */
import type { TensorInfo } from '@tensorflow/tfjs';
import { constant, type Value } from '../graph.js';
import { resizeAdjointKernel } from '../own-kernels.js';
import { bilinearMatrix, nearestIndices, nearestMatrix, type Corners } from '../resampling.js';
import { averagePool } from './average-pooling.js';
import { cast, emit, emitLike, type KernelCall, type KernelTable, sizeOf } from './kernel.js';
import { alongAxis, repeated, sharedMatrix, transposedMatrix } from './separable.js';

type Method = 'bilinear' | 'nearest';
type Size = readonly [number, number];

const matrixOf = { bilinear: bilinearMatrix, nearest: nearestMatrix };

function nameOf(method: Method, { alignCorners, halfPixelCenters }: Corners): string {
  return `${method} ${alignCorners} ${halfPixelCenters}`;
}

function bilinear(x: Value, size: Size, corners: Corners): Value {
  return size.reduce((image, output, index) => {
    const input = x.shape[index + 1]!;
    if (input === output) return image;
    const name = nameOf('bilinear', corners);
    const matrix = sharedMatrix(name, output, input, () => bilinearMatrix(input, output, corners));
    return alongAxis(image, index + 1, matrix);
  }, x);
}

function nearest(x: Value, size: Size, corners: Corners): Value {
  const factors = repeatFactors([x.shape[1]!, x.shape[2]!], size, corners);
  if (factors !== null) return repeated(x, factors);
  return size.reduce((image, output, index) => {
    const sources = constant('int64', nearestIndices(x.shape[index + 1]!, output, corners));
    const shape = image.shape.map((length, axis) => (axis === index + 1 ? output : length));
    return emit('Gather', [image, sources], image.type, shape, { axis: index + 1 });
  }, x);
}

/** How often each pixel is repeated along both axes, or null where not all are repeated equally often. */
function repeatFactors(input: Size, output: Size, corners: Corners): Size | null {
  const factors = output.map((size, axis) => size / input[axis]!) as unknown as Size;
  const isRepeat = factors.every((factor, axis) =>
    nearestIndices(input[axis]!, output[axis]!, corners).every(
      (source, index) => source === Math.floor(index / factor),
    ),
  );
  return isRepeat && factors.every(Number.isInteger) ? factors : null;
}

/** @param image Height and width before the resize that `dy` is the gradient of. */
function adjoint(dy: Value, image: Size, method: Method, corners: Corners): Value {
  const size: Size = [dy.shape[1]!, dy.shape[2]!];
  const factors = method === 'nearest' ? repeatFactors(image, size, corners) : null;
  if (factors !== null) {
    const tiles = {
      input: size,
      output: image,
      size: factors,
      strides: factors,
      dilations: [1, 1],
      before: [0, 0],
    };
    const means = averagePool(dy, tiles);
    return emitLike('Mul', [means, constant('float32', [sizeOf(factors)], [])], means.shape);
  }
  return image.reduce((gradient, input, index) => {
    const output = size[index]!;
    const name = `${nameOf(method, corners)} adjoint`;
    const matrix = sharedMatrix(name, input, output, () =>
      transposedMatrix(matrixOf[method](input, output, corners), output, input),
    );
    return alongAxis(gradient, index + 1, matrix);
  }, dy);
}

function requestedSize(call: KernelCall): Size {
  return call.attrs.size as Size;
}

function cornersOf({ attrs }: KernelCall): Corners {
  return {
    alignCorners: Boolean(attrs.alignCorners),
    halfPixelCenters: Boolean(attrs.halfPixelCenters),
  };
}

function isEmpty(info: TensorInfo): boolean {
  return info.shape.includes(0);
}

function resizeGradient(method: Method) {
  return (call: KernelCall) => {
    const [dy, images] = [call.inputs.dy!, call.inputs.images!];
    if (dy.dtype !== 'float32' || isEmpty(dy)) return null;
    const size: Size = [images.shape[1]!, images.shape[2]!];
    return call.backend.output(adjoint(call.backend.value(dy), size, method, cornersOf(call)), 'float32');
  };
}

export const resizeKernels: KernelTable = {
  ResizeBilinear: call => {
    const images = call.inputs.images!;
    if (isEmpty(images) || images.dtype === 'bool') return null;
    const value = cast(call.backend.value(images), 'float32');
    return call.backend.output(bilinear(value, requestedSize(call), cornersOf(call)), 'float32');
  },
  ResizeNearestNeighbor: call => {
    const images = call.inputs.images!;
    if (isEmpty(images)) return null;
    return call.backend.output(
      nearest(call.backend.value(images), requestedSize(call), cornersOf(call)),
      images.dtype,
    );
  },
  ResizeBilinearGrad: resizeGradient('bilinear'),
  ResizeNearestNeighborGrad: resizeGradient('nearest'),
  [resizeAdjointKernel]: call => {
    const { imageShape, method } = call.attrs as unknown as { imageShape: number[]; method: Method };
    const size: Size = [imageShape[1]!, imageShape[2]!];
    const dy = call.backend.value(call.inputs.dy!);
    return call.backend.output(adjoint(dy, size, method, cornersOf(call)), 'float32');
  },
};

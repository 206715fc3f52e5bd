/**
 * Gradients of kernels that move elements.
 *
 * - MirrorPad: TensorFlow.js crops, and so loses the gradient of the mirrored elements.
 * - StridedSlice, DepthToSpace: TensorFlow.js has none.
 * - Unpack, SplitV: TensorFlow.js expects a list, and throws where there is one part alone.
 * - Tile: TensorFlow.js cuts and adds one slice per repetition, and throws above rank 4.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { stridedSliceOf } from '../strided-slice.js';
import { zerosLike, zeroStuffed, type Attributes, type Replacement } from './gradient.js';

export const shapeGradients: readonly Replacement[] = [
  {
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => foldMirrored(dy as Tensor, x!, attrs) }),
  },
  {
    kernelName: 'StridedSlice',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => unsliced(dy as Tensor, x!, attrs) }),
  },
  {
    kernelName: 'DepthToSpace',
    gradFunc: (dy, _, attrs) => ({ x: () => spaceToDepth(dy as Tensor, attrs.blockSize as number) }),
  },
  {
    kernelName: 'Unpack',
    gradFunc: (dy, _, attrs) => ({ value: () => tf.stack([dy].flat(), attrs.axis as number) }),
  },
  {
    kernelName: 'SplitV',
    gradFunc: (dy, _, attrs) => ({ x: () => tf.concat([dy].flat(), attrs.axis as number) }),
  },
  {
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => summedTiles(dy as Tensor, x!.shape, attrs.reps as number[]) }),
  },
];

/** The adjoint of mirror padding: adds what was mirrored back onto the elements it came from, axis by axis. */
function foldMirrored(dy: Tensor, x: Tensor, attrs: Attributes): Tensor {
  const edge = attrs.mode === 'reflect' ? 1 : 0;
  const paddings = attrs.paddings as [number, number][];
  let folded = dy;
  for (const [axis, [before, after]] of paddings.entries()) {
    if (before === 0 && after === 0) continue;
    const length = x.shape[axis]!;
    const part = (begin: number, size: number) => {
      const start = folded.shape.map((_, index) => (index === axis ? begin : 0));
      const extent = folded.shape.map((full, index) => (index === axis ? size : full));
      return tf.slice(folded, start, extent);
    };
    const placed = (piece: Tensor, offset: number, size: number) =>
      padAxis(tf.reverse(piece, axis), axis, offset, length - offset - size);
    let sum: Tensor = part(before, length);
    if (before > 0) sum = sum.add(placed(part(0, before), edge, before));
    if (after > 0) sum = sum.add(placed(part(before + length, after), length - edge - after, after));
    folded = sum;
  }
  return folded;
}

/** Puts each element of a strided slice back to where it was taken from; the rest is zero. */
function unsliced(dy: Tensor, x: Tensor, attrs: Attributes): Tensor {
  const { begin, strides, sizes } = stridedSliceOf(x.shape, attrs);
  if (sizes.includes(0)) return zerosLike(x);
  return sizes.reduce((placed: Tensor, size, axis) => {
    const [start, stride] = [begin[axis]!, strides[axis]!];
    const first = stride > 0 ? start : start + (size - 1) * stride;
    const spread = zeroStuffed(stride > 0 ? placed : tf.reverse(placed, axis), axis, Math.abs(stride));
    return padAxis(spread, axis, first, x.shape[axis]! - first - spread.shape[axis]!);
  }, dy.reshape(sizes));
}

function padAxis(x: Tensor, axis: number, before: number, after: number): Tensor {
  if (before === 0 && after === 0) return x;
  return tf.pad(
    x,
    x.shape.map((_, index): [number, number] => (index === axis ? [before, after] : [0, 0])),
  );
}

/** Undoes `depthToSpace`: [batch, height·b, width·b, depth] becomes [batch, height, width, b·b·depth]. */
function spaceToDepth(x: Tensor, block: number): Tensor {
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / block, width / block];
  return x
    .reshape([batch, rows, block, columns, block, depth])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, rows, columns, block * block * depth]);
}

/** Adds up the copies that `tile` made. */
function summedTiles(dy: Tensor, shape: readonly number[], reps: readonly number[]): Tensor {
  const split = shape.flatMap((size, axis) => [reps[axis]!, size]);
  const axes = shape.map((_, axis) => 2 * axis).filter(axis => split[axis]! > 1);
  const copies = dy.reshape(split);
  return (axes.length > 0 ? copies.sum(axes) : copies).reshape([...shape]);
}

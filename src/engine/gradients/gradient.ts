/** What a registered gradient is, and the small vocabulary gradients are written in. */
import { tf } from '../tfjs.js';
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';

export type Replacement = tf.GradConfig;
export type Attributes = Readonly<Record<string, unknown>>;

/** Runs a kernel that has one output. */
export function runKernel(name: string, inputs: Record<string, Tensor>, attributes: Attributes): Tensor {
  return tf.engine().runKernel(name, inputs, attributes as NamedAttrMap);
}

/** Axes as kernels accept them (a number, a list, possibly negative, or none for all), counted from 0. */
export function axesOf(x: Tensor, axis: unknown): number[] {
  return tf.util.parseAxisParam(axis as number | number[], x.shape);
}

/** Sums a gradient back to the shape of an operand that was broadcast. */
export function sumTo(x: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return (axes.length > 0 ? x.sum(axes) : x).reshape(shape);
}

/** Float zeros in the shape of a tensor of any type. */
export function zerosLike(x: Tensor): Tensor {
  return tf.zerosLike(x.cast('float32'));
}

/** Puts `step − 1` zeros behind each entry of an axis but the last. */
export function zeroStuffed(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const [length, before, after] = [x.shape[axis]!, x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const entries = x.reshape([product(before), length, 1, product(after)]);
  const padded = tf.pad(entries, [
    [0, 0],
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const stuffed = padded.reshape([product(before), length * step, product(after)]);
  const exact = (length - 1) * step + 1;
  return stuffed.slice([0, 0, 0], [-1, exact, -1]).reshape([...before, exact, ...after]);
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((size, length) => size * length, 1);
}

/**
 * Gradients that replace those of TensorFlow.js, on every backend.
 *
 * - Relu: from the output, so that the input need not be kept; the kernel `ReluGrad` of the onnx backend can tell when the
 *   gradient is masked already.
 * - Sum, Mean: the gradient is spread by broadcasting; TensorFlow.js multiplies with ones that it builds outside of the graph.
 * - Maximum, Minimum, SquaredDifference: TensorFlow.js throws where the operands broadcast.
 * - MirrorPad: TensorFlow.js crops, and so loses the gradient of the mirrored elements.
 */
import * as tf from '@tensorflow/tfjs';
import type { GradFunc, Tensor } from '@tensorflow/tfjs';

let areReplaced = false;

/** Installs the replacements; a second call does nothing. */
export function replaceGradients(): void {
  if (areReplaced) return;
  areReplaced = true;
  for (const gradient of replacements) {
    tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}

type Replacement = Parameters<typeof tf.registerGradient>[0];

const replacements: readonly Replacement[] = [
  {
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => maskedByRelu(dy as Tensor, y!) }),
  },
  {
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as Tensor, x!, attrs.axis) }),
  },
  {
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const count = reducedAxes(x!, attrs.axis).reduce((product, axis) => product * x!.shape[axis]!, 1);
      return { x: () => spread((dy as Tensor).div(count), x!, attrs.axis) };
    },
  },
  broadcasting('Maximum', (a, b, dy) => [select(a.greaterEqual(b), dy), select(a.less(b), dy)]),
  broadcasting('Minimum', (a, b, dy) => [select(a.lessEqual(b), dy), select(a.greater(b), dy)]),
  broadcasting('SquaredDifference', (a, b, dy) => {
    const slope = dy.mul(a.sub(b).mul(2));
    return [slope, slope.neg()];
  }),
  {
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => foldMirrored(dy as Tensor, x!, attrs) }),
  },
];

/** Kernel of the onnx backend: inputs {dy, y}, output dy where y > 0, else 0. */
export const reluGradKernel = 'ReluGrad';

function maskedByRelu(dy: Tensor, y: Tensor): Tensor {
  const kernel = tf.getKernel(reluGradKernel, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel === undefined ? dy.mul(tf.step(y)) : tf.engine().runKernel(reluGradKernel, { dy, y });
}

function reducedAxes(x: Tensor, axis: unknown): number[] {
  return tf.util.parseAxisParam(axis as number | number[], x.shape);
}

/** Repeats the gradient of a reduction along the axes that it summed over. */
function spread(dy: Tensor, x: Tensor, axis: unknown): Tensor {
  const axes = reducedAxes(x, axis);
  const shape = x.shape.map((size, index) => (axes.includes(index) ? 1 : size));
  return tf.broadcastTo(dy.reshape(shape), x.shape);
}

function select(condition: Tensor, dy: Tensor): Tensor {
  return tf.where(condition, dy, tf.zerosLike(dy));
}

/** A binary operator whose operands broadcast: each gradient is summed back to the shape of its operand. */
function broadcasting(
  kernelName: string,
  slopes: (a: Tensor, b: Tensor, dy: Tensor) => [Tensor, Tensor],
): Replacement {
  const gradFunc: GradFunc = (dy, [a, b]) => {
    const gradient = (index: 0 | 1) => () => {
      const operand = [a!, b!][index]!;
      return sumTo(slopes(a!, b!, dy as Tensor)[index], operand.shape);
    };
    return { a: gradient(0), b: gradient(1) };
  };
  return { kernelName, inputsToSave: ['a', 'b'], gradFunc };
}

function sumTo(x: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return (axes.length > 0 ? x.sum(axes) : x).reshape(shape);
}

/** The adjoint of mirror padding: adds what was mirrored back onto the elements it came from, axis by axis. */
function foldMirrored(dy: Tensor, x: Tensor, attrs: Record<string, unknown>): Tensor {
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
      tf.pad(
        tf.reverse(piece, axis),
        folded.shape.map((_, index): [number, number] =>
          index === axis ? [offset, length - offset - size] : [0, 0],
        ),
      );
    let sum: Tensor = part(before, length);
    if (before > 0) sum = sum.add(placed(part(0, before), edge, before));
    if (after > 0) sum = sum.add(placed(part(before + length, after), length - edge - after, after));
    folded = sum;
  }
  return folded;
}

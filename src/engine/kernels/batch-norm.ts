/**
 * Batch normalization of training as two kernels of our own, one for the statistics and the result, one for all gradients:
 *
 *   c = x − mean,   y = c · gain + offset,   gain = scale / √(variance + ε)
 *   dx = gain · (dy − Σ dy / n − c · Σ (dy · c) / (n (variance + ε)))
 *
 * Source: Ioffe & Szegedy, ICML 2015, doi:10.48550/arXiv.1502.03167. Where channels fill blocks, a gain and an offset per channel
 * are a 1x1 depthwise convolution in blocks: 0.6 ms where a product and a sum take 2.1 for [8, 64, 64, 16] (bench/operators).
 */
import { convolutionBlock } from '../block-size.js';
import { fromBlocks, nchwc, toBlocks } from '../blocks.js';
import { constant, type Shape, type Value } from '../graph.js';
import { batchNormGradKernel, batchNormKernel } from '../own-kernels.js';
import { fedScalar } from './activation.js';
import { emit, emitLike, reshape, sizeOf, type KernelTable } from './kernel.js';
import { sumOver } from './reductions.js';

/** How images are laid out while they are normalized. */
interface Layout {
  readonly into: (x: Value) => Value;
  readonly outOf: (y: Value) => Value;
  /** Sum over all but the channels, [channels]. */
  readonly sum: (x: Value) => Value;
  /** x · gain + offset (+ other), gain and offset per channel. */
  readonly affine: (x: Value, gain: Value, offset: Value, other?: Value) => Value;
}

export const batchNormKernels: KernelTable = {
  [batchNormKernel]: ({ inputs, attrs, backend }) => {
    const [x, scale, offset] = [inputs.x!, inputs.scale!, inputs.offset!].map(info =>
      backend.value(info),
    ) as [Value, Value, Value];
    const { into, outOf, sum, affine } = layoutFor(x.shape);
    const channels = scale.shape;
    const inverseCount = constant('float32', [channels[0]! / sizeOf(x.shape)], []);
    const blocks = into(x);
    const mean = emitLike('Mul', [sum(blocks), inverseCount], channels);
    const ones = constant('float32', new Array<number>(channels[0]!).fill(1));
    const centred = affine(blocks, ones, emitLike('Neg', [mean], channels));
    const squares = emitLike('Mul', [centred, centred], centred.shape);
    const variance = emitLike('Mul', [sum(squares), inverseCount], channels);
    const stabilized = emitLike('Add', [variance, fedScalar(attrs.epsilon as number)], channels);
    const inverseDeviation = emitLike('Reciprocal', [emitLike('Sqrt', [stabilized], channels)], channels);
    const y = affine(centred, emitLike('Mul', [scale, inverseDeviation], channels), offset);
    return [outOf(y), mean, variance, outOf(centred), inverseDeviation].map(value =>
      backend.output(value, 'float32'),
    );
  },
  [batchNormGradKernel]: ({ inputs, backend }) => {
    const names = ['dy', 'centred', 'inverseDeviation', 'scale'];
    const [dy, centred, inverseDeviation, scale] = names.map(name => backend.value(inputs[name]!)) as [
      Value,
      Value,
      Value,
      Value,
    ];
    const { into, outOf, sum, affine } = layoutFor(dy.shape);
    const channels = scale.shape;
    const [errors, deviations] = [into(dy), into(centred)];
    const product = (...factors: Value[]) =>
      factors.reduce((made, factor) => emitLike('Mul', [made, factor], channels));
    const errorSum = sum(errors);
    const weightedSum = sum(emitLike('Mul', [errors, deviations], errors.shape));
    const gain = product(scale, inverseDeviation);
    const perElement = product(gain, constant('float32', [-channels[0]! / sizeOf(dy.shape)], []));
    const slope = product(perElement, inverseDeviation, inverseDeviation, weightedSum);
    const shared = affine(deviations, slope, product(perElement, errorSum));
    const none = constant('float32', new Array<number>(channels[0]!).fill(0));
    const dx = affine(errors, gain, none, shared);
    return [outOf(dx), product(inverseDeviation, weightedSum), errorSum].map(value =>
      backend.output(value, 'float32'),
    );
  },
};

function layoutFor(shape: Shape): Layout {
  const block = convolutionBlock();
  const isBlockable = block > 0 && shape.length === 4 && shape[3]! % block === 0;
  return isBlockable ? blockedLayout(shape, block) : plainLayout(shape);
}

function plainLayout(shape: Shape): Layout {
  const leading = shape.slice(1).map((_, axis) => axis);
  return {
    into: x => x,
    outOf: y => y,
    sum: x => sumOver(x, leading),
    affine: (x, gain, offset, other) => {
      const scaled = emitLike('Mul', [x, gain], shape);
      const moved = emitLike('Add', [scaled, offset], shape);
      return other === undefined ? moved : emitLike('Add', [moved, other], shape);
    },
  };
}

function blockedLayout(shape: Shape, block: number): Layout {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const blocked = [batch, channels, height, width];
  return {
    into: x => toBlocks(x, block),
    outOf: y => fromBlocks(y, shape),
    sum: x => {
      const planes = (batch * channels) / block;
      const operands = [onesRow(height * width), reshape(x, [planes, height * width, block])];
      const perImage = emit('MatMul', operands, 'float32', [planes, 1, block]);
      const axis = constant('int64', [0]);
      return emit('ReduceSum', [reshape(perImage, [batch, channels]), axis], 'float32', [channels], {
        keepdims: 0,
      });
    },
    affine: (x, gain, offset, other) => {
      const kernel = reshape(gain, [channels, 1, 1, 1]);
      const attributes = {
        kernel_shape: [1, 1],
        strides: [1, 1],
        dilations: [1, 1],
        pads: [0, 0, 0, 0],
        group: channels,
      };
      const operands = other === undefined ? [x, kernel, offset] : [x, kernel, offset, other];
      return emit('Conv', operands, 'float32', blocked, attributes, nchwc);
    },
  };
}

function onesRow(count: number): Value {
  const one = constant('float32', [1], []);
  return emit('Expand', [one, constant('int64', [1, count])], 'float32', [1, count]);
}

/**
 * Batch normalization of training as two kernels of our own, one for the statistics and the result, one for all gradients:
 *
 *   c = x − mean,   y = c · gain + offset,   gain = scale / √(variance + ε)
 *   dx = gain · (dy − mean(dy) − c · mean(dy · c) / (variance + ε))
 *
 * Source: Ioffe & Szegedy, ICML 2015, doi:10.48550/arXiv.1502.03167. Where channels fill blocks, everything is a depthwise
 * convolution in blocks. A gain and an offset per channel have 1x1 filters: 0.6 ms where a product and a sum take 2.1 for
 * [8, 64, 64, 16]. A sum of products takes one factor as filters that are as large as the images: half the time of a product and
 * its sum (bench/operators).
 */
import { convolutionBlock } from '../block-size.js';
import { fromBlocks, nchwc, toBlocks } from '../blocks.js';
import { constant, type Shape, type Value } from '../graph.js';
import { batchNormGradKernel, batchNormKernel } from '../own-kernels.js';
import { fedScalar } from './activation.js';
import { emit, emitLike, reshape, sizeOf, type KernelTable } from './kernel.js';
import { meanOver } from './reductions.js';

/** How images are laid out while they are normalized. */
interface Layout {
  readonly into: (x: Value) => Value;
  readonly outOf: (y: Value) => Value;
  /** Mean over all but the channels, [channels]. */
  readonly mean: (x: Value) => Value;
  /** Mean of x · y over all but the channels, [channels]. */
  readonly meanProduct: (x: Value, y: Value) => Value;
  /** x · gain + offset (+ other), gain and offset per channel. */
  readonly affine: (x: Value, gain: Value, offset: Value, other?: Value) => Value;
}

export const batchNormKernels: KernelTable = {
  [batchNormKernel]: ({ inputs, attrs, backend }) => {
    const [x, scale, offset] = [inputs.x!, inputs.scale!, inputs.offset!].map(info =>
      backend.value(info),
    ) as [Value, Value, Value];
    const { into, outOf, mean, meanProduct, affine } = layoutFor(x.shape);
    const channels = scale.shape;
    const blocks = into(x);
    const average = mean(blocks);
    const centred = affine(blocks, filled(channels, 1), emitLike('Neg', [average], channels));
    const variance = meanProduct(centred, centred);
    const stabilized = emitLike('Add', [variance, fedScalar(attrs.epsilon as number)], channels);
    const inverseDeviation = emitLike('Reciprocal', [emitLike('Sqrt', [stabilized], channels)], channels);
    const y = affine(centred, emitLike('Mul', [scale, inverseDeviation], channels), offset);
    return [outOf(y), average, variance, outOf(centred), inverseDeviation].map(value =>
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
    const { into, outOf, mean, meanProduct, affine } = layoutFor(dy.shape);
    const channels = scale.shape;
    const count = constant('float32', [sizeOf(dy.shape) / channels[0]!], []);
    const product = (...factors: Value[]) =>
      factors.reduce((made, factor) => emitLike('Mul', [made, factor], channels));
    const negated = (value: Value) => emitLike('Neg', [value], channels);
    const [errors, deviations] = [into(dy), into(centred)];
    const [error, weighted] = [mean(errors), product(meanProduct(errors, deviations), inverseDeviation)];
    const slope = negated(product(weighted, inverseDeviation));
    const unscaled = affine(deviations, slope, negated(error), errors);
    const gain = product(scale, inverseDeviation);
    const dx = outOf(affine(unscaled, gain, filled(channels, 0)));
    dx.scaled = { of: outOf(unscaled), gain };
    return [dx, product(weighted, count), product(error, count)].map(value =>
      backend.output(value, 'float32'),
    );
  },
};

function filled(shape: Shape, number: number): Value {
  return constant('float32', new Array<number>(shape[0]!).fill(number));
}

function layoutFor(shape: Shape): Layout {
  const block = convolutionBlock();
  const isBlockable = block > 0 && shape.length === 4 && shape[3]! % block === 0;
  return isBlockable ? blockedLayout(shape, block) : plainLayout(shape);
}

function plainLayout(shape: Shape): Layout {
  const leading = shape.slice(1).map((_, axis) => axis);
  const mean = (x: Value) => meanOver(x, leading, false);
  return {
    into: x => x,
    outOf: y => y,
    mean,
    meanProduct: (x, y) => mean(emitLike('Mul', [x, y], shape)),
    affine: (x, gain, offset, other) => {
      const scaled = emitLike('Mul', [x, gain], shape);
      const moved = emitLike('Add', [scaled, offset], shape);
      return other === undefined ? moved : emitLike('Add', [moved, other], shape);
    },
  };
}

function blockedLayout(shape: Shape, block: number): Layout {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const planes = batch * channels;
  /** [batch, channels, 1, 1] to [channels]. */
  const meanOfImages = (perImage: Value) => {
    const operands = [reshape(perImage, [batch, channels]), constant('int64', [0])];
    return emit('ReduceMean', operands, 'float32', [channels], { keepdims: 0 });
  };
  const depthwise = (inputs: readonly Value[], kernel: Shape, result: Shape) => {
    const steps = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
    const attributes = { kernel_shape: kernel, group: result[1]!, ...steps };
    return emit('Conv', inputs, 'float32', result, attributes, nchwc);
  };
  return {
    into: x => toBlocks(x, block),
    outOf: y => fromBlocks(y, shape),
    mean: x => meanOfImages(emit('GlobalAveragePool', [x], 'float32', [batch, channels, 1, 1], {}, nchwc)),
    meanProduct: (x, y) => {
      const operands = [reshape(x, [1, planes, height, width]), reshape(y, [planes, 1, height, width])];
      const sums = meanOfImages(depthwise(operands, [height, width], [1, planes, 1, 1]));
      return emitLike('Mul', [sums, constant('float32', [1 / (height * width)], [])], [channels]);
    },
    affine: (x, gain, offset, other) => {
      const operands = [
        x,
        reshape(gain, [channels, 1, 1, 1]),
        offset,
        ...(other === undefined ? [] : [other]),
      ];
      return depthwise(operands, [1, 1], [batch, channels, height, width]);
    },
  };
}

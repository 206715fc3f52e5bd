import { constant } from '../../dist/engine/graph.js';
import { emit, emitLike, reshape, spread } from '../../dist/engine/kernels/kernel.js';
import { sumOver } from '../../dist/engine/kernels/reductions.js';
import { random } from './measure.js';

/** Trailing axes of length 1: taken off, or left to ONNX Runtime. */
export const trailingOnes = [
  [[64, 28, 28, 1], []],
  [
    [64, 28, 28, 1],
    [1, 1, 1, 1],
  ],
  [
    [64, 28, 28, 1],
    [64, 1, 1, 1],
  ],
].map(([shape, other]) => {
  const operands = [random(shape), random(other)];
  return {
    title: `[${shape.join()}] + [${other.join()}]`,
    forms: {
      engine: { make: () => emitLike('Add', operands, shape) },
      'as it is': { make: () => emit('Add', operands, 'float32', shape) },
    },
  };
});

/** A vector that is spread over images before it is multiplied: taken as it was, spread, or repeated along a row. */
export const spreadVectors = [
  [8, 64, 64, 16],
  [32, 32, 32, 16],
].map(shape => {
  const [images, vector] = [random(shape), random(shape.slice(3))];
  return {
    title: `[${shape.join()}] * spread [${vector.shape.join()}]`,
    forms: {
      engine: { make: () => emitLike('Mul', [images, spread(vector, shape)], shape) },
      spread: { make: () => emit('Mul', [images, spread(vector, shape)], 'float32', shape) },
      'by row': { make: () => multipliedByRow(images, vector) },
    },
  };
});

function multipliedByRow(images, vector) {
  const [batch, height, width, channels] = images.shape;
  const [lines, length] = [batch * height, width * channels];
  const row = reshape(spread(vector, [width, channels]), [length]);
  const product = emit('Mul', [reshape(images, [lines, length]), row], 'float32', [lines, length]);
  return reshape(product, images.shape);
}

/** Sums over all axes but the channels: a product with a row of ones, or ONNX's reduction. */
export const channelSums = [
  [64, 14, 14, 64],
  [8, 64, 64, 16],
].map(shape => {
  const [images, axes] = [random(shape), [0, 1, 2]];
  const reduced = () =>
    emit('ReduceSum', [images, constant('int64', axes)], 'float32', shape.slice(3), { keepdims: 0 });
  return {
    title: `sum of [${shape.join()}] per channel`,
    forms: { engine: { make: () => sumOver(images, axes) }, reduction: { make: reduced } },
  };
});

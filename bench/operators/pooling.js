import { cast, emit, emitLike, reshape, slice } from '../../dist/engine/kernels/kernel.js';
import { poolingKernels } from '../../dist/engine/kernels/pooling.js';
import { constant } from '../../dist/engine/graph.js';
import { reluGradKernel } from '../../dist/engine/own-kernels.js';
import { evaluated, random, recorded } from './measure.js';

/** Where a 2x2 window begins, and what of it is next. */
const places = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** The gradient of 2x2 max pooling: choices interleaved while they are bytes, or the gradients of the four places. */
export const maxPoolGradients = [
  [64, 28, 28, 32],
  [64, 14, 14, 64],
].map(shape => {
  const input = random(shape);
  const output = evaluated(
    emitLike(
      'Max',
      places.map(place => placeOf(input, place)),
      halved(shape),
    ),
  );
  const dy = random(output.shape);
  const attrs = { filterSize: 2, strides: 2, pad: 'valid' };
  return {
    title: `max pooling gradient [${shape.join()}]`,
    forms: {
      bytes: { make: () => recorded(poolingKernels.MaxPoolGrad, { dy, input, output }, attrs) },
      floats: { make: () => interleavedGradients(input, output, dy) },
    },
  };
});

/** The gradient of a ReLU: a product with a step of the output, one with a comparison as 0 and 1, or a choice. */
export const maskedGradients = [[64, 28, 28, 32]].map(shape => {
  const [dy, x] = [random(shape), random(shape.toReversed())];
  const y = evaluated(emit('Relu', [reshape(x, shape)], 'float32', shape));
  const isPositive = () => emitLike('Greater', [y, constant('float32', [0], [])], shape, 'bool');
  const zero = constant('float32', [0], []);
  return {
    title: `ReLU gradient [${shape.join()}]`,
    forms: {
      engine: { make: () => recorded(poolingKernels[reluGradKernel], { dy, y }, {}) },
      comparison: { make: () => emitLike('Mul', [dy, cast(isPositive(), 'float32')], shape) },
      where: { make: () => emit('Where', [isPositive(), dy, zero], 'float32', shape) },
    },
  };
});

function halved([batch, height, width, channels]) {
  return [batch, height / 2, width / 2, channels];
}

function placeOf(x, [row, column]) {
  return slice(x, [0, row, column, 0], halved(x.shape), [1, 2, 2, 1]);
}

function interleavedGradients(x, y, dy) {
  const logic = (op, ...inputs) => emitLike(op, inputs, y.shape, 'bool');
  let isFree = null;
  const pieces = places.map(place => {
    const isMaximum = logic('Equal', placeOf(x, place), y);
    const isFirst = isFree === null ? isMaximum : logic('And', isFree, isMaximum);
    const isLower = logic('Not', isMaximum);
    isFree = isFree === null ? isLower : logic('And', isFree, isLower);
    return emitLike('Mul', [dy, cast(isFirst, 'float32')], dy.shape);
  });
  return interleaved(pieces, x.shape);
}

/** Joins the four places of the windows to whole rows, and these to images. */
function interleaved(pieces, [batch, height, width, channels]) {
  const lines = (batch * height) / 2;
  const join = (values, axis, shape) => emit('Concat', values, 'float32', shape, { axis });
  const rows = [pieces.slice(0, 2), pieces.slice(2)].map(pair => {
    const columns = pair.map(piece => reshape(piece, [lines, width / 2, channels]));
    return reshape(join(columns, 2, [lines, width / 2, 2 * channels]), [lines, 1, width * channels]);
  });
  return reshape(join(rows, 1, [lines, 2, width * channels]), [batch, height, width, channels]);
}

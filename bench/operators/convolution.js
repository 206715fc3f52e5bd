import * as tf from '@tensorflow/tfjs';
import { convolve } from '../../dist/engine/blocked-convolution.js';
import { geometryOf } from '../../dist/engine/kernels/convolution.js';
import { filterGradient, productOfRows, productPerTap } from '../../dist/engine/kernels/filter-gradient.js';
import { random } from './measure.js';

/** Images and filters of the networks of the bench. */
const shapes = [
  [
    [64, 28, 28, 1],
    [5, 5, 1, 32],
  ],
  [
    [64, 14, 14, 32],
    [5, 5, 32, 64],
  ],
  [
    [8, 64, 64, 16],
    [3, 3, 16, 16],
  ],
  [
    [32, 32, 32, 3],
    [3, 3, 3, 16],
  ],
  [
    [32, 16, 16, 32],
    [3, 3, 32, 32],
  ],
];

/** The blocked form of a convolution against ONNX's own. */
export const convolutions = shapes.map(([images, filter]) => {
  const [x, weights] = [random(images), random(filter)];
  const make = () => convolve(x, weights, geometryOf(infoOf(images, filter)));
  return {
    title: `convolution ${titleOf(images, filter)}`,
    forms: { blocked: { make, convolution: 'blocked' }, plain: { make, convolution: 'plain' } },
  };
});

/** The forms of the gradient of the filter; `engine` is the one that it chooses. */
export const filterGradients = shapes.map(([images, filter]) => {
  const info = infoOf(images, filter);
  const [x, dy] = [random(images), random(info.outShape)];
  const by = form => ({ make: () => form(x, dy, info) });
  return {
    title: `filter gradient ${titleOf(images, filter)}`,
    forms: { engine: by(filterGradient), 'per tap': by(productPerTap), rows: by(productOfRows) },
  };
});

function infoOf(images, filter) {
  return tf.backend_util.computeConv2DInfo(images, filter, 1, 1, 'same');
}

function titleOf(images, filter) {
  return `[${images.join()}] * [${filter.join()}]`;
}

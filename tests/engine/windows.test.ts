import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { testGradients, type GradientCase } from './gradient-table.js';
import { testNative, type Compute } from './native-table.js';
import { sampleTensor } from './on-backends.js';

const images = (shape: number[], seed = 1) => sampleTensor(shape, seed) as tf.Tensor4D;
const volumes = (shape: number[], seed = 1) => sampleTensor(shape, seed) as tf.Tensor5D;
type Padding = 'same' | 'valid' | number;

/** Windows and strides of pooling: tiles, overlaps, gaps, the whole image. */
const poolings: readonly [number | [number, number], number | [number, number], Padding][] = [
  [2, 2, 'valid'],
  [2, 2, 'same'],
  [3, 2, 'same'],
  [3, 2, 'valid'],
  [[2, 3], 1, 'valid'],
  [3, 1, 'same'],
  [2, 3, 'valid'],
  [3, 2, 1],
  [[7, 9], 1, 'valid'],
];
const poolingName = ([size, strides, pad]: (typeof poolings)[number]) =>
  `window ${String(size)}, stride ${String(strides)}, ${pad}`;

const kernels: Record<string, Compute> = {
  ...Object.fromEntries(
    poolings.map(pooling => [
      `average pooling, ${poolingName(pooling)}`,
      () => [tf.avgPool(images([2, 7, 9, 3]), ...pooling), tf.avgPool(images([2, 7, 9, 8]), ...pooling)],
    ]),
  ),
  'average pooling of volumes': () => [
    tf.avgPool3d(volumes([2, 5, 6, 4, 3]), 2, 2, 'same'),
    tf.avgPool3d(volumes([2, 5, 6, 4, 3]), [3, 2, 3], [2, 1, 1], 'valid'),
  ],
  'max pooling of volumes': () => [
    tf.maxPool3d(volumes([2, 5, 6, 4, 3]), 2, 2, 'same'),
    tf.maxPool3d(volumes([2, 5, 6, 4, 3]), [3, 2, 3], [2, 1, 1], 'valid'),
  ],
  'convolution of volumes': () => {
    const x = volumes([2, 5, 6, 7, 3]);
    const filter = volumes([3, 2, 3, 3, 4], 2);
    return [
      tf.conv3d(x, filter, 1, 'same'),
      tf.conv3d(x, filter, 1, 'valid'),
      tf.conv3d(x, filter, [2, 1, 2], 'same'),
      tf.conv3d(x, filter, 1, 'same', 'NDHWC', 2),
      tf.conv3d(volumes([1, 4, 4, 4, 8]), volumes([1, 1, 1, 8, 5], 2), 2, 'valid'),
    ];
  },
  'transposed convolution': () => [
    tf.conv2dTranspose(images([2, 4, 5, 3]), images([3, 3, 6, 3], 2), [2, 8, 10, 6], 2, 'same'),
    tf.conv2dTranspose(images([2, 4, 5, 3]), images([2, 2, 6, 3], 2), [2, 8, 10, 6], 2, 'valid'),
    tf.conv2dTranspose(images([2, 4, 5, 3]), images([3, 3, 6, 3], 2), [2, 4, 5, 6], 1, 'same'),
  ],
  'depthwise convolution, dilated and with a multiplier': () => [
    tf.depthwiseConv2d(images([2, 7, 6, 3]), images([3, 3, 3, 2], 2), 1, 'same', 'NHWC', 2),
    tf.separableConv2d(images([2, 7, 6, 3]), images([3, 3, 3, 2], 2), images([1, 1, 6, 4], 3), 1, 'same'),
  ],
  'fused convolution and product, every activation': () => {
    const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'prelu', 'leakyrelu'] as const;
    return activations.flatMap(activation => {
      const bias = sampleTensor([3], 3);
      const common = {
        bias,
        activation,
        preluActivationWeights: sampleTensor([3], 5),
        leakyreluAlpha: 0.3,
      };
      const [a, b] = [sampleTensor([4, 6]) as tf.Tensor2D, sampleTensor([6, 3], 2) as tf.Tensor2D];
      const window = { strides: 1, pad: 'same' } as const;
      return [
        tf.fused.matMul({ a, b, ...common }),
        tf.fused.conv2d({ x: images([1, 5, 4, 2]), filter: images([3, 3, 2, 3], 2), ...window, ...common }),
        tf.fused.depthwiseConv2d({
          x: images([1, 5, 4, 3]),
          filter: images([3, 3, 3, 1], 2),
          ...window,
          ...common,
        }),
      ];
    });
  },
};

type Convolve = (
  x: tf.Tensor,
  filter: tf.Tensor,
  strides: number,
  pad: 'same' | 'valid',
  dilation: number,
) => tf.Tensor;

const forms: readonly [number, 'same' | 'valid', number][] = [
  [1, 'same', 1],
  [1, 'valid', 1],
  [2, 'same', 1],
  [2, 'valid', 1],
  [1, 'same', 2],
  [1, 'valid', 2],
];

const gradients: Record<string, GradientCase> = {
  ...Object.fromEntries(
    poolings.flatMap(pooling => [
      [
        `average pooling, ${poolingName(pooling)}`,
        { f: (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, ...pooling), shape: [2, 7, 9, 3] },
      ],
      [
        `max pooling, ${poolingName(pooling)}`,
        { f: (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, ...pooling), shape: [2, 7, 9, 4], scale: 20 },
      ],
    ]),
  ),
  'average pooling of volumes, tiles': {
    f: x => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'valid'),
    shape: [2, 4, 6, 2, 2],
  },
  'average pooling of volumes, overlapping': {
    f: x => tf.avgPool3d(x as tf.Tensor5D, [3, 2, 3], [2, 1, 1], 'same'),
    shape: [1, 5, 6, 4, 2],
  },
  'max pooling of volumes, tiles': {
    f: x => tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'same'),
    shape: [2, 4, 5, 2, 2],
    scale: 20,
  },
  'max pooling of volumes, overlapping': {
    f: x => tf.maxPool3d(x as tf.Tensor5D, [3, 2, 3], [2, 1, 1], 'valid'),
    shape: [1, 5, 6, 4, 2],
    scale: 20,
    cpuIsWrong: 'it counts the taps of a window by its height where it means its width',
  },
  ...convolutionCases('convolution', (x, filter, strides, pad, dilation) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilation),
  ),
  'wide dilated convolution by its input': {
    f: x => tf.conv2d(x as tf.Tensor4D, images([3, 3, 16, 8], 2), 1, 'same', 'NHWC', 2),
    shape: [2, 8, 7, 16],
  },
  'wide dilated convolution by its filter': {
    f: x => tf.conv2d(images([2, 8, 7, 16]), x as tf.Tensor4D, 1, 'same', 'NHWC', 2),
    shape: [3, 3, 16, 16],
  },
  ...depthwiseCases(),
  ...volumeCases(),
  'transposed convolution by its input': {
    f: x => tf.conv2dTranspose(x as tf.Tensor4D, images([3, 3, 4, 3], 2), [2, 8, 10, 4], 2, 'same'),
    shape: [2, 4, 5, 3],
  },
  'transposed convolution by its filter': {
    f: x => tf.conv2dTranspose(images([2, 4, 5, 3]), x as tf.Tensor4D, [2, 8, 10, 4], 2, 'same'),
    shape: [3, 3, 4, 3],
  },
};

function casesOf(name: string, convolve: Convolve, xShape: number[], filterShape: number[]) {
  return Object.fromEntries(
    forms.flatMap(([strides, pad, dilation]): [string, GradientCase][] => {
      const form = `stride ${strides}, ${pad}, dilation ${dilation}`;
      return [
        [
          `${name} by its input, ${form}`,
          { f: x => convolve(x, sampleTensor(filterShape, 2), strides, pad, dilation), shape: xShape },
        ],
        [
          `${name} by its filter, ${form}`,
          { f: w => convolve(sampleTensor(xShape), w, strides, pad, dilation), shape: filterShape },
        ],
      ];
    }),
  );
}

function convolutionCases(name: string, convolve: Convolve) {
  return casesOf(name, convolve, [2, 7, 6, 3], [3, 2, 3, 4]);
}

function depthwiseCases() {
  const convolve: Convolve = (x, filter, strides, pad, dilation) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilation);
  return casesOf('depthwise convolution', convolve, [2, 7, 6, 3], [3, 2, 3, 2]);
}

function volumeCases() {
  const convolve: Convolve = (x, filter, strides, pad, dilation) =>
    tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides, pad, 'NDHWC', dilation);
  return {
    ...casesOf('convolution of volumes', convolve, [2, 5, 6, 5, 2], [3, 2, 3, 2, 3]),
    ...casesOf('wide convolution of volumes', convolve, [1, 5, 4, 5, 6], [2, 2, 3, 6, 3]),
  };
}

testNative('kernels with windows', kernels);
testGradients('gradients of kernels with windows', gradients);

describe('max pooling with overlapping windows', () => {
  it('sends the gradient of a tie to the first maximum only', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      const gradient = tf.grad((v: tf.Tensor) => tf.maxPool(v as tf.Tensor4D, 2, 1, 'valid').sum())(x);
      expect(Array.from(gradient.dataSync())).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
    });
  });
});

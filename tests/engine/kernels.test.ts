import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';
import { largestGap, onBothBackends, sampleTensor } from './on-backends.js';

/** Float32 sums of up to a few thousand products, added in another order. */
const sumTolerance = 2e-5;

const image = (shape: number[], seed = 1) => sampleTensor(shape, seed) as tf.Tensor4D;
const ints = () => tf.tensor([3, -2, 0, 7, 5, -9], [2, 3], 'int32');
const bools = () => tf.tensor([1, 0, 0, 1, 1, 0], [2, 3], 'bool');

type Compute = () => tf.Tensor | tf.Tensor[];

const unaryOps = [
  'abs ceil cos cosh elu erf exp expm1 floor log1p neg reciprocal relu relu6 round selu sigmoid sign sin sinh softplus',
  'square step tan tanh leakyRelu acos asin atan asinh',
]
  .join(' ')
  .split(' ');

const native: Record<string, Compute> = {
  ...Object.fromEntries(
    unaryOps.map(name => [
      name,
      () =>
        (tf[name as 'abs'] as (x: tf.Tensor) => tf.Tensor)(
          sampleTensor([3, 4, 2]).mul(name === 'log1p' ? 0.5 : 0.9),
        ),
    ]),
  ),
  'round half to even': () => tf.round(tf.tensor1d([0.5, 1.5, 2.5, -0.5, -1.5])),
  'abs, neg and sign of int32': () => [ints().abs(), ints().neg(), ints().sign()],
  'arithmetic that broadcasts': () => {
    const [a, b] = [sampleTensor([2, 3, 4], 1), sampleTensor([3, 1], 2)];
    return [a.add(b), a.sub(b), a.mul(b), a.div(b), a.maximum(b), a.minimum(b), a.squaredDifference(b)];
  },
  'arithmetic with a number and trailing axes of length 1': () => {
    const x = sampleTensor([2, 3, 1, 1]);
    return [x.sub(0.25), tf.scalar(0.5).sub(x), x.mul(tf.tensor([2, 3], [2, 1, 1, 1])), x.greater(0.1)];
  },
  'int32 arithmetic': () => [
    ints().add(ints()),
    ints().mul(tf.scalar(3, 'int32')),
    ints().maximum(tf.scalar(1, 'int32')),
  ],
  power: () => tf.pow(sampleTensor([5]).abs(), tf.scalar(2.5)),
  'angles in all quadrants, on the axes and at the origin': () => [
    tf.atan2(sampleTensor([5, 4]), sampleTensor([5, 4], 2)),
    tf.atan2(tf.tensor1d([0, 0, 1, -1, 0]), tf.tensor1d([1, -1, 0, 0, 0])),
    tf.atan2(sampleTensor([3, 1]), sampleTensor([4], 2)),
  ],
  'mirrored images': () => tf.image.flipLeftRight(image([2, 3, 4, 2])),
  comparison: () => {
    const [a, b] = [sampleTensor([2, 3]), sampleTensor([3], 2)];
    return [a.greater(b), a.greaterEqual(a), a.less(b), a.lessEqual(b), a.equal(a), a.notEqual(b)];
  },
  'comparison of bool': () => [bools().equal(bools().logicalNot()), bools().notEqual(bools())],
  logic: () => [
    bools().logicalAnd(tf.tensor([1, 0, 1], [3], 'bool')),
    bools().logicalOr(bools()),
    bools().logicalNot(),
  ],
  'selection by element and by row': () => [
    tf.where(bools(), sampleTensor([2, 3]), sampleTensor([2, 3], 2)),
    tf.where(bools(), ints(), ints().neg()),
  ],
  casts: () => [
    sampleTensor([4]).mul(9).cast('int32'),
    ints().cast('float32'),
    ints().cast('bool'),
    bools().cast('int32'),
    bools().cast('float32'),
  ],
  'clip to bounds': () => sampleTensor([9]).clipByValue(-0.25, 0.5),
  'sum of several': () => tf.addN([sampleTensor([3, 2]), sampleTensor([3, 2], 2), sampleTensor([3, 2], 3)]),
  sums: () => {
    const x = sampleTensor([3, 4, 5]);
    return [
      x.sum(),
      x.sum(0),
      x.sum([0, 1]),
      x.sum(-1, true),
      x.sum([0, 2]),
      ints().sum(1),
      x.mean(),
      x.mean([1], true),
      bools().mean(),
      ints().mean(0),
    ];
  },
  extrema: () => {
    const x = sampleTensor([3, 4, 5]);
    return [x.max(), x.max(1, true), x.min([0, 2]), x.prod(2), x.argMax(1), x.argMin(-1), ints().max(0)];
  },
  'all and any': () => [bools().all(), bools().any(1), bools().all(0, true)],
  softmax: () => [
    tf.softmax(sampleTensor([3, 5])),
    tf.logSoftmax(sampleTensor([3, 5])),
    tf.logSumExp(sampleTensor([3, 5]), 1),
  ],
  'cumulative sum': () => [
    tf.cumsum(sampleTensor([3, 4]), 1),
    tf.cumsum(sampleTensor([3, 4]), 0, true, true),
  ],
  'matrix products': () => {
    const [a, b] = [sampleTensor([4, 6]) as tf.Tensor2D, sampleTensor([6, 3], 2) as tf.Tensor2D];
    return [
      tf.matMul(a, b),
      tf.matMul(a, a, true, false),
      tf.matMul(b, a, true, true),
      tf.matMul(sampleTensor([2, 3, 4]), sampleTensor([2, 4, 5])),
      tf.matMul(sampleTensor([2, 4, 3]), sampleTensor([1, 4, 5]), true, false),
      tf.fused.matMul({ a, b, bias: sampleTensor([3], 4), activation: 'relu' }),
    ];
  },
  'reshape, transpose, reverse': () => {
    const x = sampleTensor([2, 3, 4]);
    return [
      x.reshape([4, -1]),
      x.transpose([2, 0, 1]),
      x.transpose(),
      x.reverse([0, 2]),
      x.expandDims(1).squeeze(),
    ];
  },
  'slices, joins and splits': () => {
    const x = sampleTensor([4, 6]);
    return [
      x.slice([1, 2], [2, 3]),
      x.concat(x, 1),
      tf.stack([x, x], 1),
      ...tf.unstack(x, 1),
      ...tf.split(x, [1, 2, 3], 1),
    ];
  },
  'constant and mirrored padding': () => {
    const x = sampleTensor([3, 4]);
    const borders: [[number, number], [number, number]] = [
      [1, 2],
      [2, 0],
    ];
    return [x.pad(borders, 7), tf.mirrorPad(x, borders, 'reflect'), tf.mirrorPad(x, borders, 'symmetric')];
  },
  'gather, tile, one-hot': () => [
    tf.gather(sampleTensor([5, 3]), tf.tensor1d([4, 0, 4], 'int32')),
    tf.gather(sampleTensor([2, 5]), tf.tensor1d([1, 3], 'int32'), 1),
    tf.tile(sampleTensor([2, 3]), [2, 2]),
    tf.oneHot(tf.tensor1d([0, 2, -1, 3], 'int32'), 3),
  ],
  fills: () => [tf.fill([2, 2], 3), tf.zerosLike(sampleTensor([3])), tf.onesLike(ints())],
  'convolution, every stride, dilation and padding': () => {
    const x = image([2, 9, 8, 3]);
    const filter = image([3, 3, 3, 5], 2);
    return [
      tf.conv2d(x, filter, 1, 'same'),
      tf.conv2d(x, filter, 2, 'same'),
      tf.conv2d(x, filter, [2, 1], 'valid'),
      tf.conv2d(x, filter, 1, 'same', 'NHWC', 2),
      tf.conv2d(x, filter, 1, [
        [0, 0],
        [2, 1],
        [0, 3],
        [0, 0],
      ]),
      tf.conv2d(x, image([1, 1, 3, 2]), 1, 'valid'),
    ];
  },
  'convolution with as many channels as a block, more, and odd counts': () => [
    tf.conv2d(image([2, 6, 6, 16]), image([3, 3, 16, 32], 2), 1, 'same'),
    tf.conv2d(image([2, 6, 6, 20]), image([3, 3, 20, 17], 2), 1, 'same'),
    tf.conv2d(image([2, 6, 6, 18]), image([3, 3, 18, 4], 2), 1, 'same'),
  ],
  'convolution with bias and activation': () =>
    tf.fused.conv2d({
      x: image([2, 6, 6, 16]),
      filter: image([3, 3, 16, 10], 2),
      strides: 1,
      pad: 'same',
      bias: sampleTensor([10], 3),
      activation: 'relu',
    }),
  'depthwise convolution': () => [
    tf.depthwiseConv2d(image([2, 7, 6, 3]), image([3, 3, 3, 1], 2), 1, 'same'),
    tf.depthwiseConv2d(image([2, 7, 6, 3]), image([3, 3, 3, 2], 2), 2, 'valid'),
  ],
  'max pooling': () => {
    const x = image([2, 7, 9, 3]);
    return [
      tf.maxPool(x, 2, 2, 'valid'),
      tf.maxPool(x, 2, 2, 'same'),
      tf.maxPool(x, 3, 2, 'same'),
      tf.maxPool(x, [2, 3], 1, 'valid'),
    ];
  },
};

describe('native kernels', () => {
  const fallen: string[] = [];
  beforeAll(() => startEngine());
  afterEach(() => {
    onFallback(null);
    fallen.length = 0;
  });

  it.each(Object.entries(native))('%s: equals the cpu backend, inside of the graph', async (_, compute) => {
    onFallback(name => fallen.push(name));
    const { onnx, cpu } = await onBothBackends(compute);
    expect(largestGap(onnx, cpu)).toBeLessThan(sumTolerance);
    expect(fallen).toEqual([]);
  });

  it('runs a kernel it does not have on the cpu backend, with the right result, and reports it', async () => {
    onFallback(name => fallen.push(name));
    const { onnx, cpu } = await onBothBackends(() => tf.unique(tf.tensor1d([3, 1, 3, 2])).values);
    expect(onnx).toEqual(cpu);
    expect(fallen).toEqual(['Unique']);
  });

  it('keeps complex and string tensors outside of the graph', () => {
    tf.tidy(() => {
      const z = tf.complex(sampleTensor([3]), sampleTensor([3], 2));
      expect(Array.from(tf.real(z).dataSync())).toEqual(Array.from(sampleTensor([3]).dataSync()));
      expect(Array.from(tf.imag(z).dataSync())).toEqual(Array.from(sampleTensor([3], 2).dataSync()));
      expect(tf.tensor1d(['a', 'b']).dataSync()).toEqual(['a', 'b']);
    });
  });
});

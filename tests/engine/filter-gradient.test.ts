import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chooseConvolutionForm } from '../../src/engine/blocked-convolution.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

/** Float32 sums of up to two thousand products, added in another order, relative to their largest. */
const sumTolerance = 1e-5;

interface Case {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly stride?: [number, number];
  readonly dilation?: [number, number];
  readonly pad?: 'same' | 'valid';
}

/** Outputs of a multiple of 16 channels and a batch (or strips of it) of a multiple of 16 take the blocked form. */
const cases: Record<string, Case> = {
  'few input channels': { x: [16, 6, 5, 2], filter: [3, 3, 2, 16] },
  'a batch that fills one block': { x: [16, 6, 5, 3], filter: [3, 3, 3, 16] },
  'a batch that fills two blocks': { x: [32, 4, 6, 20], filter: [5, 3, 20, 32] },
  'a batch of 4 cut into strips': { x: [4, 8, 5, 6], filter: [3, 3, 6, 16] },
  'a single image cut into strips': { x: [1, 16, 7, 4], filter: [3, 5, 4, 16] },
  'blocks of inputs and outputs, in strips': { x: [4, 16, 4, 32], filter: [3, 3, 32, 32] },
  'blocks of inputs, dilated': { x: [16, 7, 8, 32], filter: [2, 3, 32, 16], dilation: [1, 2] },
  'a batch that no strips bring to a block': { x: [3, 7, 7, 4], filter: [3, 3, 4, 16] },
  'outputs that leave a block unfilled': { x: [16, 6, 6, 4], filter: [3, 3, 4, 10] },
  'no padding': { x: [16, 6, 7, 4], filter: [3, 4, 4, 16], pad: 'valid' },
  'one by one': { x: [16, 5, 5, 8], filter: [1, 1, 8, 16] },
  stride: { x: [16, 7, 8, 4], filter: [3, 3, 4, 16], stride: [2, 2] },
  'stride without padding, with rows that no window reaches': {
    x: [16, 8, 8, 4],
    filter: [3, 3, 4, 16],
    stride: [2, 3],
    pad: 'valid',
  },
  'stride in strips': { x: [4, 8, 8, 4], filter: [3, 3, 4, 16], stride: [2, 2] },
  dilation: { x: [16, 9, 8, 4], filter: [3, 3, 4, 16], dilation: [2, 3] },
  'dilation in strips': { x: [8, 8, 8, 4], filter: [3, 3, 4, 16], dilation: [3, 2] },
};

/** The sum over all positions of input times dy, written out. */
function reference(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { filter, stride = [1, 1], dilation = [1, 1] }: Case,
  pad: [number, number],
) {
  const [images, errors] = [x.arraySync(), dy.arraySync()];
  const [rows, columns, inputs, outputs] = filter;
  const sums: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++) {
          let sum = 0;
          errors.forEach((image, n) =>
            image.forEach((line, y) =>
              line.forEach((error, place) => {
                const input = images[n]![y * stride[0] + row * dilation[0] - pad[0]];
                sum += error[o]! * (input?.[place * stride[1] + column * dilation[1] - pad[1]]?.[i] ?? 0);
              }),
            ),
          );
          sums.push(sum);
        }
  return sums;
}

describe('the filter gradient of a convolution', () => {
  beforeAll(async () => {
    await startEngine();
  });
  afterEach(() => {
    chooseConvolutionForm('auto');
  });

  describe.each(['plain', 'auto'] as const)('in the %s form', form => {
    it.each(Object.entries(cases))('is the sum over positions: %s', (_, example) => {
      chooseConvolutionForm(form);
      const { x: shape, filter, stride = [1, 1], dilation = [1, 1], pad = 'same' } = example;
      const info = tf.backend_util.computeConv2DInfo(shape, filter, stride, dilation, pad);
      tf.tidy(() => {
        const x = sampleTensor(shape) as tf.Tensor4D;
        const dy = sampleTensor(info.outShape, 2) as tf.Tensor4D;
        const gradient = tf
          .engine()
          .runKernel<tf.Tensor>(
            'Conv2DBackpropFilter',
            { x, dy },
            { strides: stride, dilations: dilation, pad, dataFormat: 'NHWC', filterShape: filter },
          );
        const expected = reference(x, dy, example, [info.padInfo.top, info.padInfo.left]);
        const scale = Math.max(...expected.map(Math.abs));
        const found = gradient.dataSync();
        const gap = Math.max(...expected.map((sum, index) => Math.abs(sum - found[index]!)));
        expect(gradient.shape).toEqual(filter);
        expect(gap / scale).toBeLessThan(sumTolerance);
      });
    });
  });
});

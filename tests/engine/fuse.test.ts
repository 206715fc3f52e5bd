import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chooseConvolutionForm } from '../../src/engine/blocked-convolution.js';
import { fuse } from '../../src/engine/fuse.js';
import { traceProgram } from '../../src/engine/graph.js';
import { OnnxBackend } from '../../src/engine/backend.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

/** Float32 sums of up to three hundred products, in another order. */
const sumTolerance = 2e-5;

type Images = tf.Tensor4D;

const convolve = (x: Images, filters = 32, seed = 3): Images =>
  tf.conv2d(x, sampleTensor([3, 3, x.shape[3], filters], seed) as Images, 1, 'same');

/** What is made of images of 32 channels; each is run in blocks and without. */
const examples: Record<string, (x: Images) => tf.Tensor[]> = {
  'a sum with what a convolution takes': x => [convolve(x).add(x).relu()],
  'a sum of two convolutions': x => [
    convolve(x)
      .add(convolve(x, 32, 4))
      .relu(),
  ],
  'a sum of one convolution with itself': x => {
    const y = convolve(x);
    return [y.add(y)];
  },
  'a sum whose first part is needed again': x => {
    const y = convolve(x);
    return [y.add(convolve(y, 32, 5)).relu(), y.mul(2)];
  },
  'a sum behind a bias': x => [
    convolve(x)
      .add(sampleTensor([32], 6))
      .add(x)
      .relu(),
  ],
  'a bias behind a sum': x => [
    convolve(x)
      .add(x)
      .add(sampleTensor([32], 6))
      .relu(),
  ],
  'a ReLU that is read and convolved': x => {
    const y = convolve(x).relu();
    return [y, convolve(y as Images)];
  },
  'numbers and functions between convolutions': x => [convolve(convolve(x).sigmoid().sub<Images>(0.5))],
  'a product with an image that no convolution made': x => [convolve(convolve(x).mul(x)), x.mul(convolve(x))],
  'a vector per channel': x => [convolve(convolve(x).mul(sampleTensor([32], 6)))],
  'channels joined and cut': x => {
    const joined = tf.concat([convolve(x), convolve(x, 16, 4)], 3);
    const [a, b] = tf.split(joined, [16, 32], 3) as [Images, Images];
    return [convolve(joined, 16), a.relu(), convolve(b)];
  },
  'channels joined that fill no block': x => [convolve(tf.concat([convolve(x, 24), convolve(x, 8)], 3))],
  'wide filters and their gradients': x => {
    const filter = sampleTensor([5, 5, 32, 48], 3) as Images;
    const wide = (images: Images, weights: Images): Images => tf.conv2d(images, weights, 1, 'same');
    const gradients = tf.grads((images, weights) => wide(images as Images, weights as Images));
    return [wide(x, filter), ...gradients([x, filter], sampleTensor([2, 5, 6, 48], 4))];
  },
  'rows joined': x => [convolve(tf.concat([convolve(x), x], 1))],
};

function elementsOf(make: (x: Images) => tf.Tensor[], form: 'plain' | 'auto'): Float32Array[] {
  chooseConvolutionForm(form);
  return tf.tidy(() => make(sampleTensor([2, 5, 6, 32]) as Images).map(y => y.dataSync<'float32'>()));
}

describe('operators around blocked convolutions', () => {
  beforeAll(async () => {
    await startEngine();
  });
  afterEach(() => {
    chooseConvolutionForm('auto');
  });

  it.each(Object.entries(examples))('make the numbers of the plain form: %s', (_, make) => {
    const [plain, blocked] = [elementsOf(make, 'plain'), elementsOf(make, 'auto')];
    plain.forEach((expected, index) => {
      const scale = Math.max(...expected.map(Math.abs));
      const gap = Math.max(...expected.map((number, at) => Math.abs(number - blocked[index]![at]!)));
      expect(gap / scale).toBeLessThan(sumTolerance);
    });
  });

  it('become part of the convolution where it can add and rectify', () => {
    const onImages = tf.tidy(() => {
      const x = convolve(sampleTensor([2, 5, 6, 32]) as Images);
      const y = convolve(x).add(x).relu();
      const program = traceProgram([(tf.backend() as OnnxBackend).value(y)]);
      return fuse(program)
        .nodes.filter(({ outputs }) => outputs[0]!.type === 'float32')
        .map(({ op }) => op);
    });
    const isBlocked = onImages.includes('ReorderInput');
    expect(onImages.includes('Add') || onImages.includes('Relu')).toBe(!isBlocked);
  });
});

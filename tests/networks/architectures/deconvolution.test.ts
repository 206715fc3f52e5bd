import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { padImages } from '../../../src/engine/fourier/pad-images.js';
import { startEngine } from '../../../src/engine/start.js';
import { networkModel, type NetworkPlace } from '../../../src/networks/architectures/architecture.js';
import {
  locallyConnectedDeconvolution,
  tiedDeconvolution,
  type TiedOptions,
} from '../../../src/networks/architectures/deconvolution.js';

beforeAll(() => startEngine());

const [height, width, kernelSize] = [5, 6, 3];
const frames = () => tf.randomNormal<tf.Rank.R4>([2, height, width, 1], 0, 1, 'float32', 3);
const tolerance = 1e-5;

const modelOf = (connect: (place: NetworkPlace) => tf.SymbolicTensor) =>
  networkModel(connect, { height, width, channels: 1 }, { outputs: 1, seed: 1 });
const tiedModel = (options: TiedOptions) => modelOf(place => tiedDeconvolution(options, place));
const localModel = (options: TiedOptions) =>
  modelOf(place => locallyConnectedDeconvolution({ ...options, neighbourTying: 0, ridge: 0 }, place));

function gap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}

describe.each(['zero', 'circular', 'symmetric', 'replicate'] as const)('behind a %s boundary', boundary => {
  const common = { kernelSize, boundary };

  it('the tied network is one convolution of the frames continued', () => {
    const model = tiedModel(common);
    const kernel = tf.randomNormal<tf.Rank.R4>([kernelSize, kernelSize, 1, 1], 0, 1, 'float32', 4);
    model.setWeights([kernel, tf.tensor1d([0.25])]);
    const wanted = tf.conv2d(padImages(frames(), [1, 1], [1, 1], boundary), kernel, 1, 'valid').add(0.25);
    expect(gap(model.apply(frames()) as tf.Tensor, wanted)).toBeLessThan(tolerance);
  });

  it('the locally connected one with the same kernel everywhere is the tied one', () => {
    const tied = tiedModel(common);
    const local = localModel(common);
    const kernel = tf.randomNormal([kernelSize, kernelSize, 1, 1], 0, 1, 'float32', 5);
    tied.setWeights([kernel, tf.tensor1d([0.25])]);
    const taps = kernelSize ** 2;
    const kernels = tf.tile(kernel.reshape([1, 1, taps, 1]), [height, width, 1, 1]);
    local.setWeights([kernels, tf.fill([height, width, 1], 0.25)]);
    const [a, b] = [tied, local].map(model => model.apply(frames()) as tf.Tensor);
    expect(gap(a!, b!)).toBeLessThan(tolerance);
  });
});

it('Both refuse filters that reach farther than a boundary continues frames', () => {
  const fault = (name: string) =>
    `${name}: kernelSize: found 11, must reach at most 4 pixels beyond the edges, because a reflect boundary continues a side of 5 pixels`;
  expect(() => tiedModel({ kernelSize: 11, boundary: 'reflect' })).toThrow(fault('tied'));
  expect(() => localModel({ kernelSize: 11, boundary: 'reflect' })).toThrow(fault('locally-connected'));
  const largest = tiedModel({ kernelSize: 9, boundary: 'reflect' });
  expect((largest.apply(frames()) as tf.Tensor).shape).toEqual([2, height, width, 1]);
  expect(tiedModel({ kernelSize: 63, boundary: 'replicate' }).countParams()).toBe(63 ** 2 + 1);
});

it('Both start at 0, and have one kernel or one for each pixel', () => {
  const common = { kernelSize, boundary: 'symmetric' } as const;
  const tied = tiedModel(common);
  const local = localModel(common);
  expect([tied.countParams(), local.countParams()]).toEqual([10, height * width * 10]);
  for (const model of [tied, local]) {
    expect(gap(model.apply(frames()) as tf.Tensor, tf.zeros([2, height, width, 1]))).toBe(0);
  }
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { startEngine } from '../../../src/engine/start.js';
import { CropLike } from '../../../src/networks/layers/crop-like.js';
import { DilatedConvolution } from '../../../src/networks/layers/dilated-convolution.js';
import { SeededDropout } from '../../../src/networks/layers/seeded-dropout.js';
import { SubsampledShortcut } from '../../../src/networks/layers/subsampled-shortcut.js';

beforeAll(() => startEngine());

const tolerance = 1e-5;

function gap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}

describe('CropLike', () => {
  it('keeps the upper left part, as large as the reference', () => {
    const map = tf.range(0, 24).reshape([1, 4, 6, 1]);
    const y = new CropLike().apply([map, tf.zeros([1, 3, 5, 2])]) as tf.Tensor;
    expect(y.squeeze().arraySync()).toEqual(
      [0, 1, 2].map(row => [0, 1, 2, 3, 4].map(column => 6 * row + column)),
    );
  });

  it('refuses a map that is smaller than the reference', () => {
    const call = () => new CropLike().apply([tf.zeros([1, 4, 6, 1]), tf.zeros([1, 5, 2, 1])]);
    expect(call).toThrow('cropLike: map is 4 x 6 pixels, must be at least 5 x 2');
  });
});

describe('SubsampledShortcut', () => {
  it('keeps every second pixel from the first on, and adds channels of zeros', () => {
    const layer = new SubsampledShortcut({ stride: 2, channels: 3 });
    const y = layer.apply(tf.range(1, 16).reshape([1, 3, 5, 1])) as tf.Tensor;
    expect(y.shape).toEqual([1, 2, 3, 3]);
    expect(layer.computeOutputShape([null, 3, 5, 1])).toEqual([null, 2, 3, 3]);
    expect(y.slice([0, 0, 0, 0], [1, 2, 3, 1]).flatten().arraySync()).toEqual([1, 3, 5, 11, 13, 15]);
    expect(y.slice([0, 0, 0, 1], [1, 2, 3, 2]).abs().max().dataSync()[0]).toBe(0);
  });

  it('refuses to lose channels', () => {
    const layer = new SubsampledShortcut({ stride: 2, channels: 3 });
    expect(() => layer.computeOutputShape([null, 4, 4, 5])).toThrow(
      'shortcut: 5 channels enter, must be at most the 3 that leave',
    );
  });
});

describe('DilatedConvolution', () => {
  it('is a convolution with zeros between the taps, and its gradient is that of one', () => {
    const x = tf.randomNormal<tf.Rank.R4>([2, 7, 8, 2], 0, 1, 'float32', 1);
    for (const padding of ['same', 'valid'] as const) {
      const layer = new DilatedConvolution({
        filters: 3,
        kernelSize: 3,
        dilation: 2,
        padding,
        useBias: true,
      });
      const y = layer.apply(x) as tf.Tensor;
      layer.setWeights([layer.getWeights()[0]!, tf.tensor1d([1, 2, 3])]);
      const kernel = layer.getWeights()[0]! as tf.Tensor4D;
      const wide = tf.buffer([5, 5, 2, 3]);
      const taps = kernel.arraySync();
      for (let r = 0; r < 3; r++)
        for (let c = 0; c < 3; c++)
          for (let i = 0; i < 2; i++)
            for (let o = 0; o < 3; o++) wide.set(taps[r]![c]![i]![o]!, 2 * r, 2 * c, i, o);
      const slow = (input: tf.Tensor) =>
        tf
          .conv2d(input as tf.Tensor4D, wide.toTensor() as tf.Tensor4D, 1, padding)
          .add(tf.tensor1d([1, 2, 3]));
      expect(gap(layer.apply(x) as tf.Tensor, slow(x))).toBeLessThan(tolerance);
      const direction = tf.randomNormal(y.shape, 0, 1, 'float32', 2);
      const [ours, theirs] = [(input: tf.Tensor) => layer.apply(input) as tf.Tensor, slow].map(f =>
        tf.grad(input => f(input).mul(direction).sum())(x),
      );
      expect(gap(ours!, theirs!)).toBeLessThan(tolerance);
      expect(layer.computeOutputShape([null, 7, 8, 2])).toEqual([null, ...y.shape.slice(1)]);
    }
  });
});

describe('SeededDropout', () => {
  const rate = 0.3;
  const make = (options = {}) => new SeededDropout({ rate, seed: 1, stream: 2, ...options });
  const apply = (layer: tf.layers.Layer, training = true, x = tf.ones([40, 100])) =>
    (layer.apply(x, { training }) as tf.Tensor).dataSync();

  it('drops its share and keeps the mean; in use it changes nothing', () => {
    const values = apply(make());
    const kept = values.filter(value => value > 0);
    // 4000 choices: standard error 0.007.
    expect(Math.abs(kept.length / values.length - (1 - rate))).toBeLessThan(0.03);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
    expect(new Set(apply(make(), false))).toEqual(new Set([1]));
    expect(new Set(apply(make({ rate: 0 })))).toEqual(new Set([1]));
  });

  it('drops the same for the same seed, stream, step and row, and other numbers otherwise', () => {
    const first = apply(make());
    expect(apply(make())).toEqual(first);
    for (const options of [{ seed: 2 }, { stream: 3 }]) expect(apply(make(options))).not.toEqual(first);
    const layer = make();
    layer.reseed(1, 0);
    expect(apply(layer)).not.toEqual(first);
    layer.reseed(0, 10);
    expect(apply(layer, true, tf.ones([30, 100]))).toEqual(first.slice(1000));
  });

  it('draws anew in each run of a compiled step', () => {
    const layer = make();
    const step = compileStep(x => [layer.apply(x, { training: true }) as tf.Tensor]);
    const runs = [0, 1, 2, 1].map(number => {
      layer.reseed(number, 0);
      return Array.from(step(tf.ones([4, 50]))[0]!.dataSync());
    });
    expect(runs[3]).toEqual(runs[1]);
    expect(runs[2]).not.toEqual(runs[1]);
  });

  it('refuses a rate of 1', () => {
    expect(() => make({ rate: 1 })).toThrow('dropout: rate is 1, must be at least 0 and below 1');
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { ExposureBracket, exposureShares } from '../../src/sensor/exposure-bracket.js';
import { MergeExposures } from '../../src/sensor/merge-exposures-layer.js';
import { ReadNoise } from '../../src/sensor/read-noise.js';

/* That n exposures carry n times the variance of read noise, and the same shot noise, is D20 of the physics checks. */

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const merging = { saturation: 100, black: 0, scale: 1 };

describe('ExposureBracket', () => {
  it('shares the light out by the ratios of the times, exposure by exposure', () => {
    expect(exposureShares([6, 2])).toEqual([0.75, 0.25]);
    const layer = new ExposureBracket({ times: [6, 2] });
    const light = tf.tensor4d([4, 8, 0, 16], [1, 1, 2, 2]);
    const split = layer.apply(light) as tf.Tensor;
    expect([...split.dataSync()]).toEqual([3, 6, 1, 2, 0, 12, 0, 4]);
    expect(split.reshape([2, 2, 2]).sum(1).dataSync()).toEqual(light.dataSync());
  });

  it('is undone by merging where no noise and no saturation is between', () => {
    const times = [9, 3, 1];
    const light = tf.randomUniform([1, 4, 5, 2], 0, 60, 'float32', 1);
    const split = new ExposureBracket({ times }).apply(light) as tf.Tensor;
    const merged = new MergeExposures({ ...merging, times }).apply(split) as tf.Tensor;
    // Three products and a quotient in float32.
    expect(merged.sub(light).abs().max().dataSync()[0]).toBeLessThan(1e-4);
  });

  it('gives each exposure read noise of its own', () => {
    const dark = new ExposureBracket({ times: [1, 1] }).apply(tf.zeros([1, 64, 64, 1])) as tf.Tensor;
    const read = new ReadNoise({ readNoise: 1, seed: 1, stream: 1 }).apply(dark) as tf.Tensor;
    const [first, second] = tf.split(read, 2, -1);
    // 4 standard deviations of the mean product of 4096 pairs.
    expect(Math.abs(first!.mul(second!).mean().dataSync()[0]!)).toBeLessThan(4 / 64);
  });

  it('says what is wrong with its times', () => {
    expect(() => new ExposureBracket({ times: [] })).toThrow(
      'exposure bracket: there are no times, must be 1 or more, each above 0',
    );
    expect(() => new ExposureBracket({ times: [1, 0] })).toThrow(
      'exposure bracket: a time is 0, must be 1 or more, each above 0',
    );
  });
});

describe('MergeExposures', () => {
  it('leaves out saturated exposures and the black level', () => {
    const layer = new MergeExposures({ times: [3, 1], saturation: 90, black: 10, scale: 0.25 });
    const frames = tf.tensor4d([40, 20, 95, 50, 95, 95], [1, 1, 3, 2]);
    // (30 + 10) / 1, 40 / (1/4), and the lower bound 85 / (1/4); times the scale.
    expect([...(layer.apply(frames) as tf.Tensor).dataSync()]).toEqual([10, 40, 85]);
  });

  it('says what is wrong', () => {
    const times = [3, 1];
    expect(() => new MergeExposures({ ...merging, times, black: 100 })).toThrow(
      'merge exposures: black is 100, must be 0 to below saturation 100',
    );
    expect(() => new MergeExposures({ ...merging, times, saturation: 0 })).toThrow(
      'merge exposures: saturation is 0, must be above 0',
    );
    expect(() => new MergeExposures({ ...merging, times, scale: 0 })).toThrow(
      'merge exposures: scale is 0, must be above 0',
    );
    expect(() => new MergeExposures({ ...merging, times }).computeOutputShape([1, 2, 2, 3])).toThrow(
      'merge exposures: there are 3 channels, must be a multiple of the 2 exposures',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import type { LayerPlace } from '../../src/engine/layer-definition.js';
import { gradedExposure, GradedExposure } from '../../src/sensor/exposure-tile-graded.js';

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const options = { side: 2, transmission: 0.3, bounds: [0.1, 0.9], spread: 0, seed: 1, stream: 0 } as const;

describe('GradedExposure', () => {
  it('finds the transmission that a pixel needs, within its bounds, repeated over the frame', () => {
    const layer = new GradedExposure({ ...options, isLearned: true });
    const light = tf.ones([1, 3, 3, 1]);
    const wanted = [0.5, 0.2, 0, 1];
    const tile = (values: readonly number[]) =>
      tf.tensor4d(
        [0, 1, 0, 2, 3, 2, 0, 1, 0].map(place => values[place]!),
        [1, 3, 3, 1],
      );
    const optimizer = tf.train.adam(0.4);
    layer.apply(light);
    for (let step = 0; step < 40; step++) {
      optimizer.minimize(() => (layer.apply(light) as tf.Tensor).sub(tile(wanted)).square().mean());
    }
    const built = tile([0.5, 0.2, 0.1, 0.9]);
    expect((layer.apply(light) as tf.Tensor).sub(built).abs().max().dataSync()[0]).toBeLessThan(0.03);
    expect(layer.physicalArrays()[0]!.shape).toEqual([2, 2]);
  });

  it('spreads random transmissions evenly about the given one, on a scale of ratios', () => {
    const layer = new GradedExposure({ ...options, side: 64, bounds: [1e-3, 1], spread: 0.2 });
    const logs = (layer.apply(tf.ones([1, 64, 64, 1])) as tf.Tensor).div(0.3).log();
    const { mean, variance } = tf.moments(logs);
    // 4 standard deviations for 4096 pixels: 0.2 / 64 of the mean, √(2 / 4096) of the variance.
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan((4 * 0.2) / 64);
    expect(Math.abs(variance.dataSync()[0]! / 0.04 - 1)).toBeLessThan(0.09);
  });

  it.each([
    [true, ', because it is learned'],
    [false, ''],
  ])('names its bounds where a transmission lies beyond (learned: %j)', (isLearned, reason) => {
    const keys = { transmission: 0.95, transmissionMin: 0.1, transmissionMax: 0.9 };
    expect(gradedExposure.problems!(keys, { isLearned } as LayerPlace)).toEqual([
      { key: 'transmission', must: `above transmissionMin 0.1 and below transmissionMax 0.9${reason}` },
    ]);
  });

  it('says what is wrong with its options', () => {
    expect(() => new GradedExposure({ ...options, side: 0 })).toThrow(
      'graded exposure: side is 0 pixels, must be a whole number from 1',
    );
    expect(() => new GradedExposure({ ...options, bounds: [0.1, 2] })).toThrow(
      'graded exposure: the largest transmission is 2, must be at most 1',
    );
    expect(() => new GradedExposure({ ...options, transmission: 0.95 })).toThrow(
      'graded exposure: transmission is 0.95, must be above 0.1 and below 0.9 to be learned',
    );
    expect(() => new GradedExposure({ ...options, spread: -1 })).toThrow(
      'graded exposure: spread is -1, must be 0 or more',
    );
  });
});

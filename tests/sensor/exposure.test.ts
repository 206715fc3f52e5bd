import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expose, Exposure } from '../../src/sensor/exposure.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('expose', () => {
  it('is proportional to the scene', () => {
    expect(Array.from(expose(tf.tensor1d([0, 0.25, 1]), 4000).dataSync())).toEqual([0, 1000, 4000]);
  });
});

describe('Exposure', () => {
  it('moves within its bounds when trained, and reports photons', () => {
    const layer = new Exposure({ photonsAtFullScale: 500, isLearned: true, bounds: [100, 1000] });
    const scene = tf.ones([1, 2, 2, 1]);
    layer.apply(scene);
    expect(layer.physicalParameters()[0]!.value).toBeCloseTo(500, 2);
    const optimizer = tf.train.adam(0.3);
    for (let step = 0; step < 60; step++) {
      optimizer.minimize(() => (layer.apply(scene) as tf.Tensor).mean().neg().asScalar());
    }
    const [photons] = layer.physicalParameters();
    expect(photons!.value).toBeGreaterThan(900);
    expect(photons!.value).toBeLessThanOrEqual(1000);
    expect(photons!.unit).toBe('photons');
  });

  it('says what is wrong with its options', () => {
    expect(() => new Exposure({ photonsAtFullScale: 0 })).toThrow(
      'exposure: photonsAtFullScale is 0 photons, must be above 0',
    );
    expect(() => new Exposure({ photonsAtFullScale: 5, isLearned: true })).toThrow(
      'exposure: bounds are missing, must be given to learn photonsAtFullScale',
    );
    expect(() => new Exposure({ photonsAtFullScale: 5, isLearned: true, bounds: [10, 20] })).toThrow(
      'exposure: photonsAtFullScale is 5, must be above 10 and below 20 to be learned',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { DarkCurrent, darkCurrentRate } from '../../src/sensor/dark-current.js';
import { FixedPattern } from '../../src/sensor/fixed-pattern.js';
import { ReadNoise } from '../../src/sensor/read-noise.js';

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const seeds = { seed: 1, stream: 2 };

function apply(layer: tf.layers.Layer, electrons: number, size = 256): tf.Tensor {
  return layer.apply(tf.fill([2, size, size, 1], electrons)) as tf.Tensor;
}

function statistics(x: tf.Tensor): { mean: number; variance: number } {
  const { mean, variance } = tf.moments(x);
  return { mean: mean.dataSync()[0]!, variance: variance.dataSync()[0]! };
}

describe('FixedPattern', () => {
  it('is the same in every frame, whatever the exposure', () => {
    const layer = new FixedPattern({ gainDeviation: 0.02, offsetDeviation: 5, ...seeds });
    const [first, second] = tf.unstack(apply(layer, 1000));
    expect(first!.dataSync()).toEqual(second!.dataSync());
    const other = new FixedPattern({ gainDeviation: 0.02, offsetDeviation: 5, ...seeds, seed: 2 });
    expect(apply(other, 1000).sub(apply(layer, 1000)).abs().max().dataSync()[0]).toBeGreaterThan(1);
  });

  it('adds (ρ S)² + σ_o² to the variance over pixels', () => {
    const layer = new FixedPattern({ gainDeviation: 0.01, offsetDeviation: 3, ...seeds });
    for (const electrons of [0, 300, 2000]) {
      const expected = Math.hypot(0.01 * electrons, 3);
      expect(Math.abs(Math.sqrt(statistics(apply(layer, electrons)).variance) / expected - 1)).toBeLessThan(
        0.02,
      );
    }
  });

  it('does not average out over frames, as read noise does', () => {
    const pattern = apply(new FixedPattern({ gainDeviation: 0, offsetDeviation: 3, ...seeds }), 100).mean(0);
    const noise = apply(new ReadNoise({ readNoise: 3, ...seeds }), 100).mean(0);
    expect(Math.sqrt(statistics(pattern).variance)).toBeCloseTo(3, 1);
    expect(Math.sqrt(statistics(noise).variance)).toBeCloseTo(3 / Math.SQRT2, 1);
  });

  it('refuses deviations that make no sense', () => {
    expect(() => new FixedPattern({ gainDeviation: 0.4, offsetDeviation: 0, ...seeds })).toThrow(
      'fixed pattern: gainDeviation is 0.4, must be 0 to below 0.3',
    );
    expect(() => new FixedPattern({ gainDeviation: 0, offsetDeviation: -1, ...seeds })).toThrow(
      'fixed pattern: offsetDeviation is -1 electrons rms, must be 0 or more',
    );
  });
});

describe('DarkCurrent', () => {
  it('adds as much variance as mean, and the variance alone where the mean is subtracted', () => {
    const options = { darkElectrons: 20, ...seeds };
    const raw = statistics(apply(new DarkCurrent({ ...options, isMeanSubtracted: false }), 100));
    const corrected = statistics(apply(new DarkCurrent({ ...options, isMeanSubtracted: true }), 100));
    // 4 standard deviations over 131,072 pixels.
    expect(Math.abs(raw.mean - 120)).toBeLessThan(4 * Math.sqrt(20 / 131_072));
    expect(Math.abs(corrected.mean - 100)).toBeLessThan(4 * Math.sqrt(20 / 131_072));
    for (const { variance } of [raw, corrected]) {
      expect(Math.abs(variance - 20)).toBeLessThan(4 * Math.sqrt((20 + 2 * 400) / 131_072));
    }
  });

  it('doubles with each warming of the doubling temperature', () => {
    const rate = (warming: number) => darkCurrentRate({ rate: 3, warming, doubling: 7 });
    expect([rate(-7), rate(0), rate(7), rate(21)]).toEqual([1.5, 3, 6, 24]);
  });

  it('passes gradients on unchanged', () => {
    const layer = new DarkCurrent({ darkElectrons: 4, isMeanSubtracted: true, ...seeds });
    const upstream = tf.tensor2d([[5, -6, 7]]);
    const gradient = tf.grad(x => (layer.apply(x) as tf.Tensor).mul(upstream).sum())(
      tf.tensor2d([[1, 2, 3]]),
    );
    expect(gradient.dataSync()).toEqual(upstream.dataSync());
  });

  it('refuses a negative mean', () => {
    expect(() => new DarkCurrent({ darkElectrons: -1, isMeanSubtracted: true, ...seeds })).toThrow(
      'dark current: darkElectrons is -1, must be 0 or more',
    );
  });
});

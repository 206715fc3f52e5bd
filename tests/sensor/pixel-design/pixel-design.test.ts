import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wantedWithin } from '../../../src/engine/discrete/as-built.js';
import { plainChoice } from '../../../src/engine/discrete/rules.js';
import type { LayerPlace } from '../../../src/engine/layer-definition.js';
import { hardenLayer } from '../../../src/engine/layer-parts.js';
import type { Signal } from '../../../src/engine/signal.js';
import { startEngine } from '../../../src/engine/start.js';
import { pixelBits } from '../../../src/sensor/pixel-design/pixel-bits-definition.js';
import { PixelBits, type PixelBitsOptions } from '../../../src/sensor/pixel-design/pixel-bits.js';
import { PixelGain } from '../../../src/sensor/pixel-design/pixel-gain.js';
import { quantize } from '../../../src/sensor/quantize.js';

const noise = { seed: 1, stream: 2 };
const plain: PixelBitsOptions = {
  bits: 4,
  spread: 0,
  budget: null,
  budgetWeight: 1,
  isProjected: false,
  choice: plainChoice,
  fullScale: 1,
  ...noise,
};

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function bitsOf(layer: PixelBits): number[] {
  return Array.from(layer.physicalArrays()[0]!.values);
}

describe('wantedWithin', () => {
  it('chooses what is wanted, and of that the largest within the budget', () => {
    const weights = tf.tensor2d([[3, -1, 2, 0, 1, -2]]);
    expect(Array.from(wantedWithin(weights, Infinity).dataSync())).toEqual([1, 0, 1, 1, 1, 0]);
    expect(Array.from(wantedWithin(weights, 2).dataSync())).toEqual([1, 0, 1, 0, 0, 0]);
    expect(Array.from(wantedWithin(weights, 5).dataSync())).toEqual([1, 0, 1, 1, 1, 0]);
    expect(Array.from(wantedWithin(weights, 0).dataSync())).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('PixelBits', () => {
  it.each([0, 1, 3, 8])('with %d bits everywhere is the mid-rise quantizer', bits => {
    const ramp = tf.linspace(-0.1, 1.1, 64).reshape([1, 8, 8, 1]);
    const output = new PixelBits({ ...plain, bits }).apply(ramp) as tf.Tensor;
    const expected = bits === 0 ? tf.fill(ramp.shape, 0.5) : quantize(ramp, bits, { form: 'mid-rise' });
    expect(output.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-6);
  });

  it('hardened, has whole bits that keep the budget, most where most are wished', () => {
    const layer = new PixelBits({ ...plain, budget: 14, isLearned: true });
    const scene = tf.tensor4d([0.3, 0.3, 0.3, 0.3], [1, 2, 2, 1]);
    layer.apply(scene);
    layer.setWeights([tf.tensor3d([9, 5.2, 2.6, -1], [2, 2, 1])]);
    expect(bitsOf(layer).every(bits => bits > 0 && bits < 8)).toBe(true);
    hardenLayer(layer, true);
    // Wished 8 + 5 + 3 + 0 = 16 bits: the two with the least excess go, bit 3 of 2.6 (0.1) and bit 2 of 2.6 or 5 of 5.2 (0.7).
    expect(bitsOf(layer)).toEqual([8, 4, 2, 0]);
    const values = (layer.apply(scene) as tf.Tensor).dataSync();
    expect(values[1]).toBeCloseTo(4.5 / 16, 6);
    expect(values[3]).toBeCloseTo(0.5, 6);
  });

  it('fixed, keeps the budget too', () => {
    const layer = new PixelBits({ ...plain, spread: 2, budget: 40 });
    const output = layer.apply(tf.fill([1, 4, 4, 1], 0.999)) as tf.Tensor;
    // At nearly full scale, with b bits y = 1 − 2^−(b + 1).
    const bits = Array.from(output.dataSync(), value => -Math.log2(1 - value) - 1);
    expect(bits.reduce((sum, each) => sum + Math.round(each), 0)).toBe(40);
    expect(new Set(bits.map(Math.round)).size).toBeGreaterThan(2);
  });

  it('costs the square of the bits per pixel beyond the budget, and is pulled back to it', () => {
    const layer = new PixelBits({ ...plain, bits: 6, budget: 32, budgetWeight: 2, isLearned: true });
    layer.apply(tf.fill([1, 4, 4, 1], 0.5));
    const mean = bitsOf(layer).reduce((sum, bits) => sum + bits, 0) / 16;
    expect(layer.penalty().dataSync()[0]).toBeCloseTo(2 * (mean - 2) ** 2, 4);
    const optimizer = tf.train.adam(0.1);
    for (let step = 0; step < 80; step++) optimizer.minimize(() => layer.penalty());
    const sum = bitsOf(layer).reduce((total, bits) => total + bits, 0);
    expect(sum).toBeLessThan(33);
    expect(sum).toBeGreaterThan(25);
  });

  it('keeps a projected budget throughout, also as bits are drawn at random, and asks no price', () => {
    const choice = { ...plainChoice, relaxation: 'gumbel' } as const;
    const layer = new PixelBits({
      ...plain,
      bits: 6,
      budget: 32,
      isProjected: true,
      choice,
      isLearned: true,
    });
    const scene = tf.fill([1, 4, 4, 1], 0.5);
    layer.apply(scene, { training: true });
    expect(bitsOf(layer).reduce((sum, bits) => sum + bits, 0)).toBeCloseTo(32, 3);
    expect(layer.penalty().dataSync()[0]).toBe(0);
    hardenLayer(layer, true);
    expect(bitsOf(layer).reduce((sum, bits) => sum + bits, 0)).toBe(32);
  });

  it('passes the gradient of its first bit: none where a pixel has no bits', () => {
    const layer = new PixelBits({ ...plain, isLearned: true });
    const scene = tf.fill([1, 1, 2, 1], 0.4);
    layer.apply(scene);
    layer.setWeights([tf.tensor3d([0.2, 3], [1, 2, 1])]);
    const gradient = () =>
      tf
        .grad(x => (layer.apply(x) as tf.Tensor).sum())(scene)
        .dataSync();
    const soft = gradient();
    expect(soft[0]).toBeCloseTo(1 / (1 + Math.exp(0.3)), 5);
    expect(soft[1]).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 5);
    hardenLayer(layer, true);
    expect(Array.from(gradient())).toEqual([0, 1]);
  });

  it('says what is wrong with its options', () => {
    expect(() => new PixelBits({ ...plain, bits: 9 })).toThrow('pixel bits: bits is 9, must be 0 to 8');
    expect(() => new PixelBits({ ...plain, budget: 1.5 })).toThrow(
      'pixel bits: budget is 1.5 bits, must be a whole number from 0',
    );
    expect(() => new PixelBits({ ...plain, budgetWeight: -1 })).toThrow(
      'pixel bits: budgetWeight is -1, must be 0 or more',
    );
    expect(() => new PixelBits({ ...plain, fullScale: Infinity })).toThrow(
      'pixel bits: fullScale is Infinity, must be above 0 and finite',
    );
  });
});

describe('the definition of pixel-bits', () => {
  const signal: Signal = {
    ...{ unit: 'electrons', height: 2, width: 2, channels: 1 },
    ...{ pixelPitch: 1e-6, wavelengths: [550e-9], fullScale: 100 },
  };
  const place: LayerPlace = { name: 'bits', isLearned: true, seed: 1, stream: 1, signal };

  it.each([
    [{ budget: 'penalty' }, 0],
    [{ budget: 'projection', bitsPerImage: 4 }, 0],
    [{ budget: 'projection', bitsPerImage: 0 }, 1],
    [{ budget: 'projection' }, 1],
  ])('with %j has %d faults: a projection needs a budget', (keys, faults) => {
    expect(pixelBits.problems!(keys, place)).toHaveLength(faults);
  });
});

describe('PixelGain', () => {
  const gain = { gain: 2, bounds: [0.01, 10] as const, spread: 0, fullScale: 100, ...noise };

  it('multiplies and clips to full scale', () => {
    const layer = new PixelGain(gain);
    const output = layer.apply(tf.tensor4d([-5, 10, 50, 80], [1, 2, 2, 1])) as tf.Tensor;
    expect(Array.from(output.dataSync())).toEqual([0, 20, 100, 100]);
  });

  it('learns that one pixel counts and another does not, within its bounds', () => {
    const layer = new PixelGain({ ...gain, gain: 1, fullScale: 1000, isLearned: true });
    const scene = tf.tensor4d([30, 30], [1, 1, 2, 1]);
    const target = tf.tensor4d([90, 0], [1, 1, 2, 1]);
    layer.apply(scene);
    const optimizer = tf.train.adam(0.1);
    for (let step = 0; step < 100; step++) {
      optimizer.minimize(() => (layer.apply(scene) as tf.Tensor).sub(target).square().mean());
    }
    const [high, low] = layer.physicalArrays()[0]!.values;
    expect(high).toBeCloseTo(3, 1);
    expect(low).toBeLessThan(0.1);
    expect(low).toBeGreaterThan(0.01);
  });

  it('says what is wrong with its options', () => {
    expect(() => new PixelGain({ ...gain, gain: 20 })).toThrow(
      'pixel gain: gain is 20, must be above 0.01 and below 10 to be learned',
    );
    expect(() => new PixelGain({ ...gain, spread: -1 })).toThrow(
      'pixel gain: spread is -1, must be 0 or more',
    );
    expect(() => new PixelGain({ ...gain, fullScale: Infinity })).toThrow(
      'pixel gain: fullScale is Infinity, must be above 0 and finite',
    );
  });
});

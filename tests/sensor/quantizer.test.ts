import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { quantize } from '../../src/sensor/quantize.js';
import { Quantizer, type QuantizerOptions } from '../../src/sensor/quantizer.js';
import { FullWell } from '../../src/sensor/full-well.js';
import { ReadNoise } from '../../src/sensor/read-noise.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';

/* Names as D11 refer to the list of physics checks. */

/** D3, of a variance over 65,536 pixels. */
const varianceTolerance = 2e-2;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function codes(options: QuantizerOptions, electrons: number[]): number[] {
  const output = new Quantizer(options).apply(tf.tensor2d([electrons])) as tf.Tensor;
  return Array.from(output.mul(2 ** options.bitDepth - 1).dataSync());
}

describe('quantize', () => {
  it.each([1, 2, 5, 8, 12, 16])(
    'at %i bits is idempotent, rises, and has no more than 2ᵇ levels (D11)',
    bitDepth => {
      const ramp = tf.linspace(-0.2, 1.2, 20_001);
      const once = quantize(ramp, bitDepth).dataSync();
      expect(quantize(quantize(ramp, bitDepth), bitDepth).dataSync()).toEqual(once);
      expect(once.every((value, index) => index === 0 || value >= once[index - 1]!)).toBe(true);
      expect(new Set(once).size).toBeLessThanOrEqual(2 ** bitDepth);
      expect([once[0], once.at(-1)]).toEqual([0, 1]);
    },
  );

  it('rounds halves up', () => {
    const halves = tf.tensor1d([0.5, 1.5, 2.5]).div(3);
    expect(Array.from(quantize(halves, 2).mul(3).round().dataSync())).toEqual([1, 2, 3]);
  });

  it('has the declared straight-through gradient: 1 within full scale, 0 outside (D12)', () => {
    const signal = tf.tensor1d([-0.1, 0, 0.3, 1, 1.1]);
    const upstream = tf.tensor1d([1, 2, 3, 4, 5]);
    for (const bitDepth of [1, 4, 16]) {
      const gradient = tf.grad(x => quantize(x, bitDepth).mul(upstream).sum())(signal);
      expect(Array.from(gradient.dataSync())).toEqual([0, 2, 3, 4, 0]);
    }
  });

  it('in mid-rise form gives the middles of 2ᵇ equal cells, full scale in the last one', () => {
    const signal = tf.tensor1d([-1, 0, 0.2499, 0.25, 0.6, 1, 3]);
    const values = quantize(signal, 2, { form: 'mid-rise' }).dataSync();
    expect(Array.from(values)).toEqual([0.125, 0.125, 0.125, 0.375, 0.625, 0.875, 0.875]);
  });

  it.each(['end-point', 'mid-rise'] as const)(
    'annealed, has the declared slope of a staircase that becomes the steps themselves (%s)',
    form => {
      const slopes = (sharpness: number, signal: tf.Tensor) =>
        tf
          .grad(x => quantize(x, 3, { form, sharpness: tf.scalar(sharpness) }).sum())(signal)
          .dataSync();
      const cells = form === 'end-point' ? 7 : 8;
      const [step, middle] = form === 'end-point' ? [2.5, 3] : [3, 3.5];
      const places = tf.tensor1d([step, step + 0.1, middle]).div(cells);
      const declared = [0, 0.1, 0.5].map(f => 4 / (2 * Math.tanh(2)) / Math.cosh(4 * f) ** 2);
      slopes(4, places).forEach((slope, index) => expect(slope).toBeCloseTo(declared[index]!, 4));
      for (const slope of slopes(0, places)) expect(slope).toBeCloseTo(1, 4);
      // One whole number of cells around steps: the mean slope is that of the identity, and all of it is at the steps.
      const ramp = tf.linspace(1 / cells, (cells - 1) / cells, 60_001);
      const mean = (values: ArrayLike<number>) =>
        Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(slopes(6, ramp))).toBeCloseTo(1, 2);
      expect(slopes(60, places)[2]).toBeLessThan(1e-6);
    },
  );

  it.each([0, 17, 20, 2.5])('refuses %d bits', bitDepth => {
    expect(() => quantize(tf.scalar(0), bitDepth)).toThrow(
      `quantize: bitDepth is ${bitDepth}, must be 1 to 16`,
    );
  });
});

describe('Quantizer', () => {
  it('gives 255 from full scale on, and 0 at darkness or below (D5)', () => {
    const options = { bitDepth: 8, fullScale: 10_000 };
    expect(codes(options, [-20, 0, 19, 20, 10_000, 1e6])).toEqual([0, 0, 0, 1, 255, 255]);
  });

  it('never exceeds the code of full well (D5)', () => {
    const well = new FullWell({ fullWell: 5000 });
    const converter = new Quantizer({ bitDepth: 8, fullScale: 10_000 });
    const overload = converter.apply(well.apply(tf.tensor2d([[4000, 5000, 9000]]))) as tf.Tensor;
    expect(Array.from(overload.mul(255).round().dataSync())).toEqual([102, 128, 128]);
  });

  it('scales variance by the square of the gain: var(code) = mean(code) K + (σK)² + 1/12 (D3)', () => {
    const [mean, sigma, fullScale] = [600, 8, 4095];
    const electrons = new ShotNoise({ quantumEfficiency: 1, seed: 2, stream: 0 }).apply(
      tf.fill([16, 64, 64, 1], mean),
    ) as tf.Tensor;
    const read = new ReadNoise({ readNoise: sigma, seed: 2, stream: 1 }).apply(electrons) as tf.Tensor;
    for (const gain of [1, 4]) {
      const converter = new Quantizer({ bitDepth: 12, fullScale, gain });
      const moments = tf.moments((converter.apply(read) as tf.Tensor).mul(4095));
      const [meanCode, variance] = [moments.mean, moments.variance].map(each => each.dataSync()[0]!);
      const expected = meanCode! * gain + (sigma * gain) ** 2 + 1 / 12;
      expect(Math.abs(variance! / expected - 1)).toBeLessThan(varianceTolerance);
    }
  });

  it('at 1 bit gives 1 from the threshold on', () => {
    const options = { bitDepth: 1, fullScale: 100, gain: 2, threshold: 0.25 };
    expect(codes(options, [0, 12, 12.5, 13, 100])).toEqual([0, 0, 1, 1, 1]);
  });

  it('ignores the threshold at more than 1 bit, where there are many', () => {
    const options = { bitDepth: 2, fullScale: 3 };
    expect(codes({ ...options, threshold: 0.9 }, [0, 1, 2, 3])).toEqual([0, 1, 2, 3]);
  });

  it('learns gain and threshold by the declared surrogate', () => {
    const layer = new Quantizer({ bitDepth: 1, fullScale: 10, gain: 2, threshold: 0.4, isLearned: true });
    const electrons = tf.tensor2d([[-1, 0.5, 1.5, 3, 4.6]]);
    const upstream = [1, 2, 3, 4, 5];
    layer.apply(electrons);
    const { grads } = tf.variableGrads(() =>
      (layer.apply(electrons) as tf.Tensor).mul(tf.tensor2d([upstream])).sum(),
    );
    const signals = [-0.2, 0.1, 0.3, 0.6, 0.92];
    const inside = signals.map(signal => (Math.abs(signal - 0.4) <= 0.5 ? 1 : 0));
    expect(inside).toEqual([0, 1, 1, 1, 0]);
    const slope = (term: (signal: number) => number): number =>
      signals.reduce((sum, signal, index) => sum + upstream[index]! * inside[index]! * term(signal), 0);
    const [gain, threshold] = Object.keys(grads).map(name => grads[name]!.dataSync()[0]!);
    // d v / d log gain = v;  d threshold / d logit = t (1 − t)
    expect(Math.abs(gain! / slope(signal => signal) - 1)).toBeLessThan(1e-5);
    expect(Math.abs(threshold! / slope(() => -0.4 * 0.6) - 1)).toBeLessThan(1e-5);
  });

  it('annealed, sharpens the gradient as training goes on and leaves the codes as they are', () => {
    const options = { bitDepth: 2, fullScale: 3, isLearned: false } as const;
    const layer = new Quantizer({ ...options, gradient: 'annealed', gradientSharpness: 8 });
    const electrons = tf.tensor2d([[0.5, 1, 1.45]]);
    const slopes = () =>
      tf
        .grad(x => (layer.apply(x) as tf.Tensor).sum())(electrons)
        .mul(3)
        .dataSync();
    for (const slope of slopes()) expect(slope).toBeCloseTo(1, 4);
    layer.anneal(1);
    const late = slopes();
    expect(late[0]).toBeCloseTo(8 / (2 * Math.tanh(4)), 4);
    expect(late[1]).toBeLessThan(0.01);
    expect(codes(options, [0.5, 1, 1.45])).toEqual(
      Array.from((layer.apply(electrons) as tf.Tensor).mul(3).dataSync()),
    );
  });

  it('finds the threshold that separates two grey levels', () => {
    const layer = new Quantizer({ bitDepth: 1, fullScale: 100, threshold: 0.5, isLearned: true });
    const electrons = tf.tensor2d([[10, 12, 14, 30, 32, 34]]);
    const target = tf.tensor2d([[0, 0, 0, 1, 1, 1]]);
    const optimizer = tf.train.adam(0.05);
    layer.apply(electrons);
    for (let step = 0; step < 60; step++) {
      optimizer.minimize(() => (layer.apply(electrons) as tf.Tensor).sub(target).square().mean());
    }
    expect((layer.apply(electrons) as tf.Tensor).dataSync()).toEqual(target.dataSync());
    expect(layer.physicalParameters().map(({ name }) => name)).toEqual(['gain', 'threshold']);
  });

  it('adds the black level in codes, which keeps noise below 0 from being clipped', () => {
    const options = { bitDepth: 8, fullScale: 2550, blackLevel: 16 / 255 };
    expect(codes(options, [-200, -50, 0, 10, 2390, 2500])).toEqual([0, 11, 16, 17, 255, 255]);
    const dark = tf.randomNormal([65_536], 0, 30, 'float32', 1);
    const meanOf = (level: number) =>
      (new Quantizer({ ...options, blackLevel: level / 255 }).apply(dark) as tf.Tensor)
        .mul(255)
        .mean()
        .dataSync()[0]!;
    // 4 standard deviations of the mean: 4 · 3 codes / √65,536.
    expect(Math.abs(meanOf(16) - 16)).toBeLessThan(0.05);
    // E max(z, 0) = 1/√(2π) of a normal z.
    expect(Math.abs(meanOf(0) - 3 / Math.sqrt(2 * Math.PI))).toBeLessThan(0.05);
  });

  it('has no black level at 1 bit, nor says it has', () => {
    const named = (bitDepth: number) =>
      new Quantizer({ bitDepth, fullScale: 100, blackLevel: 0.1 })
        .describe()
        .parameters.map(({ name }) => name);
    expect(named(2)).toContain('blackLevel');
    expect(named(1)).not.toContain('blackLevel');
  });

  it('draws gain and threshold about the given ones, by the seed', () => {
    const options = { bitDepth: 1, fullScale: 100, gain: 2, threshold: 0.3, spread: 0.7, isLearned: true };
    const settings = Array.from({ length: 400 }, (_, seed) => {
      const layer = new Quantizer({ ...options, seed });
      layer.build([null, 1]);
      return layer.physicalParameters().map(({ value }) => value);
    });
    const logs = settings.map(([gain, threshold]) => [
      Math.log(gain! / 2),
      Math.log(threshold! / (1 - threshold!) / (0.3 / 0.7)),
    ]);
    for (const place of [0, 1]) {
      const values = logs.map(each => each[place]!);
      const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      // 4 standard deviations of a variance of 400 draws: 4 √(2 / 400).
      expect(Math.abs(square / 0.49 - 1)).toBeLessThan(0.29);
    }
  });

  it('says what is wrong with its options', () => {
    const options = { bitDepth: 8, fullScale: 100 };
    expect(() => new Quantizer({ ...options, blackLevel: 1 })).toThrow(
      'quantizer: blackLevel is 1 of full scale, must be 0 to below 1',
    );
    expect(() => new Quantizer({ ...options, spread: -1 })).toThrow(
      'quantizer: spread is -1, must be 0 or more',
    );
    expect(() => new Quantizer({ ...options, bitDepth: 20 })).toThrow(
      'quantize: bitDepth is 20, must be 1 to 16',
    );
    expect(() => new Quantizer({ ...options, fullScale: 0 })).toThrow(
      'quantizer: fullScale is 0 electrons, must be above 0',
    );
    expect(() => new Quantizer({ ...options, gain: -1 })).toThrow('quantizer: gain is -1, must be above 0');
    expect(() => new Quantizer({ ...options, threshold: 1 })).toThrow(
      'quantizer: threshold is 1 of full scale, must be above 0 and below 1',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { Companding } from '../../../src/sensor/companding/companding.js';
import {
  compress,
  compressByParts,
  curves,
  expand,
  expandByParts,
} from '../../../src/sensor/companding/curves.js';
import { quantize } from '../../../src/sensor/quantize.js';

/** Powers and logarithms in float32. */
const roundTripTolerance = 1e-5;
const shape = { gamma: 2.2, mu: 255 };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function largest(difference: tf.Tensor): number {
  return difference.abs().max().dataSync()[0]!;
}

describe('compress', () => {
  it.each(curves)('rises from 0 to 1 and is undone by its inverse (%s)', curve => {
    const ramp = tf.linspace(0, 1, 1001);
    const compressed = compress(ramp, { ...shape, curve });
    const values = compressed.dataSync();
    expect([values[0], values.at(-1)!]).toEqual([expect.closeTo(0, 6), expect.closeTo(1, 6)]);
    expect(values.every((value, index) => index === 0 || value > values[index - 1]!)).toBe(true);
    expect(largest(expand(compressed, { ...shape, curve }).sub(ramp))).toBeLessThan(roundTripTolerance);
  });

  it('follows its formulas', () => {
    const u = tf.scalar(0.2);
    const value = (curve: 'gamma' | 'logarithmic') => compress(u, { ...shape, curve }).dataSync()[0];
    expect(value('logarithmic')).toBeCloseTo(Math.log(52) / Math.log(256), 6);
    const dark = 1e-3 ** (1 / 2.2);
    expect(value('gamma')).toBeCloseTo((0.201 ** (1 / 2.2) - dark) / (1.001 ** (1 / 2.2) - dark), 6);
  });

  it('spends the codes of a converter on the dark: the relative error at 1 % of full scale falls', () => {
    const dark = tf.linspace(0.005, 0.015, 1001);
    const curve = { ...shape, curve: 'logarithmic' } as const;
    const errorOf = (estimate: tf.Tensor) => Math.sqrt(estimate.sub(dark).square().mean().dataSync()[0]!);
    const [plain, companded] = [
      errorOf(quantize(dark, 10, { form: 'mid-rise' })),
      errorOf(expand(quantize(compress(dark, curve), 10, { form: 'mid-rise' }), curve)),
    ];
    // The step is divided by the slope, 255 / (3.55 ln 256) = 12.95 at 1 %.
    expect(plain / companded).toBeGreaterThan(10);
  });
});

describe('compressByParts', () => {
  const rises = () => tf.tensor1d([0.5, 0.3, 0.15, 0.05]);

  it('goes straight from knot to knot, and is undone by its inverse', () => {
    const values = compressByParts(tf.tensor1d([0, 0.125, 0.25, 0.5, 0.625, 1]), rises()).dataSync();
    [0, 0.25, 0.5, 0.8, 0.875, 1].forEach((expected, index) =>
      expect(values[index]).toBeCloseTo(expected, 6),
    );
    const ramp = tf.linspace(0, 1, 1001);
    const back = expandByParts(compressByParts(ramp, rises()), rises());
    expect(largest(back.sub(ramp))).toBeLessThan(roundTripTolerance);
  });
});

describe('Companding', () => {
  it('keeps 0 and full scale, and clips beyond', () => {
    const layer = new Companding({ ...shape, curve: 'gamma', fullScale: 1000 });
    const output = (layer.apply(tf.tensor2d([[-20, 0, 1000, 5000]])) as tf.Tensor).dataSync();
    [0, 0, 1000, 1000].forEach((expected, index) => expect(output[index]).toBeCloseTo(expected, 2));
  });

  it('learned, starts at its curve and keeps the least slope whatever is trained', () => {
    const options = { ...shape, curve: 'logarithmic', fullScale: 1, parts: 16, slopeMin: 0.05 } as const;
    const learned = new Companding({ ...options, isLearned: true });
    const knots = tf.tensor2d([Array.from({ length: 17 }, (_, index) => index / 16)]);
    const fixed = new Companding(options);
    const start = (layer: Companding) => layer.apply(knots) as tf.Tensor;
    expect(largest(start(learned).sub(start(fixed)))).toBeLessThan(2e-3);
    learned.setWeights([tf.tensor1d(Array.from({ length: 16 }, (_, part) => (part === 5 ? 30 : -30)))]);
    const curve = learned.physicalArrays()[0]!.values;
    const slopes = Array.from(curve.slice(1), (value, part) => 16 * (value - curve[part]!));
    expect(Math.min(...slopes)).toBeCloseTo(0.05, 4);
    expect(Math.max(...slopes)).toBeCloseTo(0.05 + 16 * 0.95, 4);
    expect(curve.at(-1)).toBeCloseTo(1, 6);
  });

  it('says what is wrong with its options', () => {
    const options = { ...shape, curve: 'gamma', fullScale: 1 } as const;
    expect(() => new Companding({ ...options, fullScale: Infinity })).toThrow(
      'companding: fullScale is Infinity, must be above 0 and finite',
    );
    expect(() => new Companding({ ...options, gamma: 0.5 })).toThrow(
      'companding: gamma is 0.5, must be 1 or more',
    );
    expect(() => new Companding({ ...options, mu: 0 })).toThrow('companding: mu is 0, must be above 0');
    expect(() => new Companding({ ...options, parts: 1 })).toThrow('companding: parts is 1, must be 2 to 64');
    expect(() => new Companding({ ...options, slopeMin: 1 })).toThrow(
      'companding: slopeMin is 1, must be above 0 and below 1',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apertureAmplitude } from '../../../src/optics/pupil/aperture.js';
import { defocusBasis, w20FromRms } from '../../../src/optics/pupil/defocus.js';
import { axiconBasis, cubicBasis, petalBasis, spiralBasis } from '../../../src/optics/pupil/phase-masks.js';
import { makePupil, pupilOpd } from '../../../src/optics/pupil/pupil.js';
import { seidelBasis, seidelCoefficients } from '../../../src/optics/pupil/seidel.js';
import { zernikeMode } from '../../../src/optics/pupil/zernike-index.js';
import { zernikeBasis } from '../../../src/optics/pupil/zernike.js';

/** Sums of a few float32 numbers of size 1. */
const floatTolerance = 1e-6;
const samples = 8;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const positions = Array.from({ length: samples ** 2 }, (_, index) => ({
  y: (2 * Math.floor(index / samples) + 1 - samples) / samples,
  x: (2 * (index % samples) + 1 - samples) / samples,
}));

function expectMap(map: tf.Tensor, value: (y: number, x: number) => number): void {
  const found = map.dataSync();
  expect(found).toHaveLength(positions.length);
  positions.forEach(({ y, x }, index) => {
    expect(Math.abs(found[index]! - value(y, x)), `at y ${y}, x ${x}`).toBeLessThan(floatTolerance);
  });
}

describe('pupilOpd', () => {
  it('adds its parts, coefficient by coefficient', () => {
    const opd = pupilOpd(
      samples,
      [
        { basis: defocusBasis(samples), coefficients: [2] },
        { basis: tf.concat([cubicBasis(samples), axiconBasis(samples)]), coefficients: [3, -1] },
      ],
      [tf.fill([samples, samples], 0.5)],
    );
    const expected = (y: number, x: number) =>
      2 * (y * y + x * x) + 3 * (y ** 3 + x ** 3) - Math.hypot(y, x) + 0.5;
    expectMap(opd, expected);
  });

  it('is flat without parts', () => {
    expectMap(pupilOpd(samples, []), () => 0);
  });

  it('has the maps as its gradient in the coefficients', () => {
    const basis = zernikeBasis(
      samples,
      [4, 5, 8].map(index => zernikeMode(index)),
    );
    const weights = tf.randomNormal([samples, samples], 0, 1, 'float32', 3);
    const slope = tf.grad(coefficients => pupilOpd(samples, [{ basis, coefficients }]).mul(weights).sum())(
      tf.tensor1d([0.1, 0.2, 0.3]),
    );
    const expected = basis.mul(weights).sum([1, 2]);
    expect(slope.sub(expected).abs().max().dataSync()[0]).toBeLessThan(floatTolerance * 10);
  });

  it('says which part does not fit', () => {
    const basis = defocusBasis(4);
    expect(() => pupilOpd(samples, [{ basis, coefficients: [1] }])).toThrow(
      'pupil: basis is [1,4,4], must end in 8, 8',
    );
    expect(() => pupilOpd(4, [{ basis, coefficients: [1, 2] }])).toThrow(
      'pupil: there are 2 coefficients, must be one for each of 1 maps',
    );
    expect(() => pupilOpd(samples, [], [tf.zeros([8, 4])])).toThrow('pupil: map is [8,4], must end in 8, 8');
    expect(() => makePupil({ amplitude: tf.zeros([8, 4]) })).toThrow('amplitude is [8,4], must be square');
  });
});

describe('makePupil', () => {
  it('has the rms of its Zernike coefficients over the circle, and of its defocus (B5, B10)', () => {
    const size = 128;
    const amplitude = apertureAmplitude(size, { shape: 'circle' });
    const modes = [4, 6, 7, 12].map(index => zernikeMode(index));
    const coefficients = [30e-9, -40e-9, 10e-9, 20e-9];
    const rmsOf = (opd: tf.Tensor) => {
      const weights = amplitude.div(amplitude.sum());
      const mean = opd.mul(weights).sum();
      return opd.sub(mean).square().mul(weights).sum().sqrt().dataSync()[0]!;
    };
    const { opd } = makePupil({ amplitude, terms: [{ basis: zernikeBasis(size, modes), coefficients }] });
    expect(rmsOf(opd) / Math.hypot(...coefficients)).toBeCloseTo(1, 2);
    const w20 = w20FromRms(30e-9);
    const { opd: defocus } = makePupil({
      amplitude,
      terms: [{ basis: defocusBasis(size), coefficients: [w20] }],
    });
    expect(rmsOf(defocus) / 30e-9).toBeCloseTo(1, 2);
  });
});

describe('seidelBasis', () => {
  it('is the usual form where the field point lies along +x', () => {
    const height = 0.6;
    const terms = { w040: 1, w131: -2, w222: 0.5, w220: 3, w311: 0.7 };
    const basis = seidelBasis(samples, { y: 0, x: height });
    expectMap(pupilOpd(samples, [{ basis, coefficients: seidelCoefficients(terms) }]), (y, x) => {
      const [rho, theta] = [Math.hypot(y, x), Math.atan2(y, x)];
      return (
        terms.w040 * rho ** 4 +
        terms.w131 * height * rho ** 3 * Math.cos(theta) +
        terms.w222 * height ** 2 * rho ** 2 * Math.cos(theta) ** 2 +
        terms.w220 * height ** 2 * rho ** 2 +
        terms.w311 * height ** 3 * rho * Math.cos(theta)
      );
    });
  });

  it('turns with the field point', () => {
    const [right, down] = [
      seidelBasis(samples, { y: 0, x: 0.8 }),
      seidelBasis(samples, { y: 0.8, x: 0 }).transpose([0, 2, 1]),
    ];
    expect(right.sub(down).abs().max().dataSync()[0]).toBe(0);
  });

  it('leaves only spherical aberration in the middle of the field', () => {
    const sizes = seidelBasis(samples, { y: 0, x: 0 }).abs().max([1, 2]).dataSync();
    expect(Array.from(sizes)).toEqual([expect.closeTo(2 * (49 / 64) ** 2 * 2, 5), 0, 0, 0, 0]);
  });
});

describe('phase masks', () => {
  it('are their functions of the position', () => {
    expectMap(cubicBasis(samples), (y, x) => x ** 3 + y ** 3);
    expectMap(axiconBasis(samples), (y, x) => Math.hypot(y, x));
    // Re and Im of (x + iy)³.
    expectMap(petalBasis(samples, { count: 3 }), (y, x) => x ** 3 - 3 * x * y * y);
    expectMap(petalBasis(samples, { count: 2, power: 4 }), (y, x) => (x * x - y * y) * (x * x + y * y));
  });

  it('turn a spiral once from 0 to 1, from +x towards +y', () => {
    const spiral = spiralBasis(samples).dataSync();
    positions.forEach(({ y, x }, index) => {
      const turn = spiral[index]! * 2 * Math.PI;
      expect(Math.abs(Math.hypot(y, x) * Math.cos(turn) - x)).toBeLessThan(floatTolerance);
      expect(Math.abs(Math.hypot(y, x) * Math.sin(turn) - y)).toBeLessThan(floatTolerance);
    });
    expect(spiral[samples * (samples / 2) - 1]).toBeGreaterThan(0.97);
    expect(spiral[samples * (samples / 2 + 1) - 1]).toBeLessThan(0.03);
  });

  it('say what petals there are', () => {
    expect(() => petalBasis(samples, { count: 0 })).toThrow('petals: count is 0, must be a whole number');
    expect(() => petalBasis(samples, { count: 3, power: 0.5 })).toThrow(
      'petals: power is 0.5, must be at least 1',
    );
  });
});

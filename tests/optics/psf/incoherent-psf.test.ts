import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { intensity } from '../../../src/engine/fourier/complex-field.js';
import { startEngine } from '../../../src/engine/start.js';
import { amplitudeSpread } from '../../../src/optics/psf/amplitude-spread.js';
import { incoherentPsf, normalizePsf, type PsfOptions } from '../../../src/optics/psf/incoherent-psf.js';
import { psfByFft } from '../../../src/optics/psf/psf-by-fft.js';
import type { Pupil } from '../../../src/optics/pupil/pupil.js';
import { centroid } from '../../../src/optics/quality/spot-size.js';
import { circle } from './circle.js';
import { slowIrradiance, slowPixelMean } from './slow-psf.js';

/** Of the peak: two float32 matrix products. */
const tolerance = 2e-6;
/** A12 of the physics checks, of the peak. */
const transformTolerance = 5e-6;
/** Central differences in float32, from the list of physics checks. */
const differenceTolerance = 5e-3;

const wavelength = 500e-9;
const samples = 8;
/** λN = 4 µm. */
const lens = { wavelength, fNumber: 8 };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Amplitudes 0.2 to 1, path differences within half a wave: no symmetry hides a fault. */
function roughPupil(seed = 3): Pupil {
  const amplitude = tf.randomUniform<tf.Rank.R2>([samples, samples], 0.2, 1, 'float32', seed);
  const opd = tf.randomUniform<tf.Rank.R2>([samples, samples], -0.5, 0.5, 'float32', seed + 1);
  return { amplitude, opd: opd.mul(wavelength) };
}

function slow({ amplitude, opd }: Pupil) {
  return { amplitude: amplitude.dataSync(), opd: opd.div(wavelength).dataSync(), samples };
}

function expectClose(found: tf.Tensor, expected: readonly number[], most: number): void {
  const peak = Math.max(...expected);
  const worst = Math.max(...Array.from(found.dataSync(), (value, i) => Math.abs(value - expected[i]!)));
  expect(worst / peak).toBeLessThan(most);
}

/** Places of pixel centres in λN. */
function placesOf(size: number, pitch: number): number[] {
  return Array.from({ length: size }, (_, index) => ((index - Math.floor(size / 2)) * pitch) / 4e-6);
}

describe.each([
  { pitch: 1.3e-6, size: [5, 4] },
  { pitch: 2e-6, size: [4, 5] },
  { pitch: 7e-6, size: [3, 4] },
] as const)('the point spread function on $size pixels of $pitch m', ({ pitch, size }) => {
  const plane = { ...lens, pitch, size };
  const places = placesOf(size[0], pitch).flatMap(y => placesOf(size[1], pitch).map(x => [y, x] as const));
  const side = pitch / 4e-6;

  it('is the squared Fourier sum at the pixel centres', () => {
    const pupil = roughPupil();
    const expected = places.map(([y, x]) => side ** 2 * slowIrradiance(slow(pupil), y, x));
    expectClose(incoherentPsf(pupil, plane), expected, tolerance);
    expectClose(intensity(amplitudeSpread(pupil, plane)), expected, tolerance);
  });

  it('is its integral over each pixel', () => {
    const pupil = roughPupil();
    const expected = places.map(([y, x]) => side ** 2 * slowPixelMean(slow(pupil), y, x, side));
    expectClose(incoherentPsf(pupil, { ...plane, isPixelIntegrated: true }), expected, tolerance);
  });
});

describe('incoherentPsf', () => {
  it('holds all of the light where pixels cover a whole period, however coarse they are', () => {
    for (const pitch of [1e-6, 4e-6, 16e-6]) {
      const size = (samples * 4e-6) / pitch;
      const psf = incoherentPsf(roughPupil(), { ...lens, pitch, size, isPixelIntegrated: true });
      expect(psf.sum().dataSync()[0]).toBeCloseTo(1, 5);
    }
  });

  it('equals the fast transform on its grid, for even and odd sizes (A12)', () => {
    for (const [n, q] of [
      [64, 2],
      [64, 3],
      [63, 3],
      [10, 1.5],
    ] as const) {
      const pupil = circle(n, (x, y) => wavelength * (0.3 * x * x - 0.2 * y + 0.4 * x * y * y));
      const plane = { ...lens, pitch: 4e-6 / q, size: n * q };
      const fast = psfByFft(pupil, { wavelength, samplesPerLambdaN: q });
      const gap = incoherentPsf(pupil, plane).sub(fast).abs().max().div(fast.max());
      expect(gap.dataSync()[0]).toBeLessThan(transformTolerance);
      expect(fast.sum().dataSync()[0]).toBeCloseTo(1, 5);
    }
  });

  it('moves to +x with a path difference that rises towards +x, and to +y likewise (B13)', () => {
    const plane: PsfOptions = { ...lens, pitch: 1e-6, size: 33 };
    const centreOf = (opd: (x: number, y: number) => number) =>
      centroid(incoherentPsf(circle(32, opd), plane));
    const flat = centreOf(() => 0);
    const right = centreOf(x => 0.25 * wavelength * x);
    const down = centreOf((_, y) => 0.25 * wavelength * y);
    expect(flat.row).toBeCloseTo(16, 4);
    expect(flat.column).toBeCloseTo(16, 4);
    expect(right.column).toBeGreaterThan(17);
    expect(right.row).toBeCloseTo(16, 4);
    expect(down.row).toBeGreaterThan(17);
    expect(down.column).toBeCloseTo(16, 4);
  });

  it.each([true, false])('has the gradient of its values, pixels integrated: %s', isPixelIntegrated => {
    const pupil = roughPupil();
    const options = { ...lens, pitch: 2e-6, size: 6, isPixelIntegrated };
    const weights = tf.randomNormal([6, 6], 0, 1, 'float32', 9);
    const loss = (amplitude: tf.Tensor, waves: tf.Tensor) => {
      const changed = { amplitude, opd: waves.mul(wavelength) } as Pupil;
      return incoherentPsf(changed, options).mul(weights).sum();
    };
    const [amplitude, waves] = [pupil.amplitude, pupil.opd.div(wavelength)];
    const gradients = tf.grads(loss)([amplitude, waves]) as [tf.Tensor, tf.Tensor];
    const step = 1e-2;
    [0, 1].forEach(which => {
      const gradient = gradients[which]!;
      const direction = gradient.div(gradient.square().mean().sqrt());
      const at = (sign: number) => {
        const moved = [amplitude, waves].map((each, index) =>
          index === which ? each.add(direction.mul(sign * step)) : each,
        ) as [tf.Tensor, tf.Tensor];
        return loss(...moved).dataSync()[0]!;
      };
      // Second-order terms cancel; those of third order do not at this step.
      const coarse = (at(1) - at(-1)) / (2 * step);
      const wide = (at(2) - at(-2)) / (4 * step);
      const slope = gradient.mul(direction).sum().dataSync()[0]!;
      expect(Math.abs((4 * coarse - wide) / 3 / slope - 1)).toBeLessThan(differenceTolerance);
    });
  });

  it('leaves no tensor behind but its result', () => {
    const pupil = roughPupil();
    const before = tf.memory().numTensors;
    tf.dispose(incoherentPsf(pupil, { ...lens, pitch: 2e-6, size: 6, isPixelIntegrated: true }));
    tf.dispose(incoherentPsf(pupil, { ...lens, pitch: 2e-6, size: 6 }));
    tf.dispose(psfByFft(pupil, { wavelength, samplesPerLambdaN: 2 }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says what is wrong with its options', () => {
    const plane = { ...lens, pitch: 2e-6, size: 16 };
    expect(() => incoherentPsf(roughPupil(), { ...plane, size: 17 })).toThrow(
      'amplitudeSpread: the pupil has 8 samples, must have at least 9, because 17 pixels span 8.50 λN and its field repeats ' +
        'every 8 λN',
    );
    expect(() => incoherentPsf(roughPupil(), { ...plane, pitch: 0, isPixelIntegrated: true })).toThrow(
      'incoherentPsf: pitch is 0 m, must be above 0',
    );
    expect(() => incoherentPsf(roughPupil(), { ...plane, size: [4, 0.5] })).toThrow(
      'amplitudeSpread: size is 0.5, must be a whole number of at least 1',
    );
    const torn = { amplitude: tf.ones<tf.Rank.R2>([4, 4]), opd: tf.zeros<tf.Rank.R2>([4, 5]) };
    expect(() => incoherentPsf(torn, plane)).toThrow(
      'amplitudeSpread: the amplitude is [4,4], the optical path difference [4,5], must be squares of one size',
    );
    expect(() => psfByFft(roughPupil(), { wavelength, samplesPerLambdaN: 1.3 })).toThrow(
      'psfByFft: samplesPerLambdaN is 1.3, must be at least 1, and a whole number times 1/8 for 8 pupil samples',
    );
  });
});

describe('normalizePsf', () => {
  it('reports what each channel held before', () => {
    const [energy, psf] = [tf.tensor1d([0.5, 0.9]), tf.ones([2, 2, 2]).mul([0.125, 0.225])];
    const normalized = normalizePsf(psf);
    expect(normalized.energy.sub(energy).abs().max().dataSync()[0]).toBeLessThan(1e-6);
    expect(normalized.psf.dataSync().every(value => value === 0.25)).toBe(true);
  });
});

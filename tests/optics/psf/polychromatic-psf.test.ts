import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { incoherentPsf } from '../../../src/optics/psf/incoherent-psf.js';
import { channelPsfs, evenBand, polychromaticPsf } from '../../../src/optics/psf/polychromatic-psf.js';
import { apertureAmplitude } from '../../../src/optics/pupil/aperture.js';
import { defocusBasis } from '../../../src/optics/pupil/defocus.js';
import { makePupil } from '../../../src/optics/pupil/pupil.js';
import { strehlRatio } from '../../../src/optics/quality/wavefront.js';
import { circle } from './circle.js';

/** D21 of the physics checks; values are shares of light, below 1. */
const tolerance = 1e-6;

const options = { fNumber: 8, pitch: 2e-6, size: 9, isPixelIntegrated: true };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function gap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}

describe('polychromaticPsf', () => {
  it('is the weighted sum of those of its lines (D21)', () => {
    const pupil = circle(32, x => 1e-7 * x ** 3);
    const [blue, red] = [450e-9, 650e-9].map(wavelength => incoherentPsf(pupil, { ...options, wavelength }));
    const spectrum = [
      { wavelength: 450e-9, weight: 1 },
      { wavelength: 650e-9, weight: 3 },
    ];
    const found = polychromaticPsf(() => pupil, spectrum, options);
    expect(gap(found, blue!.mul(0.25).add(red!.mul(0.75)))).toBeLessThan(tolerance);
    expect(gap(blue!, red!)).toBeGreaterThan(100 * tolerance);
  });

  it('takes a path difference that depends on the wavelength', () => {
    const pupilAt = (wavelength: number) => circle(32, x => (wavelength > 5e-7 ? 2e-7 * x : 0));
    const found = polychromaticPsf(pupilAt, [{ wavelength: 6e-7, weight: 2 }], options);
    expect(gap(found, incoherentPsf(pupilAt(6e-7), { ...options, wavelength: 6e-7 }))).toBeLessThan(
      tolerance,
    );
  });

  it('refuses a spectrum without light', () => {
    const pupil = circle(32);
    expect(() => polychromaticPsf(() => pupil, [{ wavelength: 5e-7, weight: 0 }], options)).toThrow(
      'polychromaticPsf: weights are 0, must be 0 or more, one above 0',
    );
  });
});

describe('channelPsfs', () => {
  it('has one channel for each spectrum', () => {
    const pupil = circle(32);
    const spectra = [650e-9, 550e-9].map(wavelength => [{ wavelength, weight: 1 }]);
    const psfs = channelPsfs(() => pupil, spectra, options);
    expect(psfs.shape).toEqual([9, 9, 2]);
    const second = psfs.slice([0, 0, 1]).squeeze([2]);
    expect(gap(second, incoherentPsf(pupil, { ...options, wavelength: 550e-9 }))).toBeLessThan(tolerance);
  });
});

describe('evenBand', () => {
  it('is one line, or the middles of equal parts', () => {
    expect(evenBand(500, 0, 5)).toEqual([{ wavelength: 500, weight: 1 }]);
    expect(evenBand(500, 100, 4).map(({ wavelength }) => wavelength)).toEqual([462.5, 487.5, 512.5, 537.5]);
    expect(() => evenBand(500, 1000, 3)).toThrow('evenBand: width is 1000 m, must be 0 or more and below');
  });
});

it('halves the phase of a path difference at twice the wavelength (A13)', () => {
  const amplitude = apertureAmplitude(128, { shape: 'circle' });
  const pupil = makePupil({ amplitude, terms: [{ basis: defocusBasis(128), coefficients: [250e-9] }] });
  const [half, quarter] = [500e-9, 1000e-9].map(wavelength => strehlRatio(pupil, wavelength).dataSync()[0]!);
  expect(half).toBeCloseTo(0.405285, 3);
  expect(quarter).toBeCloseTo(0.810569, 3);
});

/**
 * The point spread function over a whole period, by one fast transform of the padded pupil.
 *
 *   h = |DFT{A exp(2πi OPD/λ)}|² / (M² Σ|A|²),   M = Q n
 *
 * Samples are λN / Q apart; Q = 2 holds all of the irradiance (Nyquist). The sum is 1 (Parseval): what a larger plane would
 * show outside is folded back into this one.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.3.
 */
import { tf } from '../../engine/tfjs.js';
import { intensity } from '../../engine/fourier/complex-field.js';
import { dft2, fftShift } from '../../engine/fourier/dft.js';
import type { Pupil } from '../pupil/pupil.js';
import { pupilField, pupilLight } from './amplitude-spread.js';
import { pupilSamples } from './focal-plane.js';

export interface FftPsfOptions {
  /** m. */
  readonly wavelength: number;
  /** Samples per λN, 1 or more; Q n must be whole. */
  readonly samplesPerLambdaN: number;
}

/**
 * The incoherent point spread function over one period.
 *
 * @returns [Q n, Q n], centre at floor(Q n / 2), shares of the light that passes the pupil.
 * @throws RangeError if the pupil is not square, or Q n is not a whole number of at least n.
 */
export function psfByFft(pupil: Pupil, { wavelength, samplesPerLambdaN: q }: FftPsfOptions): tf.Tensor2D {
  const samples = pupilSamples('psfByFft', pupil);
  const size = Math.round(q * samples);
  if (!(size >= samples && Math.abs(size - q * samples) < 1e-9 * size)) {
    throw new RangeError(
      `psfByFft: samplesPerLambdaN is ${q}, must be at least 1, and a whole number times 1/${samples} for ${samples} pupil samples`,
    );
  }
  return tf.tidy(() => {
    const { real, imaginary } = pupilField(pupil, wavelength);
    const margin: [number, number][] = [
      [0, size - samples],
      [0, size - samples],
    ];
    const field = dft2({ real: tf.pad(real, margin), imaginary: tf.pad(imaginary, margin) });
    return fftShift(intensity(field)).div<tf.Tensor2D>(pupilLight(pupil).mul(size ** 2));
  });
}

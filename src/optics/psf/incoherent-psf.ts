/**
 * The image of a point in incoherent light: the point spread function of a pupil at the pixels of a sensor.
 *
 *   h = |U|²                         at the pixel centres, times the area of a pixel
 *   h = ∫ |U|² over each pixel       where `isPixelIntegrated`
 *
 * with the field U of amplitude-spread.ts. Values are shares of the light that passes the pupil, so their sum is the energy in
 * the kernel: 1 minus what falls outside of it (and, at the centres of pixels wider than λN/2, minus or plus the error of
 * sampling). Nothing is renormalized here. Integrals are exact for the sampled pupil, see pixel-integral.ts; rounding can leave
 * values of −1e-7 of the peak where there is next to no light.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.3; Soummer et al., Opt. Express 15, 15935
 * (2007), doi:10.1364/OE.15.015935 (matrix Fourier transform).
 */
import { tf } from '../../engine/tfjs.js';
import { intensity } from '../../engine/fourier/complex-field.js';
import { matrixFourierTransform } from '../../engine/fourier/matrix-fourier.js';
import type { Pupil } from '../pupil/pupil.js';
import { amplitudeSpread, pupilField, pupilLight } from './amplitude-spread.js';
import { pixelFraction, pupilSamples, rowsAndColumns, type FocalPlane } from './focal-plane.js';
import { pixelIntegrals } from './pixel-integral.js';

export interface PsfOptions extends FocalPlane {
  /** True: the share of light on each pixel of full fill factor; false (default): the irradiance at its centre times its area. */
  readonly isPixelIntegrated?: boolean;
}

/**
 * The incoherent point spread function.
 *
 * @returns [rows, columns], shares of the light that passes the pupil; differentiable in amplitude and optical path difference.
 * @throws RangeError if the pupil is not square, a quantity not positive, or the plane wider than the field's period.
 */
export function incoherentPsf(pupil: Pupil, options: PsfOptions): tf.Tensor2D {
  return tf.tidy(() =>
    options.isPixelIntegrated === true
      ? integratedPsf(pupil, options)
      : (intensity(amplitudeSpread(pupil, options)) as tf.Tensor2D),
  );
}

function integratedPsf(pupil: Pupil, options: PsfOptions): tf.Tensor2D {
  const samples = pupilSamples('incoherentPsf', pupil);
  const side = pixelFraction('incoherentPsf', options, samples);
  const [rows, columns] = rowsAndColumns(options);
  const axis = { size: 2 * samples, spacing: 1 / (2 * samples), origin: samples };
  const field = matrixFourierTransform(pupilField(pupil, options.wavelength), { rows: axis, columns: axis });
  const irradiance = intensity(field) as tf.Tensor2D;
  const down = pixelIntegrals(samples, side, rows);
  const across = pixelIntegrals(samples, side, columns);
  const integrals = tf.matMul(tf.matMul(down, irradiance), across, false, true);
  return integrals.div(pupilLight(pupil));
}

/** A kernel for blurring, and what was cut off to make it. */
export interface NormalizedPsf {
  /** Sum 1. */
  readonly psf: tf.Tensor;
  /** Sum before, the share of the light that the kernel holds; of each channel where there are several. */
  readonly energy: tf.Tensor;
}

/**
 * Divides a point spread function by its sum.
 *
 * @param psf [rows, columns], or [rows, columns, channels], each channel by its own.
 */
export function normalizePsf(psf: tf.Tensor): NormalizedPsf {
  const energy = psf.sum([0, 1]);
  return { psf: psf.div(energy), energy };
}

/**
 * The field of a point source in the focal plane of a pupil: the coherent point spread function.
 *
 *   U(r) = p/(λN n √Σ|A|²) Σ A(x) exp(2πi OPD(x)/λ) exp(−2πi x·r/(λN))
 *
 * x runs over the n × n samples of the pupil in units of its diameter, r is a place in the image, p the pitch there. So |U|² is
 * the share of the light that a pixel of side p receives if the irradiance is even over it, and an optical path difference that
 * rises towards +x moves the image to +x. The sum is computed as a matrix Fourier transform, at any pitch.
 * Source: Soummer et al., Opt. Express 15, 15935 (2007), doi:10.1364/OE.15.015935, equations 4 to 7.
 */
import { tf } from '../../engine/tfjs.js';
import { fieldFromPolar, tidyField, type ComplexField } from '../../engine/fourier/complex-field.js';
import { matrixFourierTransform } from '../../engine/fourier/matrix-fourier.js';
import type { Pupil } from '../pupil/pupil.js';
import { pixelFraction, pupilSamples, rowsAndColumns, type FocalPlane } from './focal-plane.js';

/** The field behind a pupil, A exp(2πi OPD / λ), [n, n]. */
export function pupilField({ amplitude, opd }: Pupil, wavelength: number): ComplexField {
  return tidyField(() => fieldFromPolar(amplitude, opd.mul((2 * Math.PI) / wavelength)));
}

/** Σ|A|² over the samples: the light that passes the pupil, in units of what one open sample passes. */
export function pupilLight({ amplitude }: Pupil): tf.Scalar {
  return tf.tidy(() => amplitude.square().sum());
}

/**
 * The coherent point spread function U.
 *
 * @returns [rows, columns]; differentiable in amplitude and optical path difference.
 * @throws RangeError if the pupil is not square, a quantity not positive, or the plane wider than the field's period.
 */
export function amplitudeSpread(pupil: Pupil, plane: FocalPlane): ComplexField {
  const samples = pupilSamples('amplitudeSpread', pupil);
  const spacing = pixelFraction('amplitudeSpread', plane, samples);
  const [rows, columns] = rowsAndColumns(plane);
  const axis = (size: number) => ({ size, spacing, origin: Math.floor(size / 2) });
  return tidyField(() => {
    const field = matrixFourierTransform(pupilField(pupil, plane.wavelength), {
      rows: axis(rows),
      columns: axis(columns),
    });
    const scale = tf.div(spacing, pupilLight(pupil).sqrt());
    return { real: field.real.mul(scale), imaginary: field.imaginary.mul(scale) };
  });
}

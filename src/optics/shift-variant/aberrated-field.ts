/**
 * PSFs of a lens whose primary aberrations grow with the distance from its axis.
 *
 *   h_r = |F{A exp(2πi W_r / λ)}|², integrated over pixels;   W_r as in pupil/seidel.ts, largest at the corners
 *
 * Spherical aberration is the same everywhere, coma grows with the field height H, astigmatism and field curvature with H².
 * Distortion is left out: it moves points and does not blur them. The axis is the centre of the frame.
 * Source: Born & Wolf, Principles of Optics, 7th ed. (1999), doi:10.1017/CBO9781139644181, section 5.3.
 */
import { tf } from '../../engine/tfjs.js';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import { apertureAmplitude } from '../pupil/aperture.js';
import { makePupil } from '../pupil/pupil.js';
import { seidelBasis, seidelCoefficients, type SeidelCoefficients } from '../pupil/seidel.js';
import { fieldOf, fieldPoints, type FieldGrid, type PsfField } from './psf-field.js';

export interface AberratedLens {
  /** m. */
  readonly wavelength: number;
  /** Working f-number. */
  readonly fNumber: number;
  /** Optical path differences at the edge of the pupil for a point in a corner of the frame, m. */
  readonly aberrations: Omit<SeidelCoefficients, 'w311'>;
  /** Samples across the pupil. */
  readonly pupilSamples: number;
}

/**
 * @param side Side of the PSFs, pixels.
 * @param pixelPitch m.
 * @throws RangeError if the pupil has too few samples for PSFs of this size.
 */
export function aberratedField(
  grid: FieldGrid,
  { wavelength, fNumber, aberrations, pupilSamples }: AberratedLens,
  side: number,
  pixelPitch: number,
): PsfField {
  const amplitude = apertureAmplitude(pupilSamples, { shape: 'circle' });
  const coefficients = seidelCoefficients(aberrations);
  const plane = { wavelength, fNumber, pitch: pixelPitch, size: side, isPixelIntegrated: true };
  const psfs = fieldPoints(grid).map(point =>
    tf.tidy(() => {
      const basis = seidelBasis(pupilSamples, point);
      return incoherentPsf(makePupil({ amplitude, terms: [{ basis, coefficients }] }), plane);
    }),
  );
  const stack = tf.stack(psfs) as tf.Tensor3D;
  const field = fieldOf(stack, grid);
  tf.dispose([amplitude, stack, psfs]);
  return field;
}

/** Fewest samples across the pupil of which the field does not repeat within a PSF of `side` pixels. */
export function leastPupilSamples(
  { wavelength, fNumber }: Pick<AberratedLens, 'wavelength' | 'fNumber'>,
  side: number,
  pixelPitch: number,
): number {
  return Math.ceil((side * pixelPitch) / (wavelength * fNumber) - 1e-9);
}

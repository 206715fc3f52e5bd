/**
 * How good a wavefront is, from the pupil alone.
 *
 *   S = |Σ A exp(2πi OPD/λ)|² / (Σ A)²         Strehl ratio on the axis
 *   σ² = Σ A² OPD² / Σ A² − (Σ A² OPD / Σ A²)²  wavefront error
 *   S ≈ exp(−(2πσ/λ)²)                          Maréchal's approximation, for σ up to about λ/14
 *
 * S compares the irradiance in the middle of the image of a point with that of the same pupil without aberrations. A tilt moves
 * the image away from the middle and lowers it.
 * Source: Mahajan, J. Opt. Soc. Am. 73, 860 (1983), doi:10.1364/JOSA.73.000860.
 */
import { tf } from '../../engine/tfjs.js';
import { pupilField } from '../psf/amplitude-spread.js';
import type { Pupil } from '../pupil/pupil.js';

/** Strehl ratio on the axis, 0 to 1; differentiable in amplitude and optical path difference. */
export function strehlRatio(pupil: Pupil, wavelength: number): tf.Scalar {
  return tf.tidy(() => {
    const { real, imaginary } = pupilField(pupil, wavelength);
    const light = real.sum().square().add(imaginary.sum().square());
    return light.div<tf.Scalar>(pupil.amplitude.sum().square());
  });
}

/** Root mean square of the optical path difference over the light that passes, m, without its mean; differentiable. */
export function wavefrontRms({ amplitude, opd }: Pupil): tf.Scalar {
  return tf.tidy(() => {
    const weights = amplitude.square().div(amplitude.square().sum());
    const deviation = opd.sub(opd.mul(weights).sum());
    return deviation.square().mul(weights).sum().sqrt() as tf.Scalar;
  });
}

/**
 * Maréchal's approximation of the Strehl ratio.
 *
 * @param rms Wavefront error in waves.
 */
export function marechalStrehl(rms: number): number {
  return Math.exp(-((2 * Math.PI * rms) ** 2));
}

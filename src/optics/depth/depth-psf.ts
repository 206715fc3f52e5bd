/**
 * Point spread functions of a camera at several distances of the object.
 *
 *   W_z = W₂₀(z) ρ² + α (x³ + y³),   W₂₀(z) = (A² / 8)(1/z − 1/z₀),   h_z = ∫ |F{A exp(2πi W_z / λ)}|² over each pixel
 *
 * The sensor stays where the configured focus has its image: that sets the working f-number N′, the scale of h. A learned
 * focus z₀ changes the defocus alone; the change of magnification, of the order of f / z₀, is left out.
 * Sources: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.4; Dowski & Cathey, Appl. Opt. 34, 1859 (1995),
 * doi:10.1364/AO.34.001859 (cubic mask).
 */
import { tf } from '../../engine/tfjs.js';
import { normalizePsf, type NormalizedPsf } from '../psf/incoherent-psf.js';
import { channelPsfs } from '../psf/polychromatic-psf.js';
import { apertureAmplitude } from '../pupil/aperture.js';
import { defocusBasis } from '../pupil/defocus.js';
import { cubicBasis } from '../pupil/phase-masks.js';
import { pupilOpd } from '../pupil/pupil.js';
import type { DepthCamera } from './depth-options.js';
import { apertureDiameter, workingFNumber } from './depth-of-field.js';

/** What of a pupil does not change: amplitude [n, n], and the maps of defocus and cubic mask [2, n, n]. */
export interface DepthPupil {
  readonly amplitude: tf.Tensor2D;
  readonly basis: tf.Tensor3D;
}

/** What may be learned: numbers or scalars. */
export interface DepthSetting {
  /** z₀, m. */
  readonly focusDistance: number | tf.Tensor;
  /** α, m; 0 without a mask. */
  readonly cubic: number | tf.Tensor;
}

export function depthPupil(samples: number): DepthPupil {
  return {
    amplitude: apertureAmplitude(samples, { shape: 'circle' }, 'hard'),
    basis: tf.tidy(() => tf.concat([defocusBasis(samples), cubicBasis(samples)])),
  };
}

/** W_z, m, [n, n]; differentiable in the setting. */
export function depthOpd(
  camera: Pick<DepthCamera, 'focalLength' | 'fNumber'>,
  { basis }: DepthPupil,
  objectDistance: number,
  { focusDistance, cubic }: DepthSetting,
): tf.Tensor2D {
  const perDioptre = apertureDiameter(camera) ** 2 / 8;
  return tf.tidy(() => {
    const w20 = tf.sub(1 / objectDistance, tf.div(1, focusDistance)).mul(perDioptre);
    const coefficients = tf.stack([w20.reshape([]), tf.mul(1, cubic).reshape([])]);
    return pupilOpd(basis.shape[1], [{ basis, coefficients }]);
  });
}

/**
 * h_z of each distance of a camera.
 *
 * @returns Each [kernelPixels, kernelPixels, channels or 1] with its sum 1, and the light it held before.
 */
export function depthPsfs(camera: DepthCamera, pupil: DepthPupil, setting: DepthSetting): NormalizedPsf[] {
  const { pixelPitch: pitch, kernelPixels: size, wavelength } = camera;
  const plane = { fNumber: workingFNumber(camera), pitch, size, isPixelIntegrated: true };
  const spectra = wavelength.map(each => [{ wavelength: each, weight: 1 }]);
  return camera.objectDistances.map(distance => {
    const opd = depthOpd(camera, pupil, distance, setting);
    return normalizePsf(channelPsfs(() => ({ amplitude: pupil.amplitude, opd }), spectra, plane));
  });
}

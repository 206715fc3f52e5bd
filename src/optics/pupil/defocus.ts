/**
 * Defocus in its several measures, for a thin lens of aperture diameter A in air.
 *
 *   W = W₂₀ ρ²,   σ = W₂₀ / (2√3),   δz = 8 N² W₂₀,   W₂₀ = (A² / 8) (1/z − 1/z₀)
 *
 * z is the distance of the object, z₀ that at which the lens is focused, δz how far behind the sensor the image lies. W₂₀ is
 * positive where the object is nearer than the focus. A thin lens of focal length F in the pupil adds −A² / (8F).
 * The relations are paraxial. Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.4.
 */
import type * as tf from '@tensorflow/tfjs';
import { mapPupils } from './pupil-grid.js';

/** ρ², [1, samples, samples]: the map whose coefficient is W₂₀, m. */
export function defocusBasis(samples: number): tf.Tensor3D {
  return mapPupils(samples, [(y, x) => y * y + x * x]);
}

/** σ: rms over the circle, piston removed; the coefficient of Noll's Z₄. */
export function defocusRms(w20: number): number {
  return w20 / (2 * Math.sqrt(3));
}

/** W₂₀ of an rms defocus. */
export function w20FromRms(rms: number): number {
  return rms * 2 * Math.sqrt(3);
}

/** δz, m. */
export function focalShift(w20: number, fNumber: number): number {
  return 8 * fNumber ** 2 * w20;
}

/** W₂₀ of an image δz behind the sensor. */
export function w20FromFocalShift(shift: number, fNumber: number): number {
  return shift / (8 * fNumber ** 2);
}

export interface DefocusDistances {
  /** A, diameter of the aperture, m. */
  readonly apertureDiameter: number;
  /** z, m, above 0; Infinity where it is far away. */
  readonly objectDistance: number;
  /** z₀, m, above 0, or Infinity. */
  readonly focusDistance: number;
}

/**
 * W₂₀ of an object out of focus.
 *
 * @throws RangeError if a distance or the diameter is not positive.
 */
export function w20FromDistances(distances: DefocusDistances): number {
  checkPositive('defocus', { ...distances });
  const { apertureDiameter, objectDistance, focusDistance } = distances;
  return (apertureDiameter ** 2 / 8) * (1 / objectDistance - 1 / focusDistance);
}

/**
 * W₂₀ that a thin lens adds.
 *
 * @param focalLength F, m; negative for a diverging lens.
 */
export function thinLensW20(apertureDiameter: number, focalLength: number): number {
  return -(apertureDiameter ** 2) / (8 * focalLength);
}

/** @throws RangeError if one of the lengths, m, is not above 0. */
export function checkPositive(where: string, lengths: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(lengths)) {
    if (!(value > 0)) throw new RangeError(`${where}: ${name} is ${value} m, must be above 0`);
  }
}

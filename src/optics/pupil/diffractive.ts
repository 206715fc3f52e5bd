/**
 * Diffractive elements: a wavefront folded into one wavelength of path difference, and made of few levels.
 *
 *   folded: W mod λ₀,   efficiency of L levels into the first order: sinc²(1/L),   f(λ) = f₀ λ₀ / λ
 *
 * A folded plate acts as the whole wavefront at its design wavelength λ₀ only; refractive lenses change by f/V over the
 * spectrum from F to C, diffractive ones the other way and more, as 1/λ.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 7.3.
 */
import { tf } from '../../engine/tfjs.js';
import type { HeightLevels } from './height-map.js';

/** W mod λ₀, from 0 to below λ₀; the gradient is that of W, folds aside. */
export function foldOpd(opd: tf.Tensor2D, designWavelength: number): tf.Tensor2D {
  return tf.tidy(() => {
    const orders = opd.div(designWavelength).floor();
    return opd.sub<tf.Tensor2D>(orders.mul(designWavelength));
  });
}

/**
 * Levels of a plate that fold at one wavelength: L steps of λ₀ / (n − 1) / L, the last of which is the first of the next fold.
 *
 * @param refractiveIndex n at λ₀.
 */
export function foldingLevels(
  levels: number,
  designWavelength: number,
  refractiveIndex: number,
): HeightLevels {
  return { levels, maxHeight: ((designWavelength / (refractiveIndex - 1)) * (levels - 1)) / levels };
}

/** Share of the light that a grating of L equal levels sends into its first order. */
export function levelEfficiency(levels: number): number {
  const angle = Math.PI / levels;
  return (Math.sin(angle) / angle) ** 2;
}

/** Focal length of a diffractive lens in its first order, m. */
export function diffractiveFocalLength(
  focalLength: number,
  designWavelength: number,
  wavelength: number,
): number {
  return (focalLength * designWavelength) / wavelength;
}

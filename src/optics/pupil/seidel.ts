/**
 * The primary (Seidel) aberrations of a lens with axial symmetry, as a function of the place in the field.
 *
 *   W = W₀₄₀ |p|⁴ + W₁₃₁ (h·p) |p|² + W₂₂₂ (h·p)² + W₂₂₀ |h|² |p|² + W₃₁₁ |h|² (h·p)
 *
 * p is the position in the pupil in its radii, h that in the field in units of the largest image height: spherical aberration,
 * coma, astigmatism, field curvature and distortion, each W at the edge of pupil and field, m. Where h points along +x,
 * h·p is the usual H ρ cos θ.
 * Source: Born & Wolf, Principles of Optics, 7th ed. (1999), doi:10.1017/CBO9781139644181, section 5.3.
 */
import type * as tf from '@tensorflow/tfjs';
import { mapPupils } from './pupil-grid.js';

/** In the order of the maps of `seidelBasis`. */
export const seidelTerms = ['w040', 'w131', 'w222', 'w220', 'w311'] as const;

/** m; what is left out is 0. */
export type SeidelCoefficients = Readonly<Partial<Record<(typeof seidelTerms)[number], number>>>;

/** Place in the field, in units of the largest image height; y down, x to the right. */
export interface FieldPoint {
  readonly y: number;
  readonly x: number;
}

/** The five maps whose coefficients are W₀₄₀, W₁₃₁, W₂₂₂, W₂₂₀ and W₃₁₁; [5, samples, samples]. */
export function seidelBasis(samples: number, field: FieldPoint): tf.Tensor3D {
  const height = field.y ** 2 + field.x ** 2;
  const along = (y: number, x: number) => field.y * y + field.x * x;
  return mapPupils(samples, [
    (y, x) => (y * y + x * x) ** 2,
    (y, x) => along(y, x) * (y * y + x * x),
    (y, x) => along(y, x) ** 2,
    (y, x) => height * (y * y + x * x),
    (y, x) => height * along(y, x),
  ]);
}

/** Coefficients in the order of `seidelBasis`. */
export function seidelCoefficients(coefficients: SeidelCoefficients): number[] {
  return seidelTerms.map(term => coefficients[term] ?? 0);
}

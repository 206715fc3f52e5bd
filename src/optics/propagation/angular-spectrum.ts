/**
 * Propagation of a scalar wave in free space, exact: the angular spectrum, limited to the band that the samples can carry.
 *
 *   E(z) = F⁻¹{ H F{E(0)} },   H(f) = exp(2πi z √(1/λ² − |f|²))          where |f| ≤ 1/λ
 *                              H(f) = exp(−2π |z| √(|f|² − 1/λ²))        beyond: evanescent waves
 *
 * The samples of H at Δf = 1/(n p) alias where its phase turns by more than half a period from one to the next. These
 * frequencies belong to waves that leave the n samples sideways and would come back around the edge; they are blocked:
 *
 *   (f_x / f_limit)² + (λ f_y)² ≤ 1 and the same with x and y exchanged,   f_limit = 1 / (λ √((2 Δf z)² + 1))
 *
 * Backwards (z < 0) evanescent waves decay as well: to amplify them would only amplify rounding.
 * Source: Matsushima & Shimobaba, Opt. Express 17, 19662 (2009), doi:10.1364/OE.17.019662;
 * Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 3.10.
 */
import type { ComplexField } from '../../engine/fourier/complex-field.js';
import { checkLengths, transferPlane, type Polar, type SampledPlane } from './transfer-plane.js';

export interface Propagation extends SampledPlane {
  /** In the medium, m. */
  readonly wavelength: number;
  /** Along the axis, m; below 0 backwards. */
  readonly distance: number;
}

/**
 * The transfer function H.
 *
 * @param options `isBandLimited`: default true.
 * @returns [rows, columns] in the order of `dft2`, for `filterField`.
 * @throws RangeError if pitch or wavelength is not positive.
 */
export function angularSpectrumTransfer(
  options: Propagation & { readonly isBandLimited?: boolean },
): ComplexField {
  const { rows, columns, pitch, wavelength, distance, isBandLimited = true } = options;
  checkLengths('angularSpectrum', { pitch, wavelength });
  const limits = [rows, columns].map(size => bandLimit(size * pitch, options));
  return transferPlane(options, (down, across): Polar => {
    const isBeyond =
      isBandLimited &&
      ((down / limits[0]!) ** 2 + (wavelength * across) ** 2 > 1 ||
        (across / limits[1]!) ** 2 + (wavelength * down) ** 2 > 1);
    return isBeyond ? [0, 0] : planeWaveFactor(down, across, wavelength, distance);
  });
}

/**
 * f_limit: the highest frequency along an axis whose waves stay on samples over this extent.
 *
 * @param extent n p, m.
 */
export function bandLimit(
  extent: number,
  { wavelength, distance }: Pick<Propagation, 'wavelength' | 'distance'>,
): number {
  return 1 / (wavelength * Math.hypot((2 * distance) / extent, 1));
}

/** H at one frequency. */
function planeWaveFactor(down: number, across: number, wavelength: number, distance: number): Polar {
  const square = 1 / wavelength ** 2 - down ** 2 - across ** 2;
  if (square < 0) return [Math.exp(-2 * Math.PI * Math.abs(distance) * Math.sqrt(-square)), 0];
  return [1, distance * Math.sqrt(square)];
}

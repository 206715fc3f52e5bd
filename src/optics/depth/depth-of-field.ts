/**
 * How much of a scene is sharp, in geometric optics: a thin lens of focal length f at f-number N, focused at z₀.
 *
 *   c = f² / (N (z₀ − f)) |z − z₀| / z = 8 N′ |W₂₀|,   N′ = N z₀ / (z₀ − f)
 *   H = f² / (N c) + f,   near = s (H − f) / (H + s − 2f),   far = s (H − f) / (H − s)
 *
 * c is the diameter of the blur of a point at z, N′ the working f-number. Focused at the hyperfocal distance H, everything from
 * H/2 to infinity is blurred by c at most; focused at s, everything from near to far.
 * Source: Born & Wolf, Principles of Optics, 7th ed. (1999), doi:10.1017/CBO9781139644181, section 4.4 (thin lens).
 */
import { checkPositive } from '../pupil/defocus.js';

export interface Lens {
  /** f, m. */
  readonly focalLength: number;
  /** N = f / A for an aperture of diameter A. */
  readonly fNumber: number;
}

export interface FocusedLens extends Lens {
  /** z₀ from the lens, m, more than f; Infinity where it is focused far away. */
  readonly focusDistance: number;
}

/** A, m. */
export function apertureDiameter({ focalLength, fNumber }: Lens): number {
  return focalLength / fNumber;
}

/**
 * N′: distance of the image by diameter of the aperture.
 *
 * @throws RangeError if a quantity is not positive or the focus is not beyond the focal length.
 */
export function workingFNumber({ focalLength, fNumber, focusDistance }: FocusedLens): number {
  checkFocus({ focalLength, fNumber, focusDistance });
  return fNumber / (1 - focalLength / focusDistance);
}

/**
 * c, m.
 *
 * @param objectDistance z, m; Infinity where it is far away.
 * @throws RangeError if a quantity is not positive or the focus is not beyond the focal length.
 */
export function blurDiameter(lens: FocusedLens, objectDistance: number): number {
  checkPositive('depth', { objectDistance });
  checkFocus(lens);
  const imageDistance = 1 / (1 / lens.focalLength - 1 / lens.focusDistance);
  return apertureDiameter(lens) * imageDistance * Math.abs(1 / objectDistance - 1 / lens.focusDistance);
}

/**
 * H, m.
 *
 * @param blur c, largest diameter that counts as sharp, m.
 */
export function hyperfocalDistance({ focalLength, fNumber }: Lens, blur: number): number {
  checkPositive('depth', { focalLength, blur });
  return focalLength ** 2 / (fNumber * blur) + focalLength;
}

/** Nearest and farthest distance that are sharp, m; Infinity where all beyond is. */
export function depthOfField(
  lens: FocusedLens,
  blur: number,
): { readonly near: number; readonly far: number } {
  checkFocus(lens);
  const { focalLength: f, focusDistance: s } = lens;
  const hyperfocal = hyperfocalDistance(lens, blur);
  if (s === Infinity) return { near: hyperfocal - f, far: Infinity };
  return {
    near: (s * (hyperfocal - f)) / (hyperfocal + s - 2 * f),
    far: s < hyperfocal ? (s * (hyperfocal - f)) / (hyperfocal - s) : Infinity,
  };
}

function checkFocus({ focalLength, fNumber, focusDistance }: FocusedLens): void {
  checkPositive('depth', { focalLength });
  if (!(fNumber > 0)) throw new RangeError(`depth: fNumber is ${fNumber}, must be above 0`);
  if (!(focusDistance > focalLength)) {
    throw new RangeError(
      `depth: focusDistance is ${focusDistance} m, must be above the focal length, ${focalLength} m`,
    );
  }
}

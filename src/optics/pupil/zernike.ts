/**
 * Zernike polynomials, each of rms 1 over the unit circle, so that coefficients are rms optical path differences.
 *
 *   Z(ρ, θ) = √(n + 1) R(ρ) for m = 0,   √(2n + 2) R(ρ) · (cos mθ for m > 0, sin |m|θ for m < 0)
 *   R(ρ) = ρ^|m| P_k^(0, |m|)(2ρ² − 1),   k = (n − |m|) / 2,   R(1) = 1
 *
 * The Jacobi polynomials P come by their recurrence in k, which is accurate at any order; the sum of powers, the usual
 * formula, loses all digits near n = 40.
 * Sources: Noll, J. Opt. Soc. Am. 66, 207 (1976), doi:10.1364/JOSA.66.000207; Olver et al., NIST Handbook of Mathematical
 * Functions (2010), equations 18.9.1 and 18.9.2 (recurrence).
 */
import { tf } from '../../engine/tfjs.js';
import { samplePupil } from './pupil-grid.js';
import { checkMode, type ZernikeMode } from './zernike-index.js';

/**
 * R(ρ).
 *
 * @param radius ρ, pupil radii, 0 or more.
 * @throws RangeError if n and m belong to no mode.
 */
export function zernikeRadial(mode: ZernikeMode, radius: number): number {
  checkMode(mode);
  const m = Math.abs(mode.m);
  return radius ** m * jacobi((mode.n - m) / 2, m, 2 * radius ** 2 - 1);
}

/**
 * Z at a position, pupil radii.
 *
 * @throws RangeError if n and m belong to no mode.
 */
export function zernike(mode: ZernikeMode, y: number, x: number): number {
  return polynomial(mode)(Math.sqrt(y * y + x * x), Math.atan2(y, x));
}

/**
 * Z of several modes at the samples of a pupil.
 *
 * @param extent `circle` (default): 0 at samples whose cells lie outside of the circle, where polynomials of high order grow
 *   without bound. `square`: continued to the corners, for pupils that reach there.
 * @returns [modes, samples, samples].
 * @throws RangeError if n and m of one belong to no mode.
 */
export function zernikeBasis(
  samples: number,
  modes: readonly ZernikeMode[],
  extent: 'circle' | 'square' = 'circle',
): tf.Tensor3D {
  const reach = extent === 'circle' ? 1 + Math.SQRT2 / samples : 2;
  const radii = samplePupil(samples, (y, x) => Math.sqrt(y * y + x * x));
  const angles = samplePupil(samples, Math.atan2);
  const values = new Float32Array(modes.length * radii.length);
  modes.forEach((mode, index) => {
    const value = polynomial(mode);
    radii.forEach((radius, sample) => {
      if (radius <= reach) values[index * radii.length + sample] = value(radius, angles[sample]!);
    });
  });
  return tf.tensor3d(values, [modes.length, samples, samples]);
}

/** Z as a function of ρ and θ. */
function polynomial(mode: ZernikeMode): (radius: number, angle: number) => number {
  checkMode(mode);
  const m = Math.abs(mode.m);
  const order = (mode.n - m) / 2;
  const radial = (radius: number) => radius ** m * jacobi(order, m, 2 * radius ** 2 - 1);
  if (m === 0) return radius => Math.sqrt(mode.n + 1) * radial(radius);
  const [scale, wave] = [Math.sqrt(2 * mode.n + 2), mode.m > 0 ? Math.cos : Math.sin];
  return (radius, angle) => scale * radial(radius) * wave(m * angle);
}

/** P_k^(0, β)(x). */
function jacobi(order: number, beta: number, x: number): number {
  if (order === 0) return 1;
  let [before, value] = [1, ((beta + 2) * x - beta) / 2];
  for (let k = 2; k <= order; k++) {
    const twice = 2 * k + beta;
    const next =
      ((twice - 1) * (twice * (twice - 2) * x - beta ** 2) * value -
        2 * (k - 1) * (k + beta - 1) * twice * before) /
      (2 * k * (k + beta) * (twice - 2));
    [before, value] = [value, next];
  }
  return value;
}

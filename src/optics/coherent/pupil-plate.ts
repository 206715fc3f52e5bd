/**
 * A phase plate in the pupil of an objective: a sum of Zernike polynomials, seen by waves that light the object from aslant.
 *
 *   φ(f) = (2π/λ) Σ_j c_j Z_j(position of f in the pupil),   |c_j| < limit
 *
 * c is an optical path difference, rms. Modes count from defocus on (Noll 4, 5, …): piston and tilt change no image but its
 * place. Beyond the edge of the pupil, where no light passes, the path difference is that at the edge.
 * Source: Noll, J. Opt. Soc. Am. 66, 207 (1976), doi:10.1364/JOSA.66.000207.
 */
import { tf } from '../../engine/tfjs.js';
import type { HostRandom } from '../../engine/host-random.js';
import type { SampledPlane } from '../propagation/transfer-plane.js';
import { zernike } from '../pupil/zernike.js';
import { zernikeMode } from '../pupil/zernike-index.js';
import type { Direction } from './led-array.js';
import { mapPupils, type Objective } from './objective.js';
import type { PupilBoxes } from './pupil-box.js';

const firstNoll = 4;

/**
 * Coefficients in a random direction.
 *
 * @param rms √Σ c², m.
 */
export function randomCoefficients(modes: number, rms: number, random: HostRandom): number[] {
  const uniform = Array.from({ length: modes }, () => 2 * random.uniform() - 1);
  const norm = Math.hypot(...uniform);
  return uniform.map(each => (rms * each) / norm);
}

/**
 * Z_j at the frequencies of each wave.
 *
 * @param boxes As for `objectivePupils`.
 * @returns [modes, waves · rows · columns].
 */
export function plateBasis(
  objective: Objective,
  object: SampledPlane,
  directions: readonly Direction[],
  modes: number,
  boxes: PupilBoxes | null = null,
): tf.Tensor2D {
  return tf.tidy(() => {
    const maps = Array.from({ length: modes }, (_, index) => {
      const mode = zernikeMode(firstNoll + index);
      const value = (y: number, x: number) => {
        const outwards = Math.max(Math.hypot(y, x), 1);
        return zernike(mode, y / outwards, x / outwards);
      };
      return mapPupils(objective, object, directions, value, boxes).flatten();
    });
    return tf.stack(maps) as tf.Tensor2D;
  });
}

/**
 * φ of each wave.
 *
 * @param coefficients c, [modes], m.
 * @param basis From `plateBasis`.
 * @param shape Waves, rows, columns.
 * @returns rad, [waves, rows, columns].
 */
export function platePhase(
  coefficients: tf.Tensor,
  basis: tf.Tensor2D,
  wavelength: number,
  shape: readonly [number, number, number],
): tf.Tensor3D {
  return tf.tidy(() => {
    const radians = coefficients.mul((2 * Math.PI) / wavelength).reshape<tf.Tensor2D>([1, -1]);
    return radians.matMul(basis).reshape<tf.Tensor3D>([...shape]);
  });
}

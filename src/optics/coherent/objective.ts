/**
 * The objective of a microscope as a filter of spatial frequencies, seen by waves that light the object from aslant.
 *
 *   P_k(f) = P(f + f_k),   P(f) = 1 where |f| < NA/λ, else 0
 *
 * f counts from the frequency f_k of the wave, so that one spectrum of the object serves all waves and f_k need not lie on
 * the samples: the image differs from that with a tilted object by a phase only. The edge of the pupil takes the share of
 * each sample's cell that lies inside, along the radius: it is one cell wide.
 *
 * Position in the pupil, in pupil radii, is −(f + f_k) λ/NA: the image is upright, and an optical path difference that
 * rises towards +x moves it to +x.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.2;
 * Zheng, Horstmeyer & Yang, Nat. Photonics 7, 739 (2013), doi:10.1038/nphoton.2013.187.
 */
import { tf } from '../../engine/tfjs.js';
import { checkLengths, dftFrequencies, type SampledPlane } from '../propagation/transfer-plane.js';
import type { Direction } from './led-array.js';
import type { PupilBoxes } from './pupil-box.js';

export interface Objective {
  /** At the object, 0 to 1 in air. */
  readonly numericalAperture: number;
  /** m. */
  readonly wavelength: number;
}

/** Position in the pupil, in its radii. */
export type PupilPosition = readonly [y: number, x: number];

/**
 * P_k of each wave.
 *
 * @param object Samples of the object; `pitch` at the object, not at the sensor.
 * @param boxes The frequencies that are asked for; default null: all, in the order of `dft2`.
 * @returns [waves, rows, columns] of the boxes or the object, 0 to 1.
 * @throws RangeError if the samples do not hold the pupil.
 */
export function objectivePupils(
  objective: Objective,
  object: SampledPlane,
  directions: readonly Direction[],
  boxes: PupilBoxes | null = null,
): tf.Tensor3D {
  checkObjective(objective, object.pitch);
  const radius = objective.numericalAperture / objective.wavelength;
  const cell = Math.hypot(1 / object.rows, 1 / object.columns) / Math.SQRT2 / object.pitch;
  const inside = (y: number, x: number) =>
    Math.min(Math.max(((1 - Math.hypot(y, x)) * radius) / cell + 0.5, 0), 1);
  return mapPupils(objective, object, directions, inside, boxes);
}

/**
 * A function of the position in the pupil, at the frequencies of each wave.
 *
 * @param boxes As for `objectivePupils`.
 * @returns [waves, rows, columns] of the boxes or the object.
 */
export function mapPupils(
  { numericalAperture, wavelength }: Objective,
  { rows, columns, pitch }: SampledPlane,
  directions: readonly Direction[],
  value: (...position: PupilPosition) => number,
  boxes: PupilBoxes | null = null,
): tf.Tensor3D {
  const frequencies = (wave: number, axis: 0 | 1): number[] => {
    const size = axis === 0 ? rows : columns;
    if (boxes === null) return dftFrequencies(size, pitch);
    const first = boxes.corners[wave]![axis];
    const count = axis === 0 ? boxes.rows : boxes.columns;
    return Array.from({ length: count }, (_, index) => (first + index) / (size * pitch));
  };
  const shape = boxes ?? { rows, columns };
  const values = new Float32Array(directions.length * shape.rows * shape.columns);
  let index = 0;
  directions.forEach(([sineDown, sineAcross], wave) => {
    const acrosses = frequencies(wave, 1);
    for (const down of frequencies(wave, 0)) {
      const y = -(down * wavelength + sineDown) / numericalAperture;
      for (const across of acrosses) {
        values[index++] = value(y, -(across * wavelength + sineAcross) / numericalAperture);
      }
    }
  });
  return tf.tensor3d(values, [directions.length, shape.rows, shape.columns]);
}

/** @throws RangeError if a quantity is out of range or samples of that pitch do not hold the pupil. */
export function checkObjective({ numericalAperture, wavelength }: Objective, objectPitch: number): void {
  checkLengths('objective', { wavelength, objectPitch });
  if (!(numericalAperture > 0 && numericalAperture <= 1)) {
    throw new RangeError(
      `objective: numericalAperture is ${numericalAperture}, must be above 0 and at most 1`,
    );
  }
  const coarsest = wavelength / (2 * numericalAperture);
  if (objectPitch > coarsest) {
    throw new RangeError(
      `objective: objectPitch is ${micrometres(objectPitch)}, must be at most λ/(2 NA) = ${micrometres(coarsest)}, ` +
        'or the samples do not hold the pupil',
    );
  }
}

/**
 * Says what is wrong with the sampling of the image.
 *
 * @returns Null where the pitch is at most λ/(4 NA): the samples then hold all of the irradiance (Nyquist).
 */
export function imageSamplingWarning(
  { numericalAperture, wavelength }: Objective,
  objectPitch: number,
): string | null {
  const coarsest = wavelength / (4 * numericalAperture);
  if (objectPitch <= coarsest) return null;
  return (
    `objective: objectPitch is ${micrometres(objectPitch)}, above the λ/(4 NA) = ${micrometres(coarsest)} of Nyquist ` +
    'sampling: the finest detail of the irradiance is aliased'
  );
}

function micrometres(length: number): string {
  return `${(length * 1e6).toPrecision(3)} µm`;
}

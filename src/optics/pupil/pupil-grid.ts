/**
 * The samples of a pupil: n × n square cells whose square just holds the circle of radius 1.
 *
 *   x_i = (2i + 1 − n) / n,   i = 0 … n − 1
 *
 * Lengths in the pupil are counted in its radii; x rises with the column, y with the row.
 */
import { tf } from '../../engine/tfjs.js';

/**
 * Positions of the samples along one axis, pupil radii.
 *
 * @param samples n, samples across the diameter.
 * @throws RangeError if `samples` is not a whole number of at least 2.
 */
export function pupilAxis(samples: number): Float64Array {
  if (!Number.isInteger(samples) || samples < 2) {
    throw new RangeError(`pupil: samples is ${samples}, must be a whole number of at least 2`);
  }
  return Float64Array.from({ length: samples }, (_, index) => (2 * index + 1 - samples) / samples);
}

/** A function of the position, in pupil radii, at each sample; float64, row by row. */
export function samplePupil(samples: number, value: (y: number, x: number) => number): Float64Array {
  const axis = pupilAxis(samples);
  const values = new Float64Array(samples * samples);
  let index = 0;
  for (const y of axis) {
    for (const x of axis) values[index++] = value(y, x);
  }
  return values;
}

/** As `samplePupil`; [samples, samples]. */
export function mapPupil(samples: number, value: (y: number, x: number) => number): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(samplePupil(samples, value)), [samples, samples]);
}

/** Several functions of the position; [functions, samples, samples]. */
export function mapPupils(
  samples: number,
  functions: readonly ((y: number, x: number) => number)[],
): tf.Tensor3D {
  const values = new Float32Array(functions.length * samples * samples);
  functions.forEach((each, index) => values.set(samplePupil(samples, each), index * samples * samples));
  return tf.tensor3d(values, [functions.length, samples, samples]);
}

/**
 * Amplitudes of pupils that are not just open or closed.
 *
 *   Gaussian: A = e^(ρ² ln t),   t at the edge, 1 in the middle
 *   learned:  A = A₀ σ(l),   σ(t) = 1 / (1 + e^−t),   l free on the real line
 *
 * A₀ is the opening in which the film lies; 0 ≤ A ≤ A₀, so a learned amplitude can always be built.
 */
import { tf } from '../../engine/tfjs.js';
import { mapPupil } from './pupil-grid.js';

/**
 * Gaussian apodization, to multiply an opening with.
 *
 * @param edge t, amplitude at the edge of the pupil, above 0 and at most 1.
 * @returns [samples, samples].
 * @throws RangeError if `edge` is out of range.
 */
export function gaussianApodization(samples: number, edge: number): tf.Tensor2D {
  if (!(edge > 0 && edge <= 1)) {
    throw new RangeError(`apodization: edge is ${edge}, must be above 0 and at most 1`);
  }
  return mapPupil(samples, (y, x) => edge ** (y * y + x * x));
}

/**
 * A measured or drawn amplitude.
 *
 * @param values Row by row, 0 to 1.
 * @returns [samples, samples].
 * @throws RangeError if there are not samples² values or one is not within 0 to 1.
 */
export function amplitudeFromValues(samples: number, values: ArrayLike<number>): tf.Tensor2D {
  if (values.length !== samples ** 2) {
    throw new RangeError(
      `amplitude: there are ${values.length} values, must be ${samples ** 2}, for ${samples} × ${samples} samples`,
    );
  }
  const elements = Float32Array.from(values);
  const wrong = elements.findIndex(value => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    throw new RangeError(`amplitude: value ${wrong} is ${values[wrong]}, must be 0 to 1`);
  }
  return tf.tensor2d(elements, [samples, samples]);
}

/**
 * An amplitude that is learned.
 *
 * @param free l, any shape that broadcasts to the opening.
 * @param opening A₀, 0 to 1.
 */
export function learnedAmplitude(free: tf.Tensor, opening: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => opening.mul<tf.Tensor2D>(free.sigmoid()));
}

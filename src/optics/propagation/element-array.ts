/**
 * Arrays of transducers or antennas: what the elements send out together, or hear together.
 *
 *   beam(r) = |Σ_n w_n E_n(r)|²,   E_n(r) = exp(2πi |r − r_n|/λ) / |r − r_n|
 *   far away, over direction sines u:   beam(u) = |Σ_n w_n exp(2πi u·r_n/λ)|²
 *
 * A uniform row of N elements d apart has sin²(Nψ/2) / sin²(ψ/2), ψ = 2πu d/λ: nulls at whole multiples of λ/(N d), and
 * copies of the main lobe (grating lobes) at whole multiples of λ/d.
 * Source: Van Trees, Optimum Array Processing (2002), doi:10.1002/0471221104, sections 2.2 to 2.4.
 */
import { tf } from '../../engine/tfjs.js';
import { intensity, tidyField, type ComplexField } from '../../engine/fourier/complex-field.js';
import { matrixFourierTransform } from '../../engine/fourier/matrix-fourier.js';
import { checkLengths } from './transfer-plane.js';

/** x, y, z, m. */
export type Position = readonly [x: number, y: number, z: number];

/** Where a beam is sampled, in direction sines around the axis. */
export interface SineGrid {
  readonly rows: number;
  readonly columns: number;
  /** Sines from row to row and from column to column. */
  readonly spacing: readonly [down: number, across: number];
}

/**
 * The field E_n of each element at each point.
 *
 * @returns [elements, points], 1/m.
 * @throws RangeError if the wavelength is not positive, or a point lies in an element.
 */
export function elementFields(
  elements: readonly Position[],
  points: readonly Position[],
  wavelength: number,
): ComplexField {
  checkLengths('elementFields', { wavelength });
  const polar = elements.flatMap((element, index) =>
    points.map(point => {
      const distance = Math.hypot(...point.map((each, axis) => each - element[axis]!));
      if (distance === 0)
        throw new RangeError(`elementFields: a point lies in element ${index}, must be off it`);
      const turns = distance / wavelength;
      return [1 / distance, 2 * Math.PI * (turns - Math.round(turns))] as const;
    }),
  );
  const shape: [number, number] = [elements.length, points.length];
  return {
    real: tf.tensor2d(
      polar.map(([amplitude, phase]) => amplitude * Math.cos(phase)),
      shape,
    ),
    imaginary: tf.tensor2d(
      polar.map(([amplitude, phase]) => amplitude * Math.sin(phase)),
      shape,
    ),
  };
}

/**
 * |Σ w_n E_n|² at each point.
 *
 * @param weights Amplitude and phase of each element, [elements].
 * @param fields From `elementFields`, [elements, points].
 * @returns [points].
 */
export function beamPattern(weights: ComplexField, fields: ComplexField): tf.Tensor1D {
  return tf.tidy(() => {
    const sum = (weight: tf.Tensor, field: tf.Tensor) =>
      tf.matMul(weight.reshape([1, -1]), field).reshape([-1]);
    const field = tidyField(() => ({
      real: sum(weights.real, fields.real).sub(sum(weights.imaginary, fields.imaginary)),
      imaginary: sum(weights.real, fields.imaginary).add(sum(weights.imaginary, fields.real)),
    }));
    return intensity(field) as tf.Tensor1D;
  });
}

/**
 * The beam of a flat array far away.
 *
 * @param weights Real weights of the elements of a regular grid, [rows, columns].
 * @param pitch Distance of neighbouring elements, wavelengths.
 * @returns [sines.rows, sines.columns]; the axis is element ⌊n / 2⌋. (Σ w)² there.
 * @throws RangeError if the pitch is not positive.
 */
export function farFieldBeam(weights: tf.Tensor2D, pitch: number, sines: SineGrid): tf.Tensor2D {
  if (!(pitch > 0 && pitch < Infinity))
    throw new RangeError(`farFieldBeam: pitch is ${pitch} wavelengths, must be above 0`);
  const axis = (size: number, spacing: number) => ({
    size,
    spacing: spacing * pitch,
    origin: Math.floor(size / 2),
  });
  return tf.tidy(() => {
    const field = matrixFourierTransform(
      { real: weights, imaginary: tf.zerosLike(weights) },
      {
        rows: axis(sines.rows, sines.spacing[0]),
        columns: axis(sines.columns, sines.spacing[1]),
        sign: 1,
      },
    );
    return intensity(field) as tf.Tensor2D;
  });
}

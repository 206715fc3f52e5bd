/**
 * The matrix Fourier transform: a piece of the continuous Fourier transform of a sampled field, on any regular grid.
 *
 *   X[k, l] = Σ x[m, n] exp(∓2πi (y_m u_k + x_n v_l)),   y_m = (m − m₀),   u_k = (k − k₀) · spacing
 *
 * with coordinates in samples and frequencies in cycles per sample. No factor is applied. In focal-plane units: for a
 * pupil of D samples and spots sampled Q times per λN, `spacing` is 1 / (Q D).
 * Source: Soummer et al., Opt. Express 15, 15935 (2007), doi:10.1364/OE.15.015935, equations 4 to 7.
 */
import { tf } from '../tfjs.js';
import { planesOf, tidyField, type ComplexField } from './complex-field.js';
import { splitParts, stackParts } from './dft.js';
import { continuousMatrix, type Grid } from './dft-matrices.js';

/** Where one axis of the spectrum is sampled. */
export interface FrequencyAxis {
  /** Number of frequencies, 1 or more. */
  readonly size: number;
  /** Distance between neighbours, cycles per sample of the field. */
  readonly spacing: number;
  /** Index of frequency 0, possibly between or outside of the samples; default the middle, (size − 1) / 2. */
  readonly origin?: number;
  /** Index of coordinate 0 of the field, likewise. */
  readonly fieldOrigin?: number;
}

export interface FourierSampling {
  readonly rows: FrequencyAxis;
  readonly columns: FrequencyAxis;
  /** Sign of the exponent; default −1, that of `dft2`. */
  readonly sign?: -1 | 1;
}

/**
 * The matrix Fourier transform of a field.
 *
 * @param field […, rows, columns].
 * @returns […, sampling.rows.size, sampling.columns.size].
 * @throws RangeError if a size is not a whole number of at least 1, or a spacing or origin is not finite.
 */
export function matrixFourierTransform(field: ComplexField, sampling: FourierSampling): ComplexField {
  const { planes, rows, columns } = planesOf('matrixFourierTransform', field);
  const sign = sampling.sign ?? -1;
  const [down, across] = [
    grids('rows', sampling.rows, rows, sign),
    grids('columns', sampling.columns, columns, sign),
  ];
  return tidyField(() => {
    const stacked = stackParts(field, planes).reshape([planes, 2 * rows, columns]);
    const bands = tf.matMul(continuousMatrix('left', down.field, down.spectrum), stacked);
    const flat = bands.reshape([planes * down.spectrum.size, 2 * columns]);
    const spectrum = tf.matMul(flat, continuousMatrix('right', across.field, across.spectrum));
    const shape = [down.spectrum.size, across.spectrum.size] as const;
    return splitParts(spectrum.reshape([planes, shape[0], 2, shape[1]]), [
      ...field.real.shape.slice(0, -2),
      ...shape,
    ]);
  });
}

function grids(
  name: string,
  axis: FrequencyAxis,
  fieldSize: number,
  sign: -1 | 1,
): { field: Grid; spectrum: Grid } {
  const { size, spacing, origin = (size - 1) / 2, fieldOrigin = (fieldSize - 1) / 2 } = axis;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `matrixFourierTransform: ${name}.size is ${size}, must be a whole number of at least 1`,
    );
  }
  for (const [key, value] of Object.entries({ spacing, origin, fieldOrigin })) {
    if (!Number.isFinite(value)) {
      throw new RangeError(`matrixFourierTransform: ${name}.${key} is ${value}, must be finite`);
    }
  }
  return {
    field: { size: fieldSize, origin: fieldOrigin, spacing: 1 },
    spectrum: { size, origin, spacing: -sign * spacing },
  };
}

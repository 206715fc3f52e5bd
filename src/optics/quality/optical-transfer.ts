/**
 * How an image-forming system passes each spatial frequency: the Fourier transform of its point spread function.
 *
 *   OTF(ν) = Σ h(r) exp(−2πi ν r) / Σ h(r),   MTF = |OTF|,   PTF = arg OTF
 *
 * Frequencies are in cycles per sample of h; the cut-off of a lens is at p/(λN). All planes have their origin at
 * element floor(size / 2), as h has. A contrast reversal is a phase of ±π.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.3.
 */
import { tf } from '../../engine/tfjs.js';
import { intensity, tidyField, type ComplexField } from '../../engine/fourier/complex-field.js';
import { dft2, fftShift, inverseFftShift } from '../../engine/fourier/dft.js';

/** Values at frequencies of ascending order. */
export interface FrequencyCurve {
  /** Cycles per sample of the point spread function. */
  readonly frequencies: readonly number[];
  readonly values: readonly number[];
}

/**
 * The optical transfer function, 1 at frequency 0.
 *
 * @param psf [rows, columns], in any unit.
 * @returns [rows, columns]; element [i, j] at frequency (i − floor(rows / 2)) / rows down, and so across. Differentiable.
 */
export function opticalTransfer(psf: tf.Tensor2D): ComplexField {
  return tidyField(() => {
    const real = inverseFftShift(psf.div(psf.sum()));
    const transfer = dft2({ real, imaginary: tf.zerosLike(real) });
    return { real: fftShift(transfer.real), imaginary: fftShift(transfer.imaginary) };
  });
}

/** Contrast at each frequency, 0 to 1 for a non-negative point spread function; not differentiable where it is 0. */
export function modulationTransfer(psf: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => intensity(opticalTransfer(psf)).sqrt() as tf.Tensor2D);
}

/** Phase of the transfer function, −π to π rad; without meaning where the contrast is 0. */
export function phaseTransfer(psf: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const { real, imaginary } = opticalTransfer(psf);
    return tf.atan2<tf.Tensor2D>(imaginary, real);
  });
}

/**
 * A plane of transfer values along one axis, from frequency 0 up.
 *
 * @param plane [rows, columns], origin at floor(size / 2), such as from `modulationTransfer`.
 */
export function transferAlong(plane: tf.Tensor2D, axis: 'x' | 'y'): FrequencyCurve {
  const [rows, columns] = plane.shape;
  const [row, column] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  const values = plane.dataSync();
  const size = axis === 'x' ? columns : rows;
  const count = Math.ceil(size / 2);
  const at = (k: number) =>
    axis === 'x' ? values[row * columns + column + k]! : values[(row + k) * columns + column]!;
  const indices = Array.from({ length: count }, (_, k) => k);
  return { frequencies: indices.map(k => k / size), values: indices.map(at) };
}

/**
 * Mean over all directions: of the samples whose frequency is nearest to k / size, up to the highest that all directions have.
 *
 * @param plane [size, size], origin at floor(size / 2).
 * @throws RangeError if the plane is not square.
 */
export function transferRadially(plane: tf.Tensor2D): FrequencyCurve {
  const [size, columns] = plane.shape;
  if (size !== columns)
    throw new RangeError(`transferRadially: the plane is ${size} × ${columns}, must be square`);
  const count = Math.ceil(size / 2);
  const [sums, counts] = [Array<number>(count).fill(0), Array<number>(count).fill(0)];
  const middle = Math.floor(size / 2);
  plane.dataSync().forEach((value, index) => {
    const ring = Math.round(Math.hypot(Math.floor(index / size) - middle, (index % size) - middle));
    if (ring >= count) return;
    sums[ring]! += value;
    counts[ring]! += 1;
  });
  return {
    frequencies: sums.map((_, ring) => ring / size),
    values: sums.map((sum, ring) => sum / counts[ring]!),
  };
}

/** The value at a frequency, on the straight line between the neighbours; NaN beyond the ends. */
export function curveAt({ frequencies, values }: FrequencyCurve, frequency: number): number {
  const above = frequencies.findIndex(each => each >= frequency);
  if (above === -1 || frequency < frequencies[0]!) return NaN;
  if (above === 0) return values[0]!;
  const [low, high] = [frequencies[above - 1]!, frequencies[above]!];
  const weight = (frequency - low) / (high - low);
  return (1 - weight) * values[above - 1]! + weight * values[above]!;
}

/**
 * The lowest frequency at which a curve falls to a level, such as MTF50 for 0.5.
 *
 * @returns Cycles per sample; NaN if the curve stays above.
 */
export function frequencyAt({ frequencies, values }: FrequencyCurve, level: number): number {
  const below = values.findIndex(value => value <= level);
  if (below === -1) return NaN;
  if (below === 0) return frequencies[0]!;
  const [high, low] = [values[below - 1]!, values[below]!];
  const weight = (high - level) / (high - low);
  return frequencies[below - 1]! + weight * (frequencies[below]! - frequencies[below - 1]!);
}

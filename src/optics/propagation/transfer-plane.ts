/** Sampled planes and the transfer functions over their spatial frequencies, in the order of `dft2`. */
import { tf } from '../../engine/tfjs.js';
import type { ComplexField } from '../../engine/fourier/complex-field.js';

/** A plane of samples at equal distances along both axes. */
export interface SampledPlane {
  readonly rows: number;
  readonly columns: number;
  /** Distance of neighbouring samples, m. */
  readonly pitch: number;
}

/** Amplitude, and phase in turns (2π rad). */
export type Polar = readonly [amplitude: number, turns: number];

/**
 * The frequencies of a transform along one axis in the order of `dft2`: 0 first, negative ones last.
 *
 * @param pitch Distance of samples, m; frequencies are in cycles per metre. With 1, in cycles per sample.
 */
export function dftFrequencies(size: number, pitch = 1): number[] {
  return Array.from({ length: size }, (_, k) => (k < size / 2 ? k : k - size) / (size * pitch));
}

/**
 * A transfer function for `filterField`, computed in float64 and rounded once.
 *
 * @param transfer Of the frequencies down and across, cycles per metre.
 * @returns [rows, columns], in the order of `dft2`.
 */
export function transferPlane(
  { rows, columns, pitch }: SampledPlane,
  transfer: (down: number, across: number) => Polar,
): ComplexField {
  const acrossAll = dftFrequencies(columns, pitch);
  const [real, imaginary] = [new Float32Array(rows * columns), new Float32Array(rows * columns)];
  dftFrequencies(rows, pitch).forEach((down, row) => {
    acrossAll.forEach((across, column) => {
      const [amplitude, turns] = transfer(down, across);
      const phase = 2 * Math.PI * (turns - Math.round(turns));
      real[row * columns + column] = amplitude * Math.cos(phase);
      imaginary[row * columns + column] = amplitude * Math.sin(phase);
    });
  });
  return { real: tf.tensor(real, [rows, columns]), imaginary: tf.tensor(imaginary, [rows, columns]) };
}

/** @throws RangeError naming the first length that is not positive and finite. */
export function checkLengths(where: string, lengths: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(lengths)) {
    if (!(value > 0 && value < Infinity))
      throw new RangeError(`${where}: ${name} is ${value} m, must be above 0`);
  }
}

/**
 * The part of a spectrum that a pupil lets through: a box of frequencies for each wave, as large as the pupil.
 *
 * A coherent image holds no other frequencies, so that only these are filtered and transformed (bench/workloads/led-images.js).
 * Where the box reaches beyond the samples of the object there is nothing: the samples hold no finer detail.
 */
import { tf } from '../../engine/tfjs.js';
import { tidyField, type ComplexField } from '../../engine/fourier/complex-field.js';
import { fftShift } from '../../engine/fourier/dft.js';
import type { SampledPlane } from '../propagation/transfer-plane.js';
import type { Direction } from './led-array.js';
import type { Objective } from './objective.js';

export interface PupilBoxes {
  readonly rows: number;
  readonly columns: number;
  /** The lowest frequency in the box of each wave, in steps of the transform from frequency 0. */
  readonly corners: readonly (readonly [down: number, across: number])[];
}

/** The boxes around the pupil of each wave; null where they are no smaller than the samples of the object. */
export function pupilBoxes(
  { numericalAperture, wavelength }: Objective,
  { rows, columns, pitch }: SampledPlane,
  directions: readonly Direction[],
): PupilBoxes | null {
  const sizes = [rows, columns] as const;
  const steps = sizes.map(size => (size * pitch) / wavelength) as [number, number];
  // The edge of the pupil is up to one cell of the coarser axis wide; the corner is rounded to a whole step.
  const edge = Math.max(rows, columns) / Math.min(rows, columns);
  const halves = steps.map(step => Math.ceil(numericalAperture * step + edge / 2 + 0.5)) as [number, number];
  if (halves.some((half, axis) => 2 * half + 1 >= sizes[axis]!)) return null;
  return {
    rows: 2 * halves[0] + 1,
    columns: 2 * halves[1] + 1,
    corners: directions.map(([down, across]) => [
      Math.round(-down * steps[0]) - halves[0],
      Math.round(-across * steps[1]) - halves[1],
    ]),
  };
}

/**
 * Cuts the boxes out of spectra.
 *
 * @param spectrum In the order of `dft2`, [batch, rows, columns].
 * @returns [batch, waves, boxes.rows, boxes.columns], from the lowest frequency to the highest.
 */
export function cutBoxes(spectrum: ComplexField, boxes: PupilBoxes): ComplexField {
  const cut = (part: tf.Tensor) => cutPart(fftShift(part), boxes);
  return tidyField(() => ({ real: cut(spectrum.real), imaginary: cut(spectrum.imaginary) }));
}

/** @param part With frequency 0 in the middle. */
function cutPart(part: tf.Tensor, { rows, columns, corners }: PupilBoxes): tf.Tensor {
  const margins = [rows, columns].map((size, axis): [number, number] => {
    const samples = part.shape[axis + 1]!;
    const firsts = corners.map(corner => corner[axis]! + Math.floor(samples / 2));
    return [Math.max(0, -Math.min(...firsts)), Math.max(0, Math.max(...firsts) + size - samples)];
  }) as [[number, number], [number, number]];
  const origin = [1, 2].map(axis => Math.floor(part.shape[axis]! / 2) + margins[axis - 1]![0]) as [
    number,
    number,
  ];
  const padded = tf.pad(part, [[0, 0], ...margins]);
  return tf.stack(
    corners.map(([down, across]) =>
      tf.slice(padded, [0, origin[0] + down, origin[1] + across], [-1, rows, columns]),
    ),
    1,
  );
}

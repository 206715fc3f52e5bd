/**
 * Where a point spread function is sampled: at the pixels of a sensor in the focal plane.
 *
 * Lengths in the plane scale with λN: Q = λN / p is the number of pixels in one λN. A pupil of n samples gives a field that
 * repeats every n λN, so a PSF can have at most n Q pixels.
 */
import type { Pupil } from '../pupil/pupil.js';

export interface FocalPlane {
  /** m. */
  readonly wavelength: number;
  /** Working f-number, above 0. */
  readonly fNumber: number;
  /** Distance of pixel centres, m. */
  readonly pitch: number;
  /** Pixels along both axes, or rows and columns; the centre of the image is element floor(size / 2). */
  readonly size: number | readonly [rows: number, columns: number];
}

/** Q = λN / p. */
export function samplesPerLambdaN({ wavelength, fNumber, pitch }: Omit<FocalPlane, 'size'>): number {
  return (wavelength * fNumber) / pitch;
}

export function rowsAndColumns({ size }: Pick<FocalPlane, 'size'>): readonly [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}

/**
 * Samples across a pupil.
 *
 * @throws RangeError if amplitude and optical path difference are not squares of one size.
 */
export function pupilSamples(where: string, { amplitude, opd }: Pupil): number {
  const [rows, columns] = amplitude.shape;
  if (rows !== columns || opd.shape.join() !== amplitude.shape.join()) {
    throw new RangeError(
      `${where}: the amplitude is [${amplitude.shape.join()}], the optical path difference [${opd.shape.join()}], ` +
        'must be squares of one size',
    );
  }
  return rows;
}

/**
 * Checks a plane and gives the distance of its pixels in units of n λN, the period of the field.
 *
 * @throws RangeError if a quantity is not positive, a size not a whole number of at least 1, or the plane wider than the period.
 */
export function pixelFraction(where: string, plane: FocalPlane, samples: number): number {
  const units = { wavelength: ' m', fNumber: '', pitch: ' m' };
  for (const [name, unit] of Object.entries(units) as [keyof typeof units, string][]) {
    if (!(plane[name] > 0 && plane[name] < Infinity)) {
      throw new RangeError(`${where}: ${name} is ${plane[name]}${unit}, must be above 0`);
    }
  }
  const spacing = 1 / (samplesPerLambdaN(plane) * samples);
  for (const size of rowsAndColumns(plane)) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`${where}: size is ${size}, must be a whole number of at least 1`);
    }
    if (size * spacing > 1 + 1e-9) {
      throw new RangeError(
        `${where}: the pupil has ${samples} samples, must have at least ${Math.ceil(size * spacing * samples - 1e-9)}, ` +
          `because ${size} pixels span ${(size * spacing * samples).toPrecision(3)} λN and its field repeats every ${samples} λN`,
      );
    }
  }
  return spacing;
}

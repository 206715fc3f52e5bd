/**
 * Propagation near the axis (Fresnel) and to the far field (Fraunhofer).
 *
 *   H(f) = exp(2πi z/λ) exp(−πi λ z |f|²)                                                        transfer function
 *   E(r′) = exp(2πi z/λ)/(iλz) exp(πi|r′|²/(λz)) ∫ E(r) exp(πi|r|²/(λz)) exp(−2πi r·r′/(λz)) d²r   one transform
 *
 * The transfer function keeps the pitch and suits short distances, z ≤ n p²/λ; the single transform suits long ones, and
 * its samples may lie anywhere. Fraunhofer's is the latter without exp(πi|r|²/(λz)): the Fresnel number a²/(λz) of a field
 * of half-width a must be far below 1.
 * Coordinates are 0 at element ⌊n/2⌋.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), equations 4-17, 4-21 and 4-25; band of the transfer
 * function: Voelz & Roggemann, Appl. Opt. 48, 6132 (2009), doi:10.1364/AO.48.006132.
 */
import { tf } from '../../engine/tfjs.js';
import {
  fieldFromPolar,
  multiplyFields,
  planesOf,
  tidyField,
  type ComplexField,
} from '../../engine/fourier/complex-field.js';
import { matrixFourierTransform } from '../../engine/fourier/matrix-fourier.js';
import type { Propagation } from './angular-spectrum.js';
import { checkLengths, transferPlane, type SampledPlane } from './transfer-plane.js';

export interface SingleTransform {
  /** Distance of samples of the field, m. */
  readonly pitch: number;
  readonly wavelength: number;
  /** m, not 0. */
  readonly distance: number;
  /** Where the result is sampled; default: as many samples as the field has, |λz| / (n p) apart (n: columns). */
  readonly output?: SampledPlane;
}

/**
 * Fresnel's transfer function.
 *
 * @returns [rows, columns] in the order of `dft2`, for `filterField`.
 * @throws RangeError if pitch or wavelength is not positive.
 */
export function fresnelTransfer(options: Propagation): ComplexField {
  const { pitch, wavelength, distance } = options;
  checkLengths('fresnel', { pitch, wavelength });
  return transferPlane(options, (down, across) => [
    1,
    distance * (1 / wavelength - (wavelength * (down ** 2 + across ** 2)) / 2),
  ]);
}

/**
 * Fresnel's single transform.
 *
 * @param field […, rows, columns].
 * @returns […, output.rows, output.columns].
 * @throws RangeError if a length is not positive or the distance is 0.
 */
export function fresnelTransform(field: ComplexField, options: SingleTransform): ComplexField {
  return tidyField(() => {
    const { rows, columns } = planesOf('fresnelTransform', field);
    const lens = quadraticPhase({ rows, columns, pitch: options.pitch }, options);
    return fraunhoferTransform(multiplyFields(field, lens), options);
  });
}

/** As `fresnelTransform`, without the quadratic phase over the field. */
export function fraunhoferTransform(field: ComplexField, options: SingleTransform): ComplexField {
  const { pitch, wavelength, distance } = options;
  checkLengths('fresnel', { pitch, wavelength, distance: Math.abs(distance) });
  const { rows, columns } = planesOf('fraunhoferTransform', field);
  const output = options.output ?? {
    rows,
    columns,
    pitch: Math.abs(wavelength * distance) / (columns * pitch),
  };
  const spacing = (pitch * output.pitch) / (wavelength * distance);
  const axis = (size: number, fieldSize: number) => ({
    size,
    spacing,
    origin: Math.floor(size / 2),
    fieldOrigin: Math.floor(fieldSize / 2),
  });
  return tidyField(() => {
    const spectrum = matrixFourierTransform(field, {
      rows: axis(output.rows, rows),
      columns: axis(output.columns, columns),
    });
    const turns = distance / wavelength - 1 / 4;
    const carrier = fieldFromPolar(
      tf.scalar(pitch ** 2 / (wavelength * distance)),
      tf.scalar(2 * Math.PI * (turns - Math.round(turns))),
    );
    return multiplyFields(spectrum, multiplyFields(quadraticPhase(output, options), carrier));
  });
}

/** a²/(λz) of a field of half-width a: far above 1 shadow, about 1 Fresnel, far below 1 Fraunhofer diffraction. */
export function fresnelNumber(halfWidth: number, wavelength: number, distance: number): number {
  return halfWidth ** 2 / (wavelength * Math.abs(distance));
}

/** exp(πi|r|²/(λz)) over a plane. */
function quadraticPhase(
  { rows, columns, pitch }: SampledPlane,
  { wavelength, distance }: Pick<SingleTransform, 'wavelength' | 'distance'>,
): ComplexField {
  const turns = (size: number) =>
    Array.from(
      { length: size },
      (_, index) => ((index - Math.floor(size / 2)) * pitch) ** 2 / (2 * wavelength * distance),
    );
  const across = turns(columns);
  const phase = turns(rows).flatMap(down =>
    across.map(each => 2 * Math.PI * (down + each - Math.round(down + each))),
  );
  return fieldFromPolar(tf.scalar(1), tf.tensor2d(phase, [rows, columns]));
}

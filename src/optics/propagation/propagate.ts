/**
 * Fields from plane to plane: what surrounds the samples is dark, and what leaves them is lost, not wrapped around.
 *
 *   E ↦ crop F⁻¹{ H F{pad E} },   H from angular-spectrum.ts or fresnel.ts
 *
 * The pad is as wide as the most tilted wave of the samples walks sideways, |z| tan asin(λ/(2p)), at most the field itself.
 * Its adjoint is the propagation by −z.
 */
import { tf } from '../../engine/tfjs.js';
import { intensity, planesOf, tidyField, type ComplexField } from '../../engine/fourier/complex-field.js';
import { stackParts } from '../../engine/fourier/dft.js';
import { fastSize } from '../../engine/fourier/dft-plan.js';
import { filterStacked, prepareFilter, type FieldFilter } from '../../engine/fourier/filter-field.js';
import { unstackParts } from '../../engine/fourier/stacked-field.js';
import { angularSpectrumTransfer, type Propagation } from './angular-spectrum.js';
import { fresnelTransfer } from './fresnel.js';
import { checkLengths } from './transfer-plane.js';

export interface PropagationMethod {
  /** Default: angular-spectrum. */
  readonly method?: 'angular-spectrum' | 'fresnel';
}

/** A propagation ready for any number of fields; its tensors are those of `filter`. */
export interface Propagator {
  readonly rows: number;
  readonly columns: number;
  /** Rows and columns with the pad. */
  readonly padded: readonly [number, number];
  readonly filter: FieldFilter;
}

/**
 * Prepares a propagation.
 *
 * @throws RangeError if pitch or wavelength is not positive.
 */
export function propagator(options: Propagation & PropagationMethod): Propagator {
  const { rows, columns, method = 'angular-spectrum' } = options;
  const padded = [rows, columns].map(size => fastSize(size + walk(size, options))) as [number, number];
  const make = method === 'fresnel' ? fresnelTransfer : angularSpectrumTransfer;
  const [own, other] = tf.tidy(() => {
    const filter = prepareFilter(make({ ...options, rows: padded[0], columns: padded[1] }));
    return [filter.own, filter.other];
  });
  return { rows, columns, padded, filter: { shape: padded, own, other } };
}

/**
 * Propagates fields.
 *
 * @param field […, rows, columns].
 * @returns As the field.
 */
export function applyPropagator(field: ComplexField, propagator: Propagator): ComplexField {
  const { planes } = planesOf('applyPropagator', field);
  return tidyField(() =>
    unstackParts(propagateStacked(stackParts(field, planes), propagator), field.real.shape),
  );
}

/** As `applyPropagator`, for stacked fields [planes, 2, rows, columns]. */
export function propagateStacked(stacked: tf.Tensor, { padded, filter }: Propagator): tf.Tensor {
  const { shape } = stacked;
  const [planes, parts, rows, columns] = shape as [number, number, number, number];
  return tf.tidy(() => {
    const [below, beside] = [padded[0] - rows, padded[1] - columns];
    if (below === 0 && beside === 0) return filterStacked(stacked, filter);
    const widened = tf.pad(stacked, [
      [0, 0],
      [0, 0],
      [0, below],
      [0, beside],
    ]);
    return tf.slice(filterStacked(widened, filter), [0, 0, 0, 0], [planes, parts, rows, columns]);
  });
}

/** Propagates one field: `applyPropagator` of `propagator`, where a distance is used once. */
export function propagateField(
  field: ComplexField,
  options: Omit<Propagation, 'rows' | 'columns'> & PropagationMethod,
): ComplexField {
  const { rows, columns } = planesOf('propagateField', field);
  return tidyField(() => applyPropagator(field, propagator({ ...options, rows, columns })));
}

/**
 * Power through a plane, Σ |E|² p² over rows and columns: what it lost between planes left the samples or was evanescent.
 *
 * @param field […, rows, columns].
 * @param pitch Distance of samples, m.
 * @returns […], in units of |E|² m².
 */
export function fieldPower(field: ComplexField, pitch: number): tf.Tensor {
  return tf.tidy(() =>
    intensity(field)
      .sum([-2, -1])
      .mul(pitch ** 2),
  );
}

/** Samples that the most tilted wave walks sideways; at most all. */
function walk(size: number, { pitch, wavelength, distance }: Propagation): number {
  checkLengths('propagator', { pitch, wavelength });
  if (distance === 0) return 0;
  const sine = Math.min(wavelength / (2 * pitch), 1);
  const steps = (Math.abs(distance) * sine) / (Math.sqrt(1 - sine ** 2) * pitch);
  return Math.ceil(Math.min(size, steps));
}

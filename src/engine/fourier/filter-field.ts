/**
 * Filters fields in the Fourier plane: the inverse transform of (transfer · transform of the field).
 *
 * Propagation in free space, circular convolution and blur are such filters. The result is that of `dft2`, a product and
 * `inverseDft2`, but the spectrum is never brought into natural order; the (small) transfer is put into its order instead.
 */
import { tf } from '../tfjs.js';
import { countPlanes, planesOf, tidyField, type ComplexField } from './complex-field.js';
import { stackParts } from './dft.js';
import { acrossMatrix } from './dft-matrices.js';
import { dftPlan, type DftPlan } from './dft-plan.js';
import { multiplyParts, unstackParts } from './stacked-field.js';
import { adjointColumns, transformColumns, turn } from './transform-axis.js';

/** A transfer in the order of spectra, ready for any number of fields. */
export interface FieldFilter {
  /** Shape of the transfer, […, rows, columns]. */
  readonly shape: readonly number[];
  /** Real and imaginary part, as `arrange` sorts them: factors on a part and on the other part of a field. */
  readonly own: tf.Tensor;
  readonly other: tf.Tensor;
}

/** Filters one field: `applyFilter` of `prepareFilter`, where a transfer is used once. */
export function filterField(field: ComplexField, transfer: ComplexField): ComplexField {
  return tidyField(() => applyFilter(field, prepareFilter(transfer)));
}

/**
 * Puts a transfer into the order of spectra.
 *
 * @param transfer Factor on each frequency in the order of `dft2`, […, rows, columns].
 */
export function prepareFilter(transfer: ComplexField): FieldFilter {
  const { rows, columns } = planesOf('prepareFilter', transfer);
  const [own, other] = [transfer.real, transfer.imaginary].map(part =>
    // With 1 / points the adjoint transform is the inverse.
    tf.tidy(() => arrange(part.div(rows * columns))),
  ) as [tf.Tensor, tf.Tensor];
  return { shape: transfer.real.shape, own, other };
}

/**
 * Filters a field, with circular boundaries.
 *
 * @param field […, rows, columns]; its last axes are those of the transfer.
 * @returns As the field.
 * @throws RangeError if the shapes do not fit.
 */
export function applyFilter(field: ComplexField, filter: FieldFilter): ComplexField {
  const { planes } = planesOf('applyFilter', field);
  const { shape } = field.real;
  if (filter.shape.join() !== shape.slice(-filter.shape.length).join()) {
    throw new RangeError(
      `applyFilter: the transfer is [${filter.shape.join()}], must be the last axes of the field, [${shape.join()}]`,
    );
  }
  return tidyField(() => unstackParts(filterStacked(stackParts(field, planes), filter), shape));
}

/** As `applyFilter`, for stacked fields [planes, 2, rows, columns], or [planes, 1, rows, columns] of the real part alone. */
export function filterStacked(stacked: tf.Tensor, filter: FieldFilter): tf.Tensor {
  const [planes, , rows, columns] = stacked.shape as [number, number, number, number];
  const [down, across] = [dftPlan(rows), dftPlan(columns)];
  const bands = transformColumns(stacked, down).reshape([planes, rows, 2 * columns]);
  const blocks = filterBands(bands, filter, across).reshape([planes, down.outer, down.inner, 2, columns]);
  return adjointColumns(blocks, down);
}

/**
 * Transforms along the rows, filters, and transforms back.
 *
 * @param bands [planes, rows, 2 · columns], the rows in the order of their plan.
 */
function filterBands(bands: tf.Tensor, filter: FieldFilter, across: DftPlan): tf.Tensor {
  const [planes, rows] = bands.shape as [number, number];
  const { size, outer, inner } = across;
  if (outer === 1) {
    const matrix = acrossMatrix(size, 2, size, 1);
    const spectrum = tf.matMul(bands.reshape([planes * rows, 2 * size]), matrix);
    const filtered = multiplySpectrum(spectrum, filter);
    return tf.matMul(filtered.reshape([planes * rows, 2 * size]), matrix, false, true);
  }
  const turned = turn(bands).reshape([planes, 2, size, rows]);
  const filtered = multiplySpectrum(transformColumns(turned, across), filter);
  const blocks = filtered.reshape([planes, outer, inner, 2, rows]);
  return turn(adjointColumns(blocks, across).reshape([planes, 2 * size, rows]));
}

/** The product of spectra [planes, a, 2, b] and factors [filters · a, b], each for one plane in turn. */
function multiplySpectrum(spectrum: tf.Tensor, { own, other }: FieldFilter): tf.Tensor {
  const [rows, columns] = own.shape as [number, number];
  const grouped = spectrum.reshape([spectrum.size / (2 * own.size), rows, 2, columns]);
  return multiplyParts(grouped, own, other);
}

/**
 * Sorts frequencies as `filterBands` has them: [filters · rows, columns] where the rows are transformed by one matrix, else
 * [filters · columns, rows].
 */
function arrange(part: tf.Tensor): tf.Tensor {
  const { planes, rows, columns } = countPlanes('prepareFilter', part.shape);
  const [down, across] = [dftPlan(rows), dftPlan(columns)];
  const bands = exchangeDigits(part.reshape([planes, rows, columns]), down);
  if (across.outer === 1) return bands.reshape([planes * rows, columns]);
  return exchangeDigits(turn(bands), across).reshape([planes * columns, rows]);
}

/** Brings k = k₁ + P k₂ on the second of three axes into the order (k₁, k₂). */
function exchangeDigits(x: tf.Tensor, { outer, inner }: DftPlan): tf.Tensor {
  const [planes, size, columns] = x.shape as [number, number, number];
  if (outer === 1) return x;
  return x.reshape([planes, inner, outer, columns]).transpose([0, 2, 1, 3]).reshape([planes, size, columns]);
}

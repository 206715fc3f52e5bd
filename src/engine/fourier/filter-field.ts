/**
 * Filters fields in the Fourier plane: the inverse transform of (transfer · transform of the field).
 *
 * Propagation in free space, circular convolution and blur are such filters. The result is that of `dft2`, a product and
 * `inverseDft2`, but the spectrum is never brought into natural order; the (small) transfer is put into its order instead.
 */
import * as tf from '@tensorflow/tfjs';
import { planesOf, tidyField, type ComplexField } from './complex-field.js';
import { stackParts } from './dft.js';
import { acrossMatrix } from './dft-matrices.js';
import { dftPlan, type DftPlan } from './dft-plan.js';
import { adjointColumns, transformColumns, turn } from './transform-axis.js';

/**
 * Filters a field, with circular boundaries.
 *
 * @param field […, rows, columns].
 * @param transfer Factor on each frequency in the order of `dft2`, […, rows, columns]; its leading axes are the last
 *   leading axes of the field, or none.
 * @returns As the field.
 * @throws RangeError if the shapes do not fit.
 */
export function filterField(field: ComplexField, transfer: ComplexField): ComplexField {
  const { planes, rows, columns } = planesOf('filterField', field);
  const filters = checkedFilters(field, transfer);
  const [down, across] = [dftPlan(rows), dftPlan(columns)];
  return tidyField(() => {
    const stacked = stackParts(field, planes);
    const bands = transformColumns(stacked, down).reshape([planes, rows, 2 * columns]);
    const filtered = filterBands(bands, transferParts(transfer, filters, rows * columns), down, across);
    const blocks = filtered.reshape([planes, down.outer, down.inner, 2, columns]);
    const [real, imaginary] = tf.split(adjointColumns(blocks, down), 2, 1);
    return { real: real!.reshape(field.real.shape), imaginary: imaginary!.reshape(field.real.shape) };
  });
}

/** The number of filters, each for one plane in turn. */
function checkedFilters(field: ComplexField, transfer: ComplexField): number {
  const { planes } = planesOf('filterField', transfer);
  const [whole, part] = [field.real.shape, transfer.real.shape];
  if (part.length > whole.length || part.some((size, axis) => size !== whole.slice(-part.length)[axis])) {
    throw new RangeError(
      `filterField: the transfer is [${part.join()}], must be the last axes of the field, [${whole.join()}]`,
    );
  }
  return planes;
}

/**
 * The transfer for a product with stacked data: factors on a part itself, and on the other part.
 *
 * Both have both parts, so that their gradients are sums over leading axes only. The factor 1 / points makes the adjoint
 * transform an inverse.
 */
function transferParts({ real, imaginary }: ComplexField, filters: number, points: number) {
  const shape = [filters, 1, ...real.shape.slice(-2)];
  const [re, im] = [real.div(points).reshape(shape), imaginary.div(points).reshape(shape)];
  return { own: tf.concat([re, re], 1), other: tf.concat([im.neg(), im], 1) };
}

type TransferParts = ReturnType<typeof transferParts>;

/**
 * Transforms along the rows, filters, and transforms back.
 *
 * @param bands [planes, rows, 2 · columns], the rows in the order of the plan `down`.
 */
function filterBands(bands: tf.Tensor, transfer: TransferParts, down: DftPlan, across: DftPlan): tf.Tensor {
  const [planes, rows] = bands.shape as [number, number];
  const { size, outer, inner } = across;
  if (outer === 1) {
    const matrix = acrossMatrix(size, 2, size, 1);
    const spectrum = tf.matMul(bands.reshape([planes * rows, 2 * size]), matrix);
    const filtered = applyTransfer(
      spectrum.reshape([planes, rows, 2, size]),
      arrange(transfer, down, across, [3, 2, 1, 4, 5], [rows, 2, size]),
    );
    return tf.matMul(filtered.reshape([planes * rows, 2 * size]), matrix, false, true);
  }
  const turned = turn(bands).reshape([planes, 2, size, rows]);
  const filtered = applyTransfer(
    transformColumns(turned, across).reshape([planes, size, 2, rows]),
    arrange(transfer, down, across, [5, 4, 1, 3, 2], [size, 2, rows]),
  );
  const blocks = filtered.reshape([planes, outer, inner, 2, rows]);
  return turn(adjointColumns(blocks, across).reshape([planes, 2 * size, rows]));
}

/**
 * Puts the factors into the order of the spectrum, [filters, …shape].
 *
 * @param order Order of the axes [filters, part, k₂, k₁, l₂, l₁], the first aside, where k and l are the frequencies down
 *   and across.
 */
function arrange(
  { own, other }: TransferParts,
  down: DftPlan,
  across: DftPlan,
  order: readonly number[],
  shape: readonly number[],
): TransferParts {
  const filters = own.shape[0];
  const digits = [filters, 2, down.inner, down.outer, across.inner, across.outer];
  const sort = (factor: tf.Tensor) =>
    factor
      .reshape(digits)
      .transpose([0, ...order])
      .reshape([filters, ...shape]);
  return { own: sort(own), other: sort(other) };
}

/** The product of a stacked spectrum [planes, a, 2, b] and factors [filters, a, 2, b], each for one plane in turn. */
function applyTransfer(spectrum: tf.Tensor, { own, other }: TransferParts): tf.Tensor {
  const [filters, ...shape] = own.shape as [number, number, number, number];
  const grouped = spectrum.reshape([spectrum.shape[0] / filters, filters, ...shape]);
  return grouped.mul(own).add(grouped.reverse(3).mul(other));
}

/**
 * The discrete Fourier transform along one axis of stacked fields, and its adjoint, as few large matrix products.
 *
 * Down the columns the matrices act from the left, so nothing has to be transposed. The frequencies of a plan of two levels
 * come out in the order (k₁, k₂) of its header, k = k₁ + P k₂; `naturalOrder` sorts them. A filter need not.
 */
import { tf } from '../tfjs.js';
import { acrossMatrix, innerMatrices, outerMatrix, type Parts } from './dft-matrices.js';
import type { DftPlan } from './dft-plan.js';

/** What part of a transform is wanted. */
export interface Extent {
  /** Frequencies wanted, the first of all; default all. */
  readonly kept?: number;
  /** Factor on the result; default 1. */
  readonly scale?: number;
}

/** Inner frequencies that cover the wanted ones. */
function keptInner({ outer, inner }: DftPlan, kept: number | undefined): number {
  return kept === undefined ? inner : Math.ceil(kept / outer);
}

/**
 * Transforms down the columns.
 *
 * @param x [planes, parts, size, columns].
 * @returns [planes, outer, inner, 2, columns]; with `kept`, as many inner frequencies as cover it.
 */
export function transformColumns(x: tf.Tensor, plan: DftPlan, { kept, scale = 1 }: Extent = {}): tf.Tensor {
  const [planes, parts, size, columns] = x.shape as [number, Parts, number, number];
  const { outer, inner } = plan;
  const innerCount = keptInner(plan, kept);
  let data = x.reshape([planes, parts * size, columns]);
  if (outer > 1) {
    data = tf.matMul(outerMatrix(plan, parts), x.reshape([planes, parts * outer, inner * columns]));
  }
  const innerParts = outer > 1 ? 2 : parts;
  const blocks = data.reshape([planes, outer, innerParts * inner, columns]);
  return tf
    .matMul(innerMatrices(plan, innerParts, innerCount, scale), blocks)
    .reshape([planes, outer, innerCount, 2, columns]);
}

/**
 * The adjoint of `transformColumns`: of all frequencies and with scale 1 / size, its inverse.
 *
 * @param spectrum As `transformColumns` returns it.
 * @returns [planes, parts, size, columns].
 */
export function adjointColumns(spectrum: tf.Tensor, plan: DftPlan, parts: Parts = 2, scale = 1): tf.Tensor {
  const [planes, , innerCount, , columns] = spectrum.shape as [number, number, number, number, number];
  const { size, outer, inner } = plan;
  const innerParts = outer > 1 ? 2 : parts;
  const blocks = spectrum.reshape([planes, outer, innerCount * 2, columns]);
  let data = tf.matMul(innerMatrices(plan, innerParts, innerCount, scale), blocks, true);
  if (outer > 1) {
    data = tf.matMul(outerMatrix(plan, parts), data.reshape([planes, outer * 2, inner * columns]), true);
  }
  return data.reshape([planes, parts, size, columns]);
}

/** Sorts frequencies: [planes, outer, inner, 2, columns] to [planes, inner · outer, 2, columns]. */
export function naturalOrder(spectrum: tf.Tensor): tf.Tensor {
  const [planes, outer, inner, parts, columns] = spectrum.shape as [number, number, number, number, number];
  const sorted = outer === 1 ? spectrum : spectrum.transpose([0, 2, 1, 3, 4]);
  return sorted.reshape([planes, inner * outer, parts, columns]);
}

/** As `naturalOrder`, with the parts first: [planes, 2, inner · outer, columns]. */
export function naturalParts(spectrum: tf.Tensor): tf.Tensor {
  const [planes, outer, inner, parts, columns] = spectrum.shape as [number, number, number, number, number];
  return spectrum.transpose([0, 3, 2, 1, 4]).reshape([planes, parts, inner * outer, columns]);
}

/**
 * Transforms along the rows, frequencies in natural order.
 *
 * @param x [planes, rows, parts, size].
 * @returns [planes, rows, 2, kept].
 */
export function transformRows(x: tf.Tensor, plan: DftPlan, extent: Extent = {}): tf.Tensor {
  const [planes, rows, parts, size] = x.shape as [number, number, Parts, number];
  const { kept = size, scale = 1 } = extent;
  if (plan.outer === 1) {
    const flat = x.reshape([planes * rows, parts * size]);
    return tf.matMul(flat, acrossMatrix(size, parts, kept, scale)).reshape([planes, rows, 2, kept]);
  }
  const turned = turn(x.reshape([planes, rows, parts * size])).reshape([planes, parts, size, rows]);
  const spectrum = naturalParts(transformColumns(turned, plan, extent));
  const wanted = kept === spectrum.shape[2] ? spectrum : spectrum.slice([0, 0, 0, 0], [-1, -1, kept, -1]);
  return turn(wanted.reshape([planes, 2 * kept, rows])).reshape([planes, rows, 2, kept]);
}

/** The adjoint of `transformRows`: [planes, rows, 2, kept] to [planes, rows, parts, size]. */
export function adjointRows(spectrum: tf.Tensor, plan: DftPlan, parts: Parts, scale = 1): tf.Tensor {
  const [planes, rows, , kept] = spectrum.shape as [number, number, number, number];
  const { size, outer } = plan;
  if (outer === 1) {
    const flat = spectrum.reshape([planes * rows, 2 * kept]);
    return tf
      .matMul(flat, acrossMatrix(size, parts, kept, scale), false, true)
      .reshape([planes, rows, parts, size]);
  }
  const inner = keptInner(plan, kept);
  const turned = turn(spectrum.reshape([planes, rows, 2 * kept])).reshape([planes, 2, kept, rows]);
  const missing = inner * outer - kept;
  const whole = missing === 0 ? turned : tf.concat([turned, tf.zeros([planes, 2, missing, rows])], 2);
  const sorted = whole.reshape([planes, 2, inner, outer, rows]).transpose([0, 3, 2, 1, 4]);
  const data = adjointColumns(sorted, plan, parts, scale);
  return turn(data.reshape([planes, parts * size, rows])).reshape([planes, rows, parts, size]);
}

/** Exchanges the last two of three axes. */
export function turn(x: tf.Tensor): tf.Tensor {
  return x.transpose([0, 2, 1]);
}

/**
 * S-matrices: n masks of n elements, (n + 1)/2 of them open, the best set of open and closed elements against additive noise.
 *
 *   S[i, j] = s[(i + j) mod n],   S⁻¹ = 2/(n + 1) · (2 Sᵀ − J),   J all ones
 *
 * The sequence s is a maximum-length sequence for n = 2ᵏ − 1; for a prime n = 3 modulo 4 it is 1 at 0 and at the squares
 * modulo n. With noise of the same variance in each measurement, the mean squared error of the decoded elements is (n + 1)²/(4n)
 * times smaller than with one element open at a time; with the photon noise of the light itself nothing is gained.
 * Source: Sloane & Harwit, Appl. Opt. 15, 107 (1976), doi:10.1364/AO.15.000107.
 */
import { mSequence } from './m-sequence.js';
import { isPrime, quadraticResidues } from './quadratic-residue.js';

const largestOrder = 2 ** 16 - 1;

/**
 * One row of an S-matrix, from which the others follow by cyclic shifts to the left.
 *
 * @param order n: 2ᵏ − 1, or a prime of the form 4m + 3.
 * @returns 0 or 1, [order].
 * @throws RangeError if the order is neither.
 */
export function sSequence(order: number): Float32Array {
  if (!isOrder(order)) {
    throw new RangeError(
      `sSequence: order is ${order}, must be 2ᵏ − 1 or a prime of the form 4m + 3, 3 to ${largestOrder}`,
    );
  }
  if (Number.isInteger(Math.log2(order + 1))) return mSequence(Math.log2(order + 1));
  return Float32Array.from(quadraticResidues(order), (isSquare, index) => (isSquare || index === 0 ? 1 : 0));
}

/** The first `rows` masks, their first `columns` elements: 0 or 1, [rows · columns]; by default the whole S-matrix. */
export function sMatrix(order: number, rows = order, columns = order): Float32Array {
  const sequence = sSequence(order);
  return Float32Array.from(
    { length: rows * columns },
    (_, index) => sequence[(Math.floor(index / columns) + (index % columns)) % order]!,
  );
}

/** The inverse of `sMatrix(order)`: [order · order], symmetric as the matrix is. */
export function inverseSMatrix(order: number): Float32Array {
  return sMatrix(order).map(open => (2 * (2 * open - 1)) / (order + 1));
}

/**
 * The smallest order of at least `size`.
 *
 * @throws RangeError if there is none up to 65535.
 */
export function sMatrixOrder(size: number): number {
  for (let order = Math.max(3, Math.ceil(size)); order <= largestOrder; order++) {
    if (isOrder(order)) return order;
  }
  throw new RangeError(`sMatrixOrder: size is ${size}, must be at most ${largestOrder}`);
}

function isOrder(order: number): boolean {
  if (!Number.isInteger(order) || order < 3 || order > largestOrder) return false;
  return Number.isInteger(Math.log2(order + 1)) || (order % 4 === 3 && isPrime(order));
}

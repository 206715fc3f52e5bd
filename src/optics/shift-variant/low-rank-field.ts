/**
 * The few kernels that describe a field of PSFs best: its truncated singular value decomposition.
 *
 *   M = Σ_k σ_k u_k v_kᵀ,   M[r, d] = h_r(d),   Σ_{r,d} |M − M_K|² = Σ_{k > K} σ_k²
 *
 * With rank K less than that of the field no other K kernels come closer. The kernels and what they make may be negative in
 * places by as much as the error.
 * Source: Eckart & Young, Psychometrika 1, 211 (1936), doi:10.1007/BF02288367.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface LowRankField {
  /** h_k, one row a kernel, elements as in the PSFs. */
  readonly kernels: readonly (readonly number[])[];
  /** c_k(r), one row a point of the field, `rank` columns. */
  readonly coefficients: readonly (readonly number[])[];
  /** Σ of σ² left out: the squared error summed over all PSFs. */
  readonly discarded: number;
  /** Σ of all σ²: the squares of all PSFs. */
  readonly total: number;
}

/**
 * Decomposes a field of PSFs.
 *
 * @param psfs One row a point of the field, its elements in any fixed order.
 * @param rank Number of kernels, 1 or more; at most that of points and of elements.
 * @throws RangeError if the rank is out of range.
 */
export function lowRankOfField(psfs: readonly (readonly number[])[], rank: number): LowRankField {
  const field = new Matrix(psfs);
  const most = Math.min(field.rows, field.columns);
  if (!Number.isInteger(rank) || rank < 1 || rank > most) {
    throw new RangeError(
      `lowRankOfField: rank is ${rank}, must be a whole number from 1 to ${most}, the smaller of ` +
        `${field.rows} points and ${field.columns} elements`,
    );
  }
  // Singular vectors are the eigenvectors of the smaller product of the field with itself.
  const isWide = field.rows < field.columns;
  const squared = isWide ? field.mmul(field.transpose()) : field.transpose().mmul(field);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(squared, {
    assumeSymmetric: true,
  });
  const total = realEigenvalues.reduce((sum, value) => sum + value, 0);
  const strongest = realEigenvalues
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value)
    .slice(0, rank);
  const kept = strongest.reduce((sum, { value }) => sum + value, 0);
  const vectors = eigenvectorMatrix.subMatrixColumn(strongest.map(({ index }) => index));
  const [kernels, coefficients] = isWide
    ? [vectors.transpose().mmul(field), vectors]
    : [vectors.transpose(), field.mmul(vectors)];
  return {
    kernels: kernels.to2DArray(),
    coefficients: coefficients.to2DArray(),
    discarded: Math.max(0, total - kept),
    total,
  };
}

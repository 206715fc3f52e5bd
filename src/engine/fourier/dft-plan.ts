/**
 * How a discrete Fourier transform of n points is computed: by one matrix, or by two levels of smaller ones.
 *
 *   X[k] = Σₙ x[n] W(N, n k),   W(N, m) = exp(−2πi m / N)
 *
 * With N = P Q, n = Q n₁ + n₂, k = k₁ + P k₂ (Cooley & Tukey, Math. Comp. 19, 297 (1965), doi:10.2307/2003354):
 *
 *   X[k₁ + P k₂] = Σₙ₂ T[k₁][k₂, n₂] Σₙ₁ W(P, n₁ k₁) x[Q n₁ + n₂],   T[k₁][k₂, n₂] = W(N, n₂ (k₁ + P k₂))
 *
 * The second level has a matrix of its own for each k₁, so that no pass over the data is needed for the twiddle factors.
 */

export interface DftPlan {
  readonly size: number;
  /** P above; 1 where the transform is one matrix. */
  readonly outer: number;
  /** Q above. */
  readonly inner: number;
}

/** From this size on two levels are faster where the size has the factors (bench/fourier). */
const smallestSplit = 96;
/** A smaller outer factor saves less than its passes over the data cost. */
const smallestFactor = 4;

/** The plan for a size, 1 or more. */
export function dftPlan(size: number): DftPlan {
  const outer = size < smallestSplit ? 1 : largestFactor(size);
  return outer < smallestFactor ? { size, outer: 1, inner: size } : { size, outer, inner: size / outer };
}

/** The largest divisor up to the square root. */
function largestFactor(size: number): number {
  let factor = Math.floor(Math.sqrt(size));
  while (size % factor !== 0) factor--;
  return factor;
}

/** The smallest size from `least` on that a plan splits evenly, or `least` itself where one matrix is the faster way. */
export function fastSize(least: number): number {
  return least < smallestSplit ? least : Math.ceil(least / 16) * 16;
}

/** Real multiplications per complex point that a transform along an axis of this size takes. */
export function multiplications(size: number): number {
  const { outer, inner } = dftPlan(size);
  return 4 * (outer === 1 ? inner : outer + inner);
}

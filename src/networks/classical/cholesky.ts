/**
 * Solves A x = b for a symmetric positive definite matrix by A = L Lᵀ.
 *
 * Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 4.2.
 *
 * @param matrix n × n, row by row; its lower half is read.
 * @param right n numbers.
 * @throws RangeError if the matrix is not positive definite.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const lower = Float64Array.from(matrix);
  for (let column = 0; column < n; column++) {
    for (let row = column; row < n; row++) {
      let value = lower[row * n + column]!;
      for (let k = 0; k < column; k++) value -= lower[row * n + k]! * lower[column * n + k]!;
      if (row > column) {
        lower[row * n + column] = value / lower[column * n + column]!;
      } else if (value > 0) {
        lower[row * n + column] = Math.sqrt(value);
      } else {
        throw new RangeError(
          `solvePositive: pivot ${column} is ${value}, must be above 0; a larger ridge makes it so`,
        );
      }
    }
  }
  const x = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) x[row]! -= lower[row * n + k]! * x[k]!;
    x[row]! /= lower[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row]! -= lower[k * n + row]! * x[k]!;
    x[row]! /= lower[row * n + row]!;
  }
  return x;
}

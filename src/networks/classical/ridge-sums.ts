/**
 * Linear least squares with a ridge, of several numbers on many, from sums over any number of rows, in double precision:
 *
 *   y ≈ Wᵀ x + b,   W = (C + ridge s I)⁻¹ D,   b = mean y − Wᵀ mean x
 *
 * C is the covariance of x with itself, D that of x with y, and s the mean variance of an element of x.
 * Source: Hoerl & Kennard, Technometrics 12, 55 (1970), doi:10.1080/00401706.1970.10488634.
 */
import { solvePositive } from './cholesky.js';

interface RidgeSolution {
  /** W, inputs × outputs, row by row. */
  readonly weights: Float64Array;
  /** b, one for each output. */
  readonly offsets: Float64Array;
}

export class RidgeSums {
  /** Of the products of each element of (x, y) with those elements of x up to it. */
  private readonly products: Float64Array;
  private readonly sums: Float64Array;
  /** The first row: variances of rows with a large mean stay exact, and that of a constant element 0. */
  private readonly origins: Float64Array;
  private readonly differences: Float64Array;
  private rows = 0;

  constructor(
    private readonly inputs: number,
    private readonly outputs: number,
  ) {
    const size = inputs + outputs;
    this.products = new Float64Array(size * inputs);
    this.sums = new Float64Array(size);
    this.origins = new Float64Array(size);
    this.differences = new Float64Array(size);
  }

  /** @param entry A row: the elements of x, then those of y. */
  add(entry: ArrayLike<number>): void {
    const { inputs, products, sums, origins, differences } = this;
    const size = sums.length;
    if (this.rows++ === 0) origins.set(entry);
    for (let a = 0; a < size; a++) {
      const difference = entry[a]! - origins[a]!;
      differences[a] = difference;
      sums[a]! += difference;
      const start = a * inputs;
      const count = Math.min(a + 1, inputs);
      for (let b = 0; b < count; b++) products[start + b]! += difference * differences[b]!;
    }
  }

  /**
   * @param ridge Above 0.
   * @throws RangeError if the ridge is too small for the numbers.
   */
  solve(ridge: number): RidgeSolution {
    const { inputs, outputs } = this;
    const places = Array.from({ length: inputs }, (_, place) => place);
    const scale = places.reduce((sum, place) => sum + this.covariance(place, place), 0) / inputs;
    // Where x is constant any ridge gives weights of 0.
    const added = ridge * (scale > 0 ? scale : 1);
    const matrix = Float64Array.from({ length: inputs * inputs }, (_, place) => {
      const [a, b] = [Math.floor(place / inputs), place % inputs];
      return this.covariance(Math.max(a, b), Math.min(a, b)) + (a === b ? added : 0);
    });
    const weights = new Float64Array(inputs * outputs);
    const offsets = Float64Array.from({ length: outputs }, (_, output) => {
      const right = Float64Array.from(places, place => this.covariance(inputs + output, place));
      const column = solvePositive(matrix, right);
      column.forEach((weight, place) => (weights[place * outputs + output] = weight));
      return column.reduce(
        (sum, weight, place) => sum - weight * this.mean(place),
        this.mean(inputs + output),
      );
    });
    return { weights, offsets };
  }

  private mean(place: number): number {
    return this.origins[place]! + this.sums[place]! / this.rows;
  }

  /** @param b At most `a`, and of x. */
  private covariance(a: number, b: number): number {
    const { inputs, products, sums, rows } = this;
    return products[a * inputs + b]! / rows - (sums[a]! / rows) * (sums[b]! / rows);
  }
}

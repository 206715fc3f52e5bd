/**
 * Errors of predicted numbers, such as positions, one image after another.
 *
 *   dᵢ = |predictedᵢ − trueᵢ| (Euclidean),   RMSE = √(mean dᵢ²),   hit rate = share of images with dᵢ ≤ radius
 *
 * For one number per image RMSE is that of scikit-learn; for positions of two coordinates it is √2 times the root of its mean over both.
 */
export class PositionTally {
  private readonly distances: number[] = [];

  /**
   * @throws RangeError if there are not as many predicted numbers as true ones, or none.
   */
  add(predicted: ArrayLike<number>, truth: ArrayLike<number>): void {
    if (predicted.length !== truth.length || truth.length === 0) {
      throw new RangeError(
        `PositionTally: there are ${predicted.length} predicted and ${truth.length} true numbers, must be as many, and some`,
      );
    }
    this.distances.push(Math.hypot(...Array.from(truth, (value, axis) => predicted[axis]! - value)));
  }

  get count(): number {
    return this.distances.length;
  }

  /** Root of the mean squared distance, in the unit of the numbers; null without images. */
  get rmse(): number | null {
    return this.rmseOf(this.distances.map((_, row) => row));
  }

  /** Of some rows, for `bootstrapInterval`. */
  rmseOf(rows: ArrayLike<number>): number | null {
    if (rows.length === 0) return null;
    const sum = Array.from(rows, row => this.distances[row]! ** 2).reduce((total, each) => total + each, 0);
    return Math.sqrt(sum / rows.length);
  }

  /** Mean distance; null without images. */
  get meanDistance(): number | null {
    return this.count === 0 ? null : this.distances.reduce((sum, each) => sum + each, 0) / this.count;
  }

  /**
   * @param radius In the unit of the numbers, 0 or more.
   * @returns null without images.
   */
  hitRate(radius: number): number | null {
    if (!(radius >= 0)) throw new RangeError(`hitRate: radius is ${radius}, must be at least 0`);
    return this.count === 0 ? null : this.distances.filter(each => each <= radius).length / this.count;
  }
}

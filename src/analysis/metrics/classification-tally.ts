/**
 * Counts over a test set, one image after another: accuracy, top-k accuracy, calibration, and the confusion matrix behind balanced
 * accuracy, macro-F1 (confusion.ts) and Matthews' correlation (correlation.ts).
 *
 *   top-k accuracy = share of images whose label is among the k largest scores
 *   ECE = Σ_b (n_b / n) |accuracy of bin b − mean confidence of bin b|
 *
 * Of equal scores the first class counts as the larger one. Confidence is the largest probability; its bins are equal parts of (0, 1], each
 * with its upper edge. Nothing depends on how images are batched.
 * Source of the expected calibration error: Guo et al., ICML 2017, doi:10.48550/arXiv.1706.04599.
 */

/** Images with about the same confidence. */
export interface CalibrationBin {
  /** Confidences in the bin: above `from`, at most `to`. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Share of right answers; null in an empty bin. */
  readonly accuracy: number | null;
  readonly meanConfidence: number | null;
}

/** Bins of the expected calibration error, as in its source. */
const defaultBins = 15;

export class ClassificationTally {
  private readonly matrix: number[][];
  /** Images by the place of their label among their scores. */
  private readonly ranks: number[];
  private readonly bins: { count: number; right: number; confidence: number }[];

  /** @throws RangeError if there are fewer than 2 classes or less than 1 bin. */
  constructor(
    private readonly classes: number,
    bins = defaultBins,
  ) {
    if (!Number.isInteger(classes) || classes < 2) {
      throw new RangeError(
        `ClassificationTally: classes is ${classes}, must be a whole number of at least 2`,
      );
    }
    if (!Number.isInteger(bins) || bins < 1) {
      throw new RangeError(`ClassificationTally: bins is ${bins}, must be a whole number of at least 1`);
    }
    this.matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    this.ranks = new Array<number>(classes).fill(0);
    this.bins = Array.from({ length: bins }, () => ({ count: 0, right: 0, confidence: 0 }));
  }

  /**
   * @param probabilities Of each class, 0 to 1.
   * @throws RangeError if there is not one for each class, one is outside 0 to 1, or the label is no class.
   */
  add(probabilities: ArrayLike<number>, label: number): void {
    this.check(probabilities, label);
    let predicted = 0;
    for (let c = 1; c < this.classes; c++) if (probabilities[c]! > probabilities[predicted]!) predicted = c;
    this.matrix[label]![predicted]!++;
    this.ranks[rankOf(label, probabilities)]!++;
    const confidence = probabilities[predicted]!;
    const bin = this.bins[Math.max(Math.ceil(confidence * this.bins.length) - 1, 0)]!;
    bin.count++;
    bin.confidence += confidence;
    if (predicted === label) bin.right++;
  }

  get count(): number {
    return this.ranks.reduce((sum, each) => sum + each, 0);
  }

  /** Entry [label][predicted]. */
  get confusion(): readonly (readonly number[])[] {
    return this.matrix;
  }

  /** Share of right answers; null without images. */
  get accuracy(): number | null {
    return this.topAccuracy(1);
  }

  /**
   * @param k 1 to the number of classes.
   * @returns null without images.
   */
  topAccuracy(k: number): number | null {
    if (!Number.isInteger(k) || k < 1 || k > this.classes) {
      throw new RangeError(`topAccuracy: k is ${k}, must be 1 to ${this.classes}`);
    }
    const within = this.ranks.slice(0, k).reduce((sum, each) => sum + each, 0);
    return this.count === 0 ? null : within / this.count;
  }

  /** From the lowest confidence up. */
  get calibration(): CalibrationBin[] {
    return this.bins.map(({ count, right, confidence }, index) => ({
      from: index / this.bins.length,
      to: (index + 1) / this.bins.length,
      count,
      accuracy: count === 0 ? null : right / count,
      meanConfidence: count === 0 ? null : confidence / count,
    }));
  }

  /** Expected calibration error, 0 to 1; null without images. */
  get calibrationError(): number | null {
    if (this.count === 0) return null;
    const gaps = this.bins.map(({ right, confidence }) => Math.abs(right - confidence));
    return gaps.reduce((sum, gap) => sum + gap, 0) / this.count;
  }

  private check(probabilities: ArrayLike<number>, label: number): void {
    if (probabilities.length !== this.classes) {
      throw new RangeError(
        `ClassificationTally: there are ${probabilities.length} probabilities, must be ${this.classes}`,
      );
    }
    if (!Number.isInteger(label) || label < 0 || label >= this.classes) {
      throw new RangeError(`ClassificationTally: label is ${label}, must be 0 to ${this.classes - 1}`);
    }
    for (let c = 0; c < this.classes; c++) {
      const probability = probabilities[c]!;
      // Sums of rounded exponentials pass 1 by a few float32 units.
      if (!(probability >= 0 && probability <= 1 + 1e-6)) {
        throw new RangeError(
          `ClassificationTally: probability of class ${c} is ${probability}, must be 0 to 1`,
        );
      }
    }
  }
}

/** Classes that are likelier than the label; of equal ones the first counts as the likelier one. */
export function rankOf(label: number, probabilities: ArrayLike<number>): number {
  const own = probabilities[label]!;
  let rank = 0;
  for (let c = 0; c < probabilities.length; c++) {
    if (probabilities[c]! > own || (c < label && probabilities[c] === own)) rank++;
  }
  return rank;
}

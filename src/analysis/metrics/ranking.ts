/**
 * How well scores tell two classes apart, at all thresholds together and at one.
 *
 *   sensitivity (recall) = TP / positives,   1 − specificity = FP / negatives,   precision = TP / (TP + FP)
 *   ROC-AUC = P(score of a positive > score of a negative) + P(equal) / 2
 *   average precision = Σₙ (recallₙ − recallₙ₋₁) precisionₙ
 *
 * n runs over the different scores from the highest down; images with equal scores pass a threshold together, so their order has no
 * say. The sum is that of scikit-learn, without interpolation. Undefined values are null, never 0: AUC of one class alone, average
 * precision and sensitivity without positives.
 * Sources: Hanley & McNeil, Radiology 143, 29 (1982), doi:10.1148/radiology.143.1.7063747; Fawcett, Pattern Recognit. Lett. 27, 861
 * (2006), doi:10.1016/j.patrec.2005.10.010; Davis & Goadrich, ICML 2006, doi:10.1145/1143844.1143874.
 */

export interface ScoredImages {
  /** Higher: more likely positive; any scale. */
  readonly scores: ArrayLike<number>;
  /** 1 (or true) where positive, else 0. */
  readonly isPositive: ArrayLike<number | boolean>;
}

/** What passes a threshold, counted from the strictest one on. */
export interface OperatingPoint {
  /** Images with at least this score are called positive; Infinity: none. */
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * One point for each different score, from the highest down, behind the point where none is called positive.
 *
 * @throws RangeError if there are not as many scores as labels, or a score is not a number.
 */
export function operatingPoints({ scores, isPositive }: ScoredImages): OperatingPoint[] {
  if (scores.length !== isPositive.length) {
    throw new RangeError(
      `operatingPoints: there are ${scores.length} scores and ${isPositive.length} labels, must be as many`,
    );
  }
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index);
  for (const index of order) {
    if (Number.isNaN(scores[index]))
      throw new RangeError(`operatingPoints: score ${index} is NaN, must be a number`);
  }
  order.sort((a, b) => scores[b]! - scores[a]!);
  const points: OperatingPoint[] = [{ threshold: Infinity, truePositives: 0, falsePositives: 0 }];
  let [truePositives, falsePositives] = [0, 0];
  order.forEach((index, place) => {
    if (isPositive[index]) truePositives++;
    else falsePositives++;
    const threshold = scores[index]!;
    const next = order[place + 1];
    if (next === undefined || scores[next] !== threshold) {
      points.push({ threshold, truePositives, falsePositives });
    }
  });
  return points;
}

/** Area under the ROC curve, 0 to 1; null where a class is missing. */
export function rocAuc(images: ScoredImages): number | null {
  const points = operatingPoints(images);
  const { truePositives: positives, falsePositives: negatives } = points.at(-1)!;
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  for (let n = 1; n < points.length; n++) {
    const [before, point] = [points[n - 1]!, points[n]!];
    const width = point.falsePositives - before.falsePositives;
    area += (width * (point.truePositives + before.truePositives)) / 2;
  }
  return area / (positives * negatives);
}

/** Mean precision over the positives, 0 to 1; null without positives. */
export function averagePrecision(images: ScoredImages): number | null {
  const points = operatingPoints(images);
  const positives = points.at(-1)!.truePositives;
  if (positives === 0) return null;
  let sum = 0;
  for (let n = 1; n < points.length; n++) {
    const { truePositives, falsePositives } = points[n]!;
    const found = truePositives - points[n - 1]!.truePositives;
    sum += (found / positives) * (truePositives / (truePositives + falsePositives));
  }
  return sum;
}

/** An operating point as shares. */
export interface Sensitivity {
  readonly sensitivity: number;
  readonly specificity: number;
  readonly threshold: number;
}

/**
 * The largest sensitivity at which the specificity is still at least a given one; of equal ones that of the larger specificity. Points
 * between thresholds, which only a random choice would reach, do not count.
 *
 * @param specificity 0 to 1.
 * @returns null where a class is missing.
 */
export function sensitivityAt(specificity: number, images: ScoredImages): Sensitivity | null {
  if (!(specificity >= 0 && specificity <= 1)) {
    throw new RangeError(`sensitivityAt: specificity is ${specificity}, must be 0 to 1`);
  }
  const points = operatingPoints(images);
  const { truePositives: positives, falsePositives: negatives } = points.at(-1)!;
  if (positives === 0 || negatives === 0) return null;
  const shares = points.map(({ threshold, truePositives, falsePositives }) => ({
    sensitivity: truePositives / positives,
    specificity: (negatives - falsePositives) / negatives,
    threshold,
  }));
  const allowed = shares.filter(point => point.specificity >= specificity);
  return allowed.reduce((best, point) => (point.sensitivity > best.sensitivity ? point : best));
}

/** One score and label after another, as a test set is passed. */
export class ScoreList implements ScoredImages {
  readonly scores: number[] = [];
  readonly isPositive: boolean[] = [];

  add(score: number, isPositive: boolean): void {
    this.scores.push(score);
    this.isPositive.push(isPositive);
  }

  /** The images of some rows, repeats included, for `bootstrapInterval`. */
  rows(rows: Uint32Array): ScoredImages {
    return {
      scores: Float64Array.from(rows, row => this.scores[row]!),
      isPositive: Array.from(rows, row => this.isPositive[row]!),
    };
  }
}

/**
 * Mean of the ROC-AUC of each class against all others, weighted alike (scikit-learn: `multi_class="ovr", average="macro"`).
 *
 * @param probabilities [images, classes] row by row.
 * @returns null where a class has no image, or all of them.
 */
export function macroRocAuc(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  const classes = probabilities.length / labels.length;
  if (!Number.isInteger(classes)) {
    throw new RangeError(
      `macroRocAuc: there are ${probabilities.length} probabilities for ${labels.length} images, must be as many for each`,
    );
  }
  const areas = Array.from({ length: classes }, (_, label) =>
    rocAuc({
      scores: Array.from(labels as number[], (_each, row) => probabilities[row * classes + label]!),
      isPositive: Array.from(labels as number[], each => each === label),
    }),
  );
  const defined = areas.filter(area => area !== null);
  return defined.length < classes ? null : defined.reduce((sum, area) => sum + area, 0) / classes;
}

/**
 * Overlap of predicted with true masks, one image after another.
 *
 *   IoU = TP / (TP + FP + FN),   Dice = 2 TP / (2 TP + FP + FN),   over pixels
 *
 * Pooled: the pixels of all images counted together, so large objects weigh more. Per image: the mean over images. An image whose true and
 * predicted mask are both empty has no overlap to speak of: it is left out of the mean, and counted; one of the two empty gives 0. Pooled
 * Dice is F1 of the pixels, pooled IoU their Jaccard index, as in scikit-learn.
 * Sources: Dice, Ecology 26, 297 (1945), doi:10.2307/1932409; Jaccard, New Phytol. 11, 37 (1912),
 * doi:10.1111/j.1469-8137.1912.tb05611.x.
 */

/** Pixels of one image, or of several together. */
export interface MaskCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** @returns null where both masks are empty. */
export function iouOf({ truePositives, falsePositives, falseNegatives }: MaskCounts): number | null {
  const union = truePositives + falsePositives + falseNegatives;
  return union === 0 ? null : truePositives / union;
}

/** @returns null where both masks are empty. */
export function diceOf({ truePositives, falsePositives, falseNegatives }: MaskCounts): number | null {
  const sum = 2 * truePositives + falsePositives + falseNegatives;
  return sum === 0 ? null : (2 * truePositives) / sum;
}

/** Sum over images, for instance over those of a bootstrap draw. */
export function pooledCounts(images: readonly MaskCounts[]): MaskCounts {
  const sum = (count: (image: MaskCounts) => number) =>
    images.reduce((total, image) => total + count(image), 0);
  return {
    truePositives: sum(image => image.truePositives),
    falsePositives: sum(image => image.falsePositives),
    falseNegatives: sum(image => image.falseNegatives),
  };
}

export class MaskTally {
  /** Counts of each image, in order. */
  readonly images: MaskCounts[] = [];

  /**
   * @param threshold Predicted where the probability is at least this.
   */
  constructor(private readonly threshold = 0.5) {}

  /**
   * @param probabilities Of each pixel; any values with the threshold in their unit.
   * @param mask As many; above 0 where true.
   * @throws RangeError if there are not as many, or none.
   */
  add(probabilities: ArrayLike<number>, mask: ArrayLike<number>): void {
    if (probabilities.length !== mask.length || mask.length === 0) {
      throw new RangeError(
        `MaskTally: there are ${probabilities.length} predicted and ${mask.length} true pixels, must be as many, and some`,
      );
    }
    let [truePositives, falsePositives, falseNegatives] = [0, 0, 0];
    for (let pixel = 0; pixel < mask.length; pixel++) {
      const isPredicted = probabilities[pixel]! >= this.threshold;
      if (mask[pixel]! > 0) {
        if (isPredicted) truePositives++;
        else falseNegatives++;
      } else if (isPredicted) falsePositives++;
    }
    this.images.push({ truePositives, falsePositives, falseNegatives });
  }

  /** Images whose true and predicted mask are both empty. */
  get emptyImages(): number {
    return this.images.filter(image => iouOf(image) === null).length;
  }

  get pooledIou(): number | null {
    return iouOf(pooledCounts(this.images));
  }

  get pooledDice(): number | null {
    return diceOf(pooledCounts(this.images));
  }

  /** Mean over images, those with two empty masks left out; null without any. */
  get meanIou(): number | null {
    return meanDefined(this.images.map(iouOf));
  }

  /** As `meanIou`. */
  get meanDice(): number | null {
    return meanDefined(this.images.map(diceOf));
  }
}

function meanDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter(value => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

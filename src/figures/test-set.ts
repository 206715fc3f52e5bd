/** What figures say of the images they were tested on. */
import type { Predictions } from '../analysis/trial-record.js';

export interface TestSet {
  readonly images: number;
  /** null where images were not classified. */
  readonly classes: {
    readonly count: number;
    /** Accuracy of always naming the most frequent class, a fraction. */
    readonly chance: number;
  } | null;
}

/**
 * Of a classifier.
 *
 * @param predictions Of several trainings: their test images are one set, or with folds parts of one.
 */
export function testSetOf(predictions: readonly Predictions[]): TestSet {
  const { classNames } = predictions[0]!;
  const rows = [...new Map(predictions.flatMap(each => each.rows).map(row => [row.index, row])).values()];
  const counts = classNames.map((_, label) => rows.filter(row => row.label === label).length);
  const chance = rows.length === 0 ? 0 : Math.max(...counts) / rows.length;
  return { images: rows.length, classes: { count: classNames.length, chance } };
}

/**
 * Confusion matrix and what follows from it. Entry [label][predicted] counts test images; rows are true classes.
 *
 *   recall r = TP / (TP + FN)    precision p = TP / (TP + FP)    F1 = 2 / (1/p + 1/r) = 2 TP / (2 TP + FP + FN)
 *
 * Undefined values are null, never 0: recall of a class without test images, precision of a class never predicted,
 * F1 of a class with neither. Means over classes leave undefined values out.
 * Source: Sokolova and Lapalme, Inf. Process. Manag. 45, 427 (2009), doi:10.1016/j.ipm.2009.03.002.
 */
import { mean } from './statistics.js';

export type ConfusionMatrix = readonly (readonly number[])[];

export interface ClassScores {
  readonly recall: number | null;
  readonly precision: number | null;
  readonly f1: number | null;
}

/**
 * Counts images by true and predicted class; the predictions of several repeats may be given together.
 *
 * @throws RangeError if a label or a prediction lies outside 0 to classes - 1.
 */
export function confusionMatrix(
  rows: Iterable<{ readonly label: number; readonly predicted: number }>,
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { label, predicted } of rows) {
    const row = matrix[label];
    if (row?.[predicted] === undefined) {
      throw new RangeError(
        `confusionMatrix: label ${label} predicted as ${predicted}, must be 0 to ${classes - 1}`,
      );
    }
    row[predicted]++;
  }
  return matrix;
}

/** Each row as shares of its sum, 0 to 1; null in a row without images. */
export function rowShares(matrix: ConfusionMatrix): (number | null)[][] {
  return matrix.map(row => row.map(count => ratio(count, sum(row))));
}

/** Share of all images on the diagonal; null without images. */
export function accuracyOf(matrix: ConfusionMatrix): number | null {
  return ratio(sum(matrix.map((row, label) => row[label]!)), sum(matrix.flat()));
}

/**
 * Recall, precision and F1 of one class against all others, 0 to 1; null where nothing is counted.
 *
 * @param label Row and column of the class.
 */
export function classScores(label: number, matrix: ConfusionMatrix): ClassScores {
  const truePositives = matrix[label]![label]!;
  const actual = sum(matrix[label]!);
  const predicted = sum(matrix.map(row => row[label]!));
  return {
    recall: ratio(truePositives, actual),
    precision: ratio(truePositives, predicted),
    f1: ratio(2 * truePositives, actual + predicted),
  };
}

/** Mean recall of the classes that have test images; null without images. */
export function balancedAccuracy(matrix: ConfusionMatrix): number | null {
  return meanDefined(matrix.map((_, label) => classScores(label, matrix).recall));
}

/** Mean F1 of the classes that have test images or were predicted; null without images. */
export function macroF1(matrix: ConfusionMatrix): number | null {
  return meanDefined(matrix.map((_, label) => classScores(label, matrix).f1));
}

function meanDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter(value => value !== null);
  return defined.length === 0 ? null : mean(defined);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

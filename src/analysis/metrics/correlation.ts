/**
 * Matthews' correlation coefficient of a confusion matrix, for any number of classes.
 *
 *   MCC = (c s − Σₖ pₖ tₖ) / √((s² − Σₖ pₖ²)(s² − Σₖ tₖ²))
 *
 * s images, c of them right, tₖ of class k, pₖ predicted as k. 1: all right; 0: no better than chance; −1 (two classes): all wrong. As in
 * scikit-learn, except that it is null, not 0, where all images are of one class or predicted as one.
 * Source: Gorodkin, Comput. Biol. Chem. 28, 367 (2004), doi:10.1016/j.compbiolchem.2004.09.006.
 */
import type { ConfusionMatrix } from '../confusion.js';

export function matthewsCorrelation(matrix: ConfusionMatrix): number | null {
  const actual = matrix.map(row => sum(row));
  const predicted = matrix.map((_, label) => sum(matrix.map(row => row[label]!)));
  const all = sum(actual);
  const right = sum(matrix.map((row, label) => row[label]!));
  const covariance = right * all - sum(actual.map((count, label) => count * predicted[label]!));
  const spread = (counts: readonly number[]) => all ** 2 - sum(counts.map(count => count ** 2));
  const product = spread(predicted) * spread(actual);
  return product === 0 ? null : covariance / Math.sqrt(product);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

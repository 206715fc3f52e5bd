/**
 * ROC-AUC, average precision and sensitivity at a specificity of sets that are drawn from one test set many times, for bootstrap
 * intervals: images are sorted by their scores once, a draw only says how often each of them counts. Definitions are those of ranking.ts.
 */
import type { ScoredImages } from './ranking.js';

export interface RankingMeasures {
  /** null where a class is missing. */
  readonly rocAuc: number | null;
  /** null without positives. */
  readonly averagePrecision: number | null;
  /** null where a class is missing. */
  readonly sensitivity: number | null;
}

/**
 * @returns The measures of a draw, from how often it has each image, and a specificity of 0 to 1.
 * @throws RangeError if there are not as many scores as labels.
 */
export function rankingOf({
  scores,
  isPositive,
}: ScoredImages): (counts: Uint32Array, specificity: number) => RankingMeasures {
  if (scores.length !== isPositive.length) {
    throw new RangeError(
      `rankingOf: there are ${scores.length} scores and ${isPositive.length} labels, must be as many`,
    );
  }
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index);
  order.sort((a, b) => scores[b]! - scores[a]!);
  const positive = Uint8Array.from(order, index => Number(isPositive[index]));
  // Images with equal scores pass a threshold together.
  const isThreshold = Uint8Array.from(order, (index, place) =>
    Number(place === order.length - 1 || scores[order[place + 1]!] !== scores[index]),
  );
  const positiveRows = order.filter((_, place) => positive[place]);
  return (counts, specificity) => {
    let [all, positives] = [0, 0];
    for (const count of counts) all += count;
    for (const row of positiveRows) positives += counts[row]!;
    const negatives = all - positives;
    // Sums over thresholds; those of the precision still lack the division by the positives.
    let [found, wrong, foundBefore, wrongBefore] = [0, 0, 0, 0];
    let [area, precision, sensitive] = [0, 0, 0];
    for (let place = 0; place < order.length; place++) {
      const count = counts[order[place]!]!;
      if (positive[place] === 1) found += count;
      else wrong += count;
      if (isThreshold[place] === 0) continue;
      if (found > foundBefore) {
        area += (found - foundBefore) * (2 * negatives - wrong - wrongBefore);
        precision += ((found - foundBefore) * found) / (found + wrong);
        if ((negatives - wrong) / negatives >= specificity) sensitive = found;
        foundBefore = found;
      }
      wrongBefore = wrong;
    }
    const hasBoth = positives > 0 && negatives > 0;
    return {
      rocAuc: hasBoth ? area / (2 * positives * negatives) : null,
      averagePrecision: positives > 0 ? precision / positives : null,
      sensitivity: hasBoth ? sensitive / positives : null,
    };
  };
}

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
 * @throws RangeError if there are not as many scores as labels, or a score is not a number.
 */
export function rankingOf({
  scores,
  isPositive,
}: ScoredImages): (counts: Int32Array, specificity: number) => RankingMeasures {
  if (scores.length !== isPositive.length) {
    throw new RangeError(
      `rankingOf: there are ${scores.length} scores and ${isPositive.length} labels, must be as many`,
    );
  }
  const stray = Array.from(scores).findIndex(Number.isNaN);
  if (stray >= 0) throw new RangeError(`rankingOf: score ${stray} is NaN, must be a number`);
  const { positives: positiveRows, negatives: negativeRows, groups } = sortedRows({ scores, isPositive });
  // How often the first n of them are drawn, for each n.
  const foundSums = new Int32Array(positiveRows.length + 1);
  const wrongSums = new Int32Array(negativeRows.length + 1);
  return (counts, specificity) => {
    const positives = sumInOrder(counts, positiveRows, foundSums);
    const negatives = sumInOrder(counts, negativeRows, wrongSums);
    const mostWrong = largestWrong(negatives, specificity);
    // Sums over thresholds; those of the precision still lack the division by the positives.
    let area = 0;
    let precision = 0;
    let sensitive = 0;
    let foundBefore = 0;
    for (let group = 0; group < groups.length; group += 3) {
      const found = foundSums[groups[group + 2]!]!;
      if (found === foundBefore) continue;
      const wrong = wrongSums[groups[group + 1]!]!;
      area += (found - foundBefore) * (2 * negatives - wrong - wrongSums[groups[group]!]!);
      precision += ((found - foundBefore) * found) / (found + wrong);
      if (wrong <= mostWrong) sensitive = found;
      foundBefore = found;
    }
    const hasBoth = positives > 0 && negatives > 0;
    return {
      rocAuc: hasBoth ? area / (2 * positives * negatives) : null,
      averagePrecision: positives > 0 ? precision / positives : null,
      sensitivity: hasBoth ? sensitive / positives : null,
    };
  };
}

interface SortedRows {
  /** Rows of each kind, from the highest score down. */
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
  /**
   * For each score that positives have, from the highest down: negatives above it, negatives above or equal, positives above or equal.
   * Only there do sums over thresholds grow.
   */
  readonly groups: Int32Array;
}

function sortedRows({ scores, isPositive }: ScoredImages): SortedRows {
  const order = Int32Array.from({ length: scores.length }, (_, index) => index);
  order.sort((a, b) => scores[b]! - scores[a]!);
  const groups: number[] = [];
  let [positives, negatives] = [0, 0];
  for (let place = 0; place < order.length;) {
    const score = scores[order[place]!];
    const [positivesBefore, negativesBefore] = [positives, negatives];
    for (; place < order.length && scores[order[place]!] === score; place++) {
      if (isPositive[order[place]!]) positives++;
      else negatives++;
    }
    // Images with equal scores pass a threshold together.
    if (positives > positivesBefore) groups.push(negativesBefore, negatives, positives);
  }
  return {
    positives: order.filter(row => isPositive[row]),
    negatives: order.filter(row => !isPositive[row]),
    groups: Int32Array.from(groups),
  };
}

/** Fills the sums of the counts of the first n rows, n from 0 on. @returns The last. */
function sumInOrder(counts: Int32Array, rows: Int32Array, sums: Int32Array): number {
  let sum = 0;
  for (let place = 0; place < rows.length; place++) {
    sum += counts[rows[place]!]!;
    sums[place + 1] = sum;
  }
  return sum;
}

/** The most negatives above a threshold at which the specificity is still at least a given one. */
function largestWrong(negatives: number, specificity: number): number {
  const isAllowed = (wrong: number) => (negatives - wrong) / negatives >= specificity;
  let wrong = Math.ceil(negatives * (1 - specificity)) + 1;
  while (wrong > 0 && !isAllowed(wrong)) wrong--;
  return wrong;
}

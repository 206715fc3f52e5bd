/**
 * Measures of the test images of a classifier beside its accuracy, with bootstrap intervals over originals.
 *
 * ROC-AUC, average precision and sensitivity are of the second class where there are two, else the mean over the classes, each against all
 * others; they are undefined where an image of some class is missing. Draws of the bootstrap that lack a class which the test set has are
 * left out for them, balanced accuracy and macro-F1: a mean over fewer classes is another measure.
 */
import { balancedAccuracy, macroF1 } from '../analysis/confusion.js';
import { bootstrapIntervals } from '../analysis/metrics/bootstrap.js';
import { ClassificationTally, rankOf } from '../analysis/metrics/classification-tally.js';
import { matthewsCorrelation } from '../analysis/metrics/correlation.js';
import { rankingOf, type RankingMeasures } from '../analysis/metrics/ranking-draws.js';
import { mean } from '../analysis/statistics.js';
import type { MetricName, TestMetric } from '../analysis/test-metrics.js';
import type { ClassVerdict } from '../networks/tasks/classification.js';
import type { ExperimentConfig } from './config/schema.js';
import { bootstrapSeed, defined, endsOf } from './test-metrics.js';

export interface ClassMetricsOptions {
  /** Original of each test image. */
  readonly groups: readonly string[];
  readonly analysis: Pick<ExperimentConfig['analysis'], 'topClasses' | 'specificity'>;
}

type Measures = readonly (readonly [name: MetricName, value: number | null])[];

/** @param labels Class of each test image. */
export function classMetrics(
  verdicts: readonly Pick<ClassVerdict, 'predicted' | 'probabilities'>[],
  labels: readonly number[],
  { groups, analysis: { topClasses, specificity } }: ClassMetricsOptions,
): TestMetric[] {
  const classes = verdicts[0]!.probabilities.length;
  const tally = new ClassificationTally(classes);
  verdicts.forEach(({ probabilities }, place) => tally.add(probabilities, labels[place]!));
  // Where each image counts: in a confusion matrix that is read row by row, and among the likeliest classes.
  const cells = Uint32Array.from(verdicts, ({ predicted }, place) => labels[place]! * classes + predicted);
  const isWithin = Uint8Array.from(verdicts, ({ probabilities }, place) =>
    Number(rankOf(labels[place]!, probabilities) < topClasses),
  );
  const judged = Array.from({ length: classes }, (_, label) => label).slice(classes === 2 ? 1 : 0);
  const rankings = judged.map(label =>
    rankingOf({
      scores: Float64Array.from(verdicts, ({ probabilities }) => probabilities[label]!),
      isPositive: labels.map(each => each === label),
    }),
  );
  const tested = new Set(labels).size;
  const measuresOf = (rows: Uint32Array): Measures => {
    const counts = new Int32Array(labels.length);
    const cellCounts = new Float64Array(classes ** 2);
    let within = 0;
    for (const row of rows) {
      counts[row]!++;
      cellCounts[cells[row]!]!++;
      within += isWithin[row]!;
    }
    const confusion = Array.from({ length: classes }, (_, label) =>
      Array.from(cellCounts.subarray(label * classes, (label + 1) * classes)),
    );
    const found = rankings.map(ranking => ranking(counts, specificity));
    const isWhole = confusion.filter(row => row.some(count => count > 0)).length === tested;
    return [
      ['balancedAccuracy', isWhole ? balancedAccuracy(confusion) : null],
      ['macroF1', isWhole ? macroF1(confusion) : null],
      ['correlation', matthewsCorrelation(confusion)],
      ['topAccuracy', topClasses < classes ? within / rows.length : null],
      ['rocAuc', meanOf(found, 'rocAuc')],
      ['averagePrecision', meanOf(found, 'averagePrecision')],
      ['sensitivity', meanOf(found, 'sensitivity')],
    ];
  };
  const intervals = bootstrapIntervals(labels.length, rows => measuresOf(rows).map(([, value]) => value), {
    seed: bootstrapSeed,
    groups,
  });
  const measures = measuresOf(Uint32Array.from(labels, (_, row) => row));
  const numbers: Partial<Record<MetricName, number>> = { topAccuracy: topClasses, sensitivity: specificity };
  return [
    ...measures.flatMap(([name, value], place): TestMetric[] => {
      if (value === null) return [];
      const number = numbers[name];
      return [
        { name, ...(number !== undefined && { of: String(number) }), value, ...endsOf(intervals[place]!) },
      ];
    }),
    ...defined([['calibrationError', tally.calibrationError]]),
  ];
}

function meanOf(found: readonly RankingMeasures[], key: keyof RankingMeasures): number | null {
  const values = found.flatMap(each => each[key] ?? []);
  return values.length < found.length ? null : mean(values);
}

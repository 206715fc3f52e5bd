/** What a trial does of its own where the network names all classes on the sensor. */
import { writeLabelSets } from '../analysis/label-record.js';
import { bootstrapInterval } from '../analysis/metrics/bootstrap.js';
import { mean } from '../analysis/statistics.js';
import type { MetricName, TestMetric } from '../analysis/test-metrics.js';
import { labelSets, type LabelSetVerdict } from '../networks/tasks/label-set.js';
import { bootstrapSeed, interval } from './test-metrics.js';
import type { TrialTask } from './trial-task.js';

export function labelTrial(classes: number): TrialTask<LabelSetVerdict> {
  const task = labelSets(classes);
  return {
    classes,
    training: task,
    test: task,
    ssim: () => null,
    metrics: ({ verdicts, dataset, rows }) =>
      labelMetrics(
        verdicts,
        Array.from(rows, row => dataset.groups[row]!),
      ),
    writeTables: ({ dataset, rows, verdicts }, folder) => {
      const { classNames, sources, groups } = dataset;
      const sets = verdicts.map(({ labels, predicted, probabilities }, place) => {
        const index = rows[place]!;
        return { index, source: sources[index]!, group: groups[index]!, labels, predicted, probabilities };
      });
      writeLabelSets(folder, { classNames, rows: sets });
    },
  };
}

type Answer = Pick<LabelSetVerdict, 'labels' | 'predicted' | 'probabilities'>;

/**
 * Shares of images and labels that are right, with bootstrap intervals over originals.
 *
 * @param groups Original of each test image.
 */
export function labelMetrics(answers: readonly Answer[], groups: readonly string[]): TestMetric[] {
  const right = answers.map(
    ({ labels, predicted }) => labels.filter(label => predicted.includes(label)).length,
  );
  const wrong = answers.map(
    ({ labels, predicted }, place) => labels.length + predicted.length - 2 * right[place]!,
  );
  const shares: Partial<Record<MetricName, (place: number) => number>> = {
    exactMatch: place => Number(wrong[place] === 0),
    anyRight: place => Number(right[place]! > 0),
    labelAccuracy: place => 1 - wrong[place]! / answers[place]!.probabilities.length,
    labelRecall: place => right[place]! / answers[place]!.labels.length,
  };
  return Object.entries(shares).flatMap(([name, shareOf]) => {
    const values = answers.map((_, place) => shareOf(place));
    const meanOf = (rows: Uint32Array) => mean(Array.from(rows, row => values[row]!));
    const found = bootstrapInterval(values.length, meanOf, { seed: bootstrapSeed, groups });
    return interval(name as MetricName, found);
  });
}

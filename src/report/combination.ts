/** Trials that differ only in their seed, and what they reached together. */
import type { AxisValue, PlannedTrial, Sweep, SummaryRow } from '../analysis/sweep-record.js';
import { groupByAxes, meanInterval, type MeanInterval } from '../analysis/statistics.js';

export interface Combination {
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly planned: readonly PlannedTrial[];
  /** Finished trials, in the order of the plan. */
  readonly rows: readonly SummaryRow[];
  /** Test accuracy, a fraction; null where no trial has finished. */
  readonly accuracy: MeanInterval | null;
}

/** The combinations of axis values in the order of the plan, those without a finished trial too. */
export function combinationsOf({ plan, rows }: Sweep): Combination[] {
  const finished = new Map(rows.map(row => [row.trial, row]));
  const paths = plan.axes.map(({ path }) => path);
  return groupByAxes(plan.trials, paths).map(({ axes, items: planned }) => {
    const done = planned.map(trial => finished.get(trial.id)).filter(row => row !== undefined);
    const accuracies = done.map(row => row.testAccuracy);
    return {
      axes,
      planned,
      rows: done,
      accuracy: done.length === 0 ? null : meanInterval(accuracies),
    };
  });
}

/** Combinations with a finished trial, from the lowest mean accuracy to the highest; of equal ones the first is best. */
export function ranked(combinations: readonly Combination[]): (Combination & { accuracy: MeanInterval })[] {
  return combinations
    .toReversed()
    .flatMap(combination =>
      combination.accuracy ? [{ ...combination, accuracy: combination.accuracy }] : [],
    )
    .sort((a, b) => a.accuracy.mean - b.accuracy.mean);
}

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

/** A combination with a finished trial. */
export type MeasuredCombination = Combination & { readonly accuracy: MeanInterval };

/** Combinations with a finished trial, in the order of the plan. */
export function measured(combinations: readonly Combination[]): MeasuredCombination[] {
  return combinations.flatMap(({ accuracy, ...rest }) => (accuracy ? [{ ...rest, accuracy }] : []));
}

/** The combination with the highest mean accuracy, the first of equals; undefined before a trial has finished. */
export function bestOf(combinations: readonly Combination[]): MeasuredCombination | undefined {
  return firstBy(measured(combinations), (a, b) => a.accuracy.mean > b.accuracy.mean);
}

/** The combination with the lowest mean accuracy, the first of equals; undefined before a trial has finished. */
export function worstOf(combinations: readonly Combination[]): MeasuredCombination | undefined {
  return firstBy(measured(combinations), (a, b) => a.accuracy.mean < b.accuracy.mean);
}

function firstBy<T>(items: readonly T[], isBefore: (a: T, b: T) => boolean): T | undefined {
  return items.reduce<T | undefined>(
    (found, item) => (found === undefined || isBefore(item, found) ? item : found),
    undefined,
  );
}

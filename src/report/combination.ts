/** Trials that differ only in their seed, and what they reached together. */
import { bestPlace, type ScoreKind } from '../analysis/score-kind.js';
import type { AxisValue, PlannedTrial } from '../analysis/sweep-plan.js';
import type { Sweep, SummaryRow } from '../analysis/sweep-record.js';
import { groupByAxes, meanInterval, type MeanInterval } from '../analysis/statistics.js';

export interface Combination {
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly planned: readonly PlannedTrial[];
  /** Finished trials, in the order of the plan. */
  readonly rows: readonly SummaryRow[];
  /** Test score as recorded, see `ScoreKind`; null where no trial has finished. */
  readonly score: MeanInterval | null;
}

/** The combinations of axis values in the order of the plan, those without a finished trial too. */
export function combinationsOf({ plan, rows }: Sweep): Combination[] {
  const finished = new Map(rows.map(row => [row.trial, row]));
  const paths = plan.axes.map(({ path }) => path);
  return groupByAxes(plan.trials, paths).map(({ axes, items: planned }) => {
    const done = planned.map(trial => finished.get(trial.id)).filter(row => row !== undefined);
    const scores = done.map(row => row.testScore);
    return {
      axes,
      planned,
      rows: done,
      score: done.length === 0 ? null : meanInterval(scores),
    };
  });
}

/** A combination with a finished trial. */
export type MeasuredCombination = Combination & { readonly score: MeanInterval };

/** Combinations with a finished trial, in the order of the plan. */
export function measured(combinations: readonly Combination[]): MeasuredCombination[] {
  return combinations.flatMap(({ score, ...rest }) => (score ? [{ ...rest, score }] : []));
}

/** The combination with the best mean score, the first of equals; undefined before a trial has finished. */
export function bestOf(
  kind: ScoreKind,
  combinations: readonly Combination[],
): MeasuredCombination | undefined {
  const found = measured(combinations);
  return found[bestPlace(kind, means(found))];
}

/** The combination with the worst mean score, the first of equals; undefined before a trial has finished. */
export function worstOf(
  kind: ScoreKind,
  combinations: readonly Combination[],
): MeasuredCombination | undefined {
  const found = measured(combinations);
  return found[bestPlace({ ...kind, isHigherBetter: !kind.isHigherBetter }, means(found))];
}

function means(combinations: readonly MeasuredCombination[]): number[] {
  return combinations.map(({ score }) => score.mean);
}

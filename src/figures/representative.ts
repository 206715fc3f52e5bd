/** The trials that stand for a sweep where a figure can show only a few. */
import { scoreKindOf, type ScoreKind } from '../analysis/score-kind.js';
import { groupByAxes, mean } from '../analysis/statistics.js';
import type { AxisValue } from '../analysis/sweep-plan.js';
import type { Sweep, SummaryRow } from '../analysis/sweep-record.js';
import { settingsText } from './axis-label.js';

export interface Representative {
  /** Whose mean is the best. */
  readonly score: ScoreKind;
  readonly axes: Readonly<Record<string, AxisValue>>;
  /** All finished repeats of the combination, in the order of the plan. */
  readonly rows: readonly SummaryRow[];
}

/** Combinations of axis values with finished trials, the best mean test score first; equals in the order of the plan. */
export function rankedCombinations({ plan, rows }: Sweep): Representative[] {
  const score = scoreKindOf(plan.config);
  const groups = groupByAxes(
    rows,
    plan.axes.map(axis => axis.path),
  );
  const sign = score.isHigherBetter ? -1 : 1;
  return groups
    .map(({ axes, items }) => ({ score, axes, rows: items, mean: mean(items.map(row => row.testScore)) }))
    .toSorted((a, b) => sign * (a.mean - b.mean));
}

/** Which combination is meant, for captions. */
export function representativeText({ axes, score }: Representative): string {
  const settings = settingsText(axes);
  return settings === '' ? '' : ` at ${settings} (the combination with the best mean ${score.name})`;
}

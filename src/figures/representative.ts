/** The trials that stand for a sweep where a figure can show only a few. */
import { bestPlace, scoreKindOf, type ScoreKind } from '../analysis/score-kind.js';
import { groupByAxes, mean } from '../analysis/statistics.js';
import type { AxisValue, Sweep, SummaryRow } from '../analysis/sweep-record.js';
import { settingsText } from './axis-label.js';

export interface Representative {
  /** Whose mean is the best. */
  readonly score: ScoreKind;
  readonly axes: Readonly<Record<string, AxisValue>>;
  /** All finished repeats of the combination, in the order of the plan. */
  readonly rows: readonly SummaryRow[];
}

/** The combination of axis values with the best mean test score; the first of equals. null: nothing is finished. */
export function bestCombination({ plan, rows }: Sweep): Representative | null {
  const groups = groupByAxes(
    rows,
    plan.axes.map(axis => axis.path),
  );
  const scores = groups.map(group => mean(group.items.map(row => row.testScore)));
  const best = groups[bestPlace(scoreKindOf(plan.config), scores)];
  return best ? { score: scoreKindOf(plan.config), axes: best.axes, rows: best.items } : null;
}

/** Which combination is meant, for captions. */
export function representativeText({ axes, score }: Representative): string {
  const settings = settingsText(axes);
  return settings === '' ? '' : ` at ${settings} (the combination with the best mean ${score.name})`;
}

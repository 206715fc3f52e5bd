/** Test accuracy of each combination of axis values, as text. */
import { meanInterval } from '../analysis/statistics.js';
import type { SummaryRow, SweepPlan } from '../analysis/sweep-record.js';
import { textTable } from './text-table.js';

/** One line per combination, in the order of the plan: mean over the repeats ± half the 95 % interval. */
export function accuracyTable({ axes, trials }: SweepPlan, rows: readonly SummaryRow[]): string {
  const keyOf = (values: SummaryRow['axes']): string => JSON.stringify(axes.map(({ path }) => values[path]));
  const groups = [...new Set(trials.map(trial => keyOf(trial.axes)))]
    .map(key => rows.filter(row => keyOf(row.axes) === key))
    .filter(group => group.length > 0);
  const lines = groups.map(group => {
    const { mean, halfWidth, count } = meanInterval(group.map(({ testAccuracy }) => 100 * testAccuracy));
    const interval = halfWidth === null ? '' : ` ± ${halfWidth.toFixed(2)}`;
    return [
      ...axes.map(({ path }) => String(group[0]!.axes[path])),
      String(count),
      `${mean.toFixed(2)}${interval} %`,
    ];
  });
  return textTable([...axes.map(({ path }) => path), 'repeats', 'test accuracy'], lines);
}

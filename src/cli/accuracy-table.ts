/** Test accuracy of each combination of axis values, as text. */
import { meanInterval } from '../analysis/statistics.js';
import type { SummaryRow, SweepPlan } from '../analysis/sweep-record.js';
import { textTable } from './text-table.js';

/** One line per combination, in the order of the plan: mean over the repeats ± half the 95 % interval; designs as built beside. */
export function accuracyTable({ axes, trials }: SweepPlan, rows: readonly SummaryRow[]): string {
  const keyOf = (values: SummaryRow['axes']): string => JSON.stringify(axes.map(({ path }) => values[path]));
  const groups = [...new Set(trials.map(trial => keyOf(trial.axes)))]
    .map(key => rows.filter(row => keyOf(row.axes) === key))
    .filter(group => group.length > 0);
  const isHardened = rows.some(row => row.hardTestAccuracy !== undefined);
  const lines = groups.map(group => [
    ...axes.map(({ path }) => String(group[0]!.axes[path])),
    String(group.length),
    percentText(group.map(({ testAccuracy }) => testAccuracy)),
    ...(isHardened ? [percentText(group.flatMap(({ hardTestAccuracy }) => hardTestAccuracy ?? []))] : []),
  ]);
  const scores = isHardened ? ['test accuracy', 'as built'] : ['test accuracy'];
  return textTable([...axes.map(({ path }) => path), 'repeats', ...scores], lines);
}

function percentText(accuracies: readonly number[]): string {
  if (accuracies.length === 0) return '-';
  const { mean, halfWidth } = meanInterval(accuracies.map(accuracy => 100 * accuracy));
  return `${mean.toFixed(2)}${halfWidth === null ? '' : ` ± ${halfWidth.toFixed(2)}`} %`;
}

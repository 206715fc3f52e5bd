/** Test score of each combination of axis values, as text. */
import { replicateNoun } from '../analysis/replicates.js';
import { meanInterval } from '../analysis/statistics.js';
import { scoreKindOf, type ScoreKind } from '../analysis/score-kind.js';
import type { SweepPlan } from '../analysis/sweep-plan.js';
import type { SummaryRow } from '../analysis/sweep-record.js';
import { textTable } from './text-table.js';

/** One line per combination, in the order of the plan: mean over the repeats ± half the 95 % interval; designs as built beside. */
export function scoreTable(plan: SweepPlan, rows: readonly SummaryRow[]): string {
  const { axes, trials, config } = plan;
  const kind = scoreKindOf(config);
  const keyOf = (values: SummaryRow['axes']): string => JSON.stringify(axes.map(({ path }) => values[path]));
  const groups = [...new Set(trials.map(trial => keyOf(trial.axes)))]
    .map(key => rows.filter(row => keyOf(row.axes) === key))
    .filter(group => group.length > 0);
  const isHardened = rows.some(row => row.hardTestScore !== undefined);
  const hasSsim = rows.some(row => row.testSsim !== undefined);
  const lines = groups.map(group => [
    ...axes.map(({ path }) => String(group[0]!.axes[path])),
    String(group.length),
    scoreText(
      kind,
      group.map(({ testScore }) => testScore),
    ),
    ...(isHardened
      ? [
          scoreText(
            kind,
            group.flatMap(({ hardTestScore }) => hardTestScore ?? []),
          ),
        ]
      : []),
    ...(hasSsim
      ? [
          numbersText(
            group.flatMap(({ testSsim }) => testSsim ?? []),
            4,
          ),
        ]
      : []),
  ]);
  const scores = [
    `test ${kind.name}`,
    ...(isHardened ? ['as built'] : []),
    ...(hasSsim ? ['test SSIM'] : []),
  ];
  return textTable([...axes.map(({ path }) => path), `${replicateNoun(plan)}s`, ...scores], lines);
}

function scoreText({ factor, unit }: ScoreKind, scores: readonly number[]): string {
  const text = numbersText(
    scores.map(score => factor * score),
    2,
  );
  return scores.length === 0 ? text : `${text} ${unit}`;
}

/** Mean ± half the interval; a dash where there are none. */
function numbersText(values: readonly number[], digits: number): string {
  if (values.length === 0) return '-';
  const { mean, halfWidth } = meanInterval(values);
  return `${mean.toFixed(digits)}${halfWidth === null ? '' : ` ± ${halfWidth.toFixed(digits)}`}`;
}

/** The figures of the further heads of a sweep: those that a sweep of their task has, and their training curves. */
import { headFolder } from '../analysis/head-folder.js';
import { readMetrics } from '../analysis/metrics-stream.js';
import { headTasksOf, scoreKinds, scoreMetrics, type TaskName } from '../analysis/score-kind.js';
import type { SummaryRow, Sweep } from '../analysis/sweep-record.js';
import { metricKey } from '../analysis/test-metrics.js';
import type { FigureStyle } from './style.js';
import { ownFigures, type Captions, type Outcome } from './task-figures.js';
import { trainingCurves } from './training-curves.js';

/**
 * @param folders Of the finished repeats of the best combination.
 * @param bestEpochs Of each of them.
 */
export function headFigures(
  sweep: Sweep,
  folders: readonly string[],
  bestEpochs: readonly number[],
  captions: Captions,
  style: FigureStyle,
): Outcome[] {
  return headTasksOf(sweep.plan.config).flatMap(task => {
    const own = folders.map(folder => headFolder(folder, task));
    const runs = own.map((folder, i) => ({ epochs: readMetrics(folder), bestEpoch: bestEpochs[i]! }));
    const kind = scoreKinds[task];
    const [where, seed] = [captions.where, captions.seed].map(text => `, head of task ${task}${text}`);
    const figures = ownFigures(
      sweepOf(sweep, task),
      task,
      own,
      { ...captions, where: where!, seed: seed! },
      style,
    );
    if (runs.some(({ epochs }) => epochs.length === 0)) return figures;
    const curves = trainingCurves(runs, kind, where!, style, sweep.plan);
    const name = headCurvesName(task);
    return [...figures, [name, { ...curves, name, title: `Training of the head of task ${task}` }]];
  });
}

/** `training-curves-classify` */
export function headCurvesName(task: TaskName): string {
  return `training-curves-${task}`;
}

/** The sweep as if a head were its only one: its score takes the place of that of the task. */
function sweepOf(sweep: Sweep, task: TaskName): Sweep {
  return {
    ...sweep,
    plan: { ...sweep.plan, config: { ...sweep.plan.config, task, heads: [] } },
    rows: sweep.rows.flatMap(row => rowOf(row, task)),
  };
}

/** None where the score of the head was not recorded. */
function rowOf(row: SummaryRow, task: TaskName): SummaryRow[] {
  const scoreIn = (metrics: SummaryRow['testMetrics']) =>
    metrics?.find(metric => metricKey(metric) === scoreMetrics[task])?.value;
  const [testScore, hardTestScore] = [row.testMetrics, row.hardTestMetrics].map(scoreIn);
  if (testScore === undefined) return [];
  const others = Object.entries(row).filter(([key]) => key !== 'hardTestScore');
  const own = { testScore, ...(hardTestScore !== undefined && { hardTestScore }) };
  return [{ ...(Object.fromEntries(others) as unknown as SummaryRow), ...own }];
}

/** What a sweep would do, as text. */
import { isDone } from '../analysis/done-marker.js';
import { trialFolder, type SweepPlan } from '../analysis/sweep-plan.js';
import { secondsLeft } from '../experiments/estimate.js';
import { folderState } from '../experiments/folder-state.js';
import { durationText } from './duration.js';
import { planSummary } from './plan-summary.js';
import { textTable } from './text-table.js';
import { trialDifference } from './trial-label.js';

/** Count, axes, what is done, estimated time, and what makes each trial different. */
export function dryRunText(plan: SweepPlan, out: string, workers: number): string {
  const { done, total, damaged, secondsPerTrial } = folderState(out, plan);
  const toDo = total - done;
  const seeds = [...new Set(plan.trials.map(({ seed }) => seed))];
  const folds = [...new Set(plan.trials.flatMap(({ fold }) => fold ?? []))];
  const axes = [
    ...plan.axes,
    ...(folds.length === 0 ? [] : [{ path: 'fold', values: folds }]),
    { path: 'seed', values: seeds },
  ];
  const width = Math.max(...axes.map(({ path }) => path.length));
  const time =
    secondsPerTrial === null
      ? 'unknown until a trial has finished'
      : `about ${durationText(secondsLeft({ running: [], pending: toDo, workers, secondsPerTrial }))}` +
        ` on ${workers} workers, at ${durationText(secondsPerTrial)} per trial so far`;
  return [
    `${plan.name}: ${planSummary(plan.axes, plan)}`,
    ...axes.map(({ path, values }) => `  ${path.padEnd(width)}  ${values.join(', ')}`),
    `results: ${out} (${done} done, ${toDo} to do${damaged === 0 ? '' : `, ${damaged} of them damaged`})`,
    `time:    ${toDo === 0 ? 'nothing to run' : time}`,
    '',
    textTable(
      ['trial', 'state', 'difference'],
      plan.trials.map(trial => [
        trial.id,
        isDone(trialFolder(out, trial.id)) ? 'done' : 'to do',
        trialDifference(trial),
      ]),
    ),
  ].join('\n');
}

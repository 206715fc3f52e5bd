/** What the task of a config is to its trials, see trial-task.ts. */
import type { Dataset } from '../../data/dataset.js';
import type { Verdict } from '../../networks/tasks/task.js';
import type { ExperimentConfig } from '../config/schema.js';
import { labelTrial } from '../label-trial.js';
import { locateTrial } from '../locate-trial.js';
import { segmentTrial } from '../segment-trial.js';
import { classifyTrial, reconstructTrial, type TrialTask } from '../trial-task.js';

/** Calls `use` with the task of a config on a set; with task segment the set has masks. */
export function forTask<Result>(
  { task, training, analysis }: ExperimentConfig,
  { classNames, pixelClasses }: Pick<Dataset, 'classNames' | 'pixelClasses'>,
  use: <Found extends Verdict>(trialTask: TrialTask<Found>) => Result,
): Result {
  switch (task) {
    case 'classify':
      return use(classifyTrial(classNames.length));
    case 'multi-label':
      return use(labelTrial(classNames.length));
    case 'reconstruct':
      return use(reconstructTrial(training));
    case 'segment':
      return use(segmentTrial(pixelClasses!.classNames));
    case 'locate':
      return use(locateTrial(analysis.hitRadiusPixels));
  }
}

/** What a trial does of its own where several heads are trained at once: what each task does, one after the other. */
import { mkdirSync } from 'node:fs';
import { headFolder } from '../analysis/head-folder.js';
import { scoreMetrics, type TaskName } from '../analysis/score-kind.js';
import type { TestMetric } from '../analysis/test-metrics.js';
import type { Dataset } from '../data/dataset.js';
import { severalTasks, type SeveralVerdict } from '../networks/tasks/several.js';
import { Score, type Task, type Verdict } from '../networks/tasks/task.js';
import { headsOf } from './config/head-schema.js';
import type { ExperimentConfig } from './config/schema.js';
import { headCamera, headShape } from './network-heads.js';
import { forTask } from './trained/for-task.js';
import type { Tested } from './trial-tables.js';
import type { TrialTask } from './trial-task.js';

/** What is done for a head, whatever it finds. */
interface HeadTrial {
  readonly task: TaskName;
  readonly weight: number;
  readonly classes: number;
  readonly training: Task;
  readonly test: Task;
  readonly ssim: (parts: readonly Verdict[]) => number | null;
  readonly metrics: (tested: Tested) => readonly TestMetric[];
  readonly writeTables: (tested: Tested, folder: string) => void;
}

/**
 * All heads of a config. Tables of the further ones are in heads/TASK in the folder of the trial, and their measures, their score among
 * them, behind those of the first.
 */
export function headsTrial(config: ExperimentConfig, dataset: Dataset): TrialTask<SeveralVerdict> {
  const heads = headsOf(config).map(({ task, weight }) =>
    forTask({ ...config, task }, dataset, trialTask => headTrial(task, weight, trialTask)),
  );
  const [first, ...others] = heads as [HeadTrial, ...HeadTrial[]];
  const { height, width } = dataset;
  const channels = dataset.channels * config.data.stackedScenes;
  const several = (tasks: 'training' | 'test') =>
    severalTasks(
      heads.map(head => {
        const shape = headShape(head.task, { height, width, channels, classes: head.classes });
        return { task: head[tasks], weight: head.weight, shape };
      }),
    );
  return {
    classes: first.classes,
    headClasses: others.map(({ classes }) => classes),
    training: several('training'),
    test: several('test'),
    ssim: verdicts => first.ssim(verdicts.map(({ parts }) => parts[0]!)),
    metrics: tested => heads.flatMap((head, place) => headMetrics(head, testedBy(tested, place), place)),
    writeTables: (tested, folder) => {
      first.writeTables(testedBy(tested, 0), folder);
      others.forEach((head, index) => {
        const own = headFolder(folder, head.task);
        mkdirSync(own, { recursive: true });
        head.writeTables(testedBy(tested, index + 1), own);
      });
    },
  };
}

function headTrial<Found extends Verdict>(
  task: TaskName,
  weight: number,
  trialTask: TrialTask<Found>,
): HeadTrial {
  const { classes, training, test } = trialTask;
  // What a head judged is of its own kind.
  const own = (tested: Tested) => tested as Tested<Found>;
  return {
    ...{ task, weight, classes, training, test },
    ssim: parts => trialTask.ssim(parts as readonly Found[]),
    metrics: tested => trialTask.metrics(own(tested)),
    writeTables: (tested, folder) => trialTask.writeTables(own(tested), folder),
  };
}

function testedBy(tested: Tested<SeveralVerdict>, place: number): Tested {
  const verdicts = tested.verdicts.map(({ parts }) => parts[place]!);
  return { ...tested, camera: headCamera(tested.camera, place), verdicts };
}

/** The score of a further head is a measure of the trial, and so is the similarity of its scenes. */
function headMetrics(
  { task, test, ssim, metrics }: HeadTrial,
  tested: Tested,
  place: number,
): readonly TestMetric[] {
  const found = metrics(tested);
  if (place === 0) return found;
  const name = scoreMetrics[task];
  const score = new Score(test);
  tested.verdicts.forEach(verdict => score.add(verdict));
  const similarity = ssim(tested.verdicts);
  return [
    ...(found.some(each => each.name === name) ? [] : [{ name, value: score.score }]),
    ...(similarity === null ? [] : [{ name: 'ssim', value: similarity } as const]),
    ...found,
  ];
}

/** The heads of a trained trial: what each was asked, and what its numbers mean. */
import { headFolder } from '../../analysis/head-folder.js';
import type { TaskName } from '../../analysis/score-kind.js';
import { readMaskScores } from '../../analysis/segmentation-record.js';
import { readSamples } from '../../analysis/trial-record.js';
import { headsOf } from '../config/head-schema.js';
import type { ExperimentConfig } from '../config/schema.js';
import type { SceneShape } from '../network.js';
import { headShape } from '../network-heads.js';

export interface TrainedHead {
  readonly task: TaskName;
  /**
   * Classes that it tells apart, in the order of its answers: of scenes, or with segment of pixels, the ground first; null where it answers
   * with scenes or positions.
   */
  readonly classNames: readonly string[] | null;
  /** Of its numbers for one image, [classes], [2] or [height, width, channels]. */
  readonly shape: readonly number[];
}

/** Of the scenes that a trial takes. */
export type SceneSize = Pick<SceneShape, 'height' | 'width' | 'channels'>;

/** @param classNames Of what the task tells apart; what others answer has none. */
export function trainedHead(task: TaskName, classNames: readonly string[], size: SceneSize): TrainedHead {
  const isChoice = task !== 'reconstruct' && task !== 'locate';
  const classes = isChoice ? classNames.length : 1;
  return { task, classNames: isChoice ? classNames : null, shape: headShape(task, { ...size, classes }) };
}

/**
 * All heads of a finished trial, that of its task first.
 *
 * @throws RecordError if a table in its folder is missing or damaged.
 */
export function trainedHeads(folder: string, config: ExperimentConfig, size: SceneSize): TrainedHead[] {
  return headsOf(config).map(({ task }, place) => {
    const own = place === 0 ? folder : headFolder(folder, task);
    const { classNames } = task === 'segment' ? readMaskScores(own) : readSamples(folder);
    return trainedHead(task, classNames, size);
  });
}

/** Classes of a head, 1 where it tells none apart. */
export function classesOf({ classNames }: TrainedHead): number {
  return classNames?.length ?? 1;
}

/** The scenes of a trial and the classes of its heads, as its camera is built for them. */
export function sceneOf(size: SceneSize, heads: readonly TrainedHead[]): SceneShape {
  const [classes, ...headClasses] = heads.map(classesOf) as [number, ...number[]];
  return { ...size, classes, ...(headClasses.length > 0 && { headClasses }) };
}

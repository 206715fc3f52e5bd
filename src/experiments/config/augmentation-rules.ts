/** Rules of `training.augmentation` that tie several keys together. */
import { valueText, type Problem } from './problem.js';
import { sceneSize } from './scene-facts.js';
import type { ExperimentConfig } from './schema.js';
import type { Path } from './tree.js';

type Key = keyof ExperimentConfig['training']['augmentation'];

/** Faults of an augmentation whose keys are each valid. */
export function augmentationProblems(config: ExperimentConfig): Problem[] {
  const { augmentation, batchSize } = config.training;
  const { shiftPixels, shiftFraction, zoomMin, zoomMax, mixupAlpha, quarterTurns } = augmentation;
  const size = sceneSize(config.data);
  const faults: [isFault: boolean, key: Key, must: string, cause?: Path][] = [
    [
      shiftPixels > 0 && shiftFraction > 0,
      'shiftFraction',
      `0, as shiftPixels is ${shiftPixels}: a shift has one unit`,
    ],
    [
      zoomMin > zoomMax,
      'zoomMin',
      `at most zoomMax, which is ${zoomMax}`,
      ['training', 'augmentation', 'zoomMax'],
    ],
    [
      mixupAlpha > 0 && config.task !== 'classify',
      'mixupAlpha',
      `0 with task ${config.task}: only classes can be blended, as a share of each`,
      ['task'],
    ],
    [
      mixupAlpha > 0 && batchSize === 1,
      'mixupAlpha',
      '0 with training.batchSize 1: a scene is blended with another one of its batch',
      ['training', 'batchSize'],
    ],
    [
      quarterTurns && size !== null && size.height !== size.width,
      'quarterTurns',
      `false for scenes of ${size?.height} x ${size?.width} pixels, which are not square`,
    ],
  ];
  return faults
    .filter(([isFault]) => isFault)
    .map(([, key, must, cause]) => ({
      path: ['training', 'augmentation', key],
      part: 'value',
      message: `found ${valueText(augmentation[key])}, must be ${must}`,
      ...(cause && { cause }),
    }));
}

/** Rules of `training.augmentation` that tie several keys together. */
import { valueText, type Problem } from './problem.js';
import { sceneSize } from './scene-facts.js';
import type { ExperimentConfig } from './schema.js';

type Key = keyof ExperimentConfig['training']['augmentation'];

/** Faults of an augmentation whose keys are each valid. */
export function augmentationProblems({ task, data, training }: ExperimentConfig): Problem[] {
  const { augmentation } = training;
  const fault = (key: Key, must: string, cause?: readonly string[]): Problem => ({
    path: ['training', 'augmentation', key],
    part: 'value',
    message: `found ${valueText(augmentation[key])}, must be ${must}`,
    ...(cause && { cause }),
  });
  const { shiftPixels, shiftFraction, zoomMin, zoomMax, mixupAlpha, quarterTurns } = augmentation;
  const size = sceneSize(data);
  return [
    ...(shiftPixels > 0 && shiftFraction > 0
      ? [fault('shiftFraction', `0, as shiftPixels is ${shiftPixels}: a shift has one unit`)]
      : []),
    ...(zoomMin > zoomMax
      ? [
          fault('zoomMin', `at most zoomMax, which is ${zoomMax}`, [
            ...['training', 'augmentation', 'zoomMax'],
          ]),
        ]
      : []),
    ...(mixupAlpha > 0 && task !== 'classify'
      ? [
          fault('mixupAlpha', `0 with task ${task}: only classes can be blended, as a share of each`, [
            'task',
          ]),
        ]
      : []),
    ...(quarterTurns && size !== null && size.height !== size.width
      ? [
          fault(
            'quarterTurns',
            `false for scenes of ${size.height} x ${size.width} pixels, which are not square`,
          ),
        ]
      : []),
  ];
}

/** Rules of the config's `heads`. */
import type { TaskName } from '../../analysis/score-kind.js';
import { valueText, type Problem } from './problem.js';
import type { ExperimentConfig } from './schema.js';

/**
 * Faults of the further heads.
 *
 * @param faultOf What the task of a head must be with the data of the config; null where they fit.
 */
export function headProblems(
  { task, heads, training }: ExperimentConfig,
  faultOf: (task: TaskName) => string | null,
): Problem[] {
  const seen = new Set<TaskName>([task]);
  const faults = heads.flatMap(({ task: own }, index): Problem[] => {
    const must = seen.has(own) ? 'another task than those before it' : faultOf(own);
    seen.add(own);
    if (must === null) return [];
    return [
      { path: ['heads', index, 'task'], part: 'value', message: `found ${valueText(own)}, must be ${must}` },
    ];
  });
  const { mixupAlpha } = training.augmentation;
  if (heads.length === 0 || mixupAlpha === 0) return faults;
  const message = `found ${mixupAlpha}, must be 0 with several heads: only classes can be blended, as shares of each`;
  const path = ['training', 'augmentation', 'mixupAlpha'];
  return [...faults, { path, part: 'value', message, cause: ['heads'] }];
}

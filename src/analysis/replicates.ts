/** The trainings of one combination, in words: repeats with different seeds, folds of a cross-validation, or both. */
import type { SweepPlan } from './sweep-plan.js';

/** What a plan says of them. */
export type Replicates = Pick<SweepPlan, 'repeats' | 'folds'>;

/** What one of them is called: `repeat`, `fold`, or `training` where there are both. */
export function replicateNoun({ repeats, folds = 1 }: Replicates): string {
  if (folds === 1) return 'repeat';
  return repeats === 1 ? 'fold' : 'training';
}

/** How many trainings a combination has in all. */
export function replicateCount({ repeats, folds = 1 }: Replicates): number {
  return repeats * folds;
}

/**
 * `3 repeats with different seeds`, `5 folds`, `10 trainings (5 folds, 2 repeats with different seeds)`.
 *
 * @param count Those that have finished, or a range of them.
 */
export function replicatesText(
  plan: Replicates,
  count: number | string = replicateCount(plan),
  seeds = ' with different seeds',
): string {
  const noun = replicateNoun(plan);
  const counted = `${count} ${noun}${count === 1 ? '' : 's'}`;
  if (noun === 'repeat') return `${counted}${seeds}`;
  return noun === 'fold' ? counted : `${counted} (${plan.folds} folds, ${plan.repeats} repeats${seeds})`;
}

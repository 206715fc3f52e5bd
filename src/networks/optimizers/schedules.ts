/**
 * Factors of the step size over training, as pure functions.
 *
 *   cosine   last + (1 − last)(1 + cos(π progress)) / 2
 *   steps    factorⁿ, n milestones passed
 *   warm-up  (step + 1) / steps while step < steps, then 1
 *
 * Sources: cosine: Loshchilov & Hutter, ICLR 2017, doi:10.48550/arXiv.1608.03983; steps and plateau: He et al., CVPR 2016,
 * doi:10.1109/CVPR.2016.90, section 3.4; warm-up: Goyal et al. (2017), doi:10.48550/arXiv.1706.02677.
 */

/**
 * @param progress Fraction of all steps done, 0 to 1.
 * @param last Factor at the end.
 */
export function cosineFactor(progress: number, last = 0): number {
  return last + ((1 - last) * (1 + Math.cos(Math.PI * progress))) / 2;
}

/**
 * @param progress Fraction of all steps done, 0 to 1.
 * @param milestones Fractions at which the step size is multiplied by `factor`.
 */
export function stepsFactor(progress: number, milestones: readonly number[], factor: number): number {
  return factor ** milestones.filter(milestone => progress >= milestone).length;
}

/**
 * Linear, so that the first step is not 0 and step number `steps` is the first of full size. To be multiplied with another schedule.
 *
 * @param step Steps done, from 0.
 * @param steps Steps of the warm-up; 0: none.
 */
export function warmUpFactor(step: number, steps: number): number {
  return step < steps ? (step + 1) / steps : 1;
}

export interface PlateauOptions {
  /** Epochs without a lower loss before the step size falls, 1 or more. */
  readonly patience: number;
  /** What the step size is multiplied with then, between 0 and 1. */
  readonly factor: number;
  /** Smallest factor of all, above 0. */
  readonly least: number;
  /** By what share of the best loss a loss must be lower to count as lower, 0 or more. */
  readonly threshold: number;
}

/** Where a step size that falls on plateaus stands. */
export interface PlateauState {
  readonly factor: number;
  /** Lowest loss so far; null before the first epoch, so that the state can be saved as JSON. */
  readonly best: number | null;
  /** Epochs since then. */
  readonly waited: number;
}

export const plateauStart: PlateauState = { factor: 1, best: null, waited: 0 };

/**
 * After an epoch.
 *
 * @param loss Validation loss of the epoch, 0 or more.
 */
export function afterEpoch(state: PlateauState, loss: number, options: PlateauOptions): PlateauState {
  const { patience, factor, least, threshold } = options;
  if (state.best === null || loss < state.best * (1 - threshold)) return { ...state, best: loss, waited: 0 };
  const waited = state.waited + 1;
  if (waited < patience) return { ...state, waited };
  return { ...state, factor: Math.max(state.factor * factor, Math.min(least, state.factor)), waited: 0 };
}

/** Time to completion of a sweep. */

export interface Work {
  /** Fraction done of each running trial, 0 to 1. */
  readonly running: readonly number[];
  /** Trials not yet started. */
  readonly pending: number;
  readonly workers: number;
  readonly secondsPerTrial: number;
}

/** Seconds until the last trial ends, if the pending ones go to whichever worker is free first. */
export function secondsLeft({ running, pending, workers, secondsPerTrial }: Work): number {
  const ends = Array.from({ length: workers }, (_, lane) => 1 - (running[lane] ?? 1));
  for (let trial = 0; trial < pending; trial++) {
    ends.sort((a, b) => a - b);
    ends[0] = ends[0]! + 1;
  }
  return Math.max(0, ...ends) * secondsPerTrial;
}

/** Weight of what earlier trials took against what this start measures, in trials. */
const priorWeight = 0.25;

/**
 * Seconds one trial takes.
 *
 * @param busySeconds Time that workers have spent on trials in this start, summed.
 * @param trialsDone What they got done in it, fractions of trials included.
 * @param earlier Mean of trials finished before; null if there are none.
 * @returns null while nothing is known.
 */
export function secondsPerTrial(
  busySeconds: number,
  trialsDone: number,
  earlier: number | null,
): number | null {
  const weight = earlier === null ? 0 : priorWeight;
  const done = trialsDone + weight;
  return done <= 0 ? null : (busySeconds + weight * (earlier ?? 0)) / done;
}

/** A file of a sweep that cannot be used: which file, what was found, what to do about it. */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(
    readonly path: string,
    readonly problem: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}; ${remedy}`, options);
  }
}

/** What to do about a damaged file of one trial. */
export const TRIAL_REMEDY =
  'delete this trial folder, and `npx physlayer sweep ...` with the same arguments runs the trial again';

/** What to do about a damaged file of the whole sweep. */
export const SWEEP_REMEDY =
  '`npx physlayer sweep ...` with the same arguments rebuilds it from the finished trials';

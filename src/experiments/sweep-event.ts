/** What a running sweep tells whoever shows its progress. */
import type { PlannedTrial } from '../analysis/sweep-plan.js';
import type { SummaryRow } from '../analysis/sweep-record.js';
import type { TrialProgress } from './trial.js';

export type SweepEvent =
  | ({ readonly kind: 'start' } & FolderState & { readonly workers: number })
  | { readonly kind: 'trial-start'; readonly trial: PlannedTrial; readonly lane: number }
  | {
      readonly kind: 'trial-progress';
      readonly trial: PlannedTrial;
      readonly lane: number;
      readonly progress: TrialProgress;
      /** Of the trial's training, 0 to 1. */
      readonly fraction: number;
    }
  | {
      readonly kind: 'trial-done';
      readonly trial: PlannedTrial;
      readonly lane: number;
      readonly seconds: number;
      readonly row: SummaryRow;
    }
  | ({ readonly kind: 'trial-failed'; readonly lane: number } & FailedTrial)
  /** Only trials that another process works on are left. */
  | { readonly kind: 'waiting'; readonly trials: number }
  /** Such a trial was finished by the other process. */
  | { readonly kind: 'trial-found'; readonly trial: PlannedTrial; readonly row: SummaryRow };

export interface FailedTrial {
  readonly trial: PlannedTrial;
  readonly message: string;
  /** Last lines of its log. */
  readonly tail: readonly string[];
  /** Where log and unfinished results are kept. */
  readonly folder: string;
}

/** What an output folder holds with respect to a plan. */
export interface FolderState {
  readonly total: number;
  readonly done: number;
  /** Trials whose folder is incomplete or damaged; they run again. */
  readonly damaged: number;
  /** Finished trials of other configs, data or code; they stay. */
  readonly others: number;
  /** Mean duration of the plan's finished trials, s; null if there are none. */
  readonly secondsPerTrial: number | null;
}

/** What the process of a sweep and its trial processes say to each other. */
import type { Origin } from './provenance.js';
import type { Trial, TrialProgress } from './trial.js';

export interface TrialJob {
  readonly trial: Trial;
  /** The running folder, made already. */
  readonly folder: string;
  readonly origin: Origin;
  /** Threads inside one operator. */
  readonly threads: number;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: TrialProgress }
  | { readonly kind: 'done'; readonly seconds: number }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Whether other trials would fail for the same reason: unusable data, a full disk. */
      readonly isCommon: boolean;
    };

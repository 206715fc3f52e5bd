/**
 * Runs what is missing of a plan, in several trial processes at once.
 *
 * Every finished trial is in its own folder, so a sweep that is killed at any moment and started again runs only the
 * rest, and its summary is equal to that of an uninterrupted one.
 */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDone } from '../analysis/done-marker.js';
import { writePooled } from '../analysis/pooled-record.js';
import { trialFolder, writePlan } from '../analysis/sweep-plan.js';
import { collectRows, summaryRow, writeSummary, type SummaryRow } from '../analysis/sweep-record.js';
import { readResult } from '../analysis/trial-result-record.js';
import { folderState } from './folder-state.js';
import type { ExperimentPlan } from './plan.js';
import { pooledFolds } from './pooled-folds.js';
import type { Origin } from './provenance.js';
import type { FailedTrial, SweepEvent } from './sweep-event.js';
import { claimTrial, keepFailed, removeAbandoned, type Host } from './trial-folder.js';
import type { Trial, TrialProgress } from './trial.js';
import { logTail, TrialWorker } from './worker-pool.js';

export interface SweepOptions {
  readonly plan: ExperimentPlan;
  /** An existing folder that can be written. */
  readonly out: string;
  readonly origin: Origin;
  readonly host: Host;
  /** Trial processes at a time, 1 or more. */
  readonly workers: number;
  /** Threads inside one operator of a trial process. */
  readonly threads: number;
  /** `stop`: no trial is started after one failed. */
  readonly onError: 'continue' | 'stop';
  /** Aborting it ends the running trials; what is finished stays. */
  readonly signal: AbortSignal;
  readonly listen: (event: SweepEvent) => void;
}

export interface SweepOutcome {
  /** Finished trials in the order of the plan. */
  readonly rows: readonly SummaryRow[];
  readonly failed: readonly FailedTrial[];
  readonly isInterrupted: boolean;
}

const pollMs = 1000;

/** Runs the missing trials of a plan and writes sweep.json, summary.arrow and, with folds, pooled.json. */
export async function runSweep(options: SweepOptions): Promise<SweepOutcome> {
  return new SweepRun(options).run();
}

class SweepRun {
  private readonly queue: Trial[] = [];
  /** Trials that another process works on. */
  private taken: Trial[] = [];
  private readonly failed: FailedTrial[] = [];
  private rows: Map<string, SummaryRow>;
  private isEnding = false;
  private isWaiting = false;

  constructor(private readonly options: SweepOptions) {
    const { plan, out, host } = options;
    removeAbandoned(out, host);
    writePlan(out, plan.record);
    this.rows = this.collect();
    this.queue.push(...plan.trials.filter(({ id }) => !this.rows.has(id)));
  }

  async run(): Promise<SweepOutcome> {
    const { plan, out, host, signal, listen } = this.options;
    const lanes = Math.min(this.options.workers, this.queue.length);
    const workers = Array.from(
      { length: lanes },
      () => new TrialWorker(new URL('./trial-worker.js', import.meta.url)),
    );
    const stop = (): void => workers.forEach(worker => worker.stop());
    signal.addEventListener('abort', stop);
    listen({ kind: 'start', ...folderState(out, plan.record), workers: lanes });
    try {
      this.summarize();
      await Promise.all(workers.map((worker, lane) => this.work(worker, lane)));
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
    // Processes of a killed sweep may have ended only after this one began.
    removeAbandoned(out, host);
    this.rows = this.collect();
    this.summarize();
    writePooled(out, pooledFolds(out, plan, this.orderedRows()));
    return { rows: this.orderedRows(), failed: this.failed, isInterrupted: signal.aborted };
  }

  /** One worker runs trials until none is left. */
  private async work(worker: TrialWorker, lane: number): Promise<void> {
    for (let trial = await this.next(); trial !== undefined; trial = await this.next()) {
      if (isDone(trialFolder(this.options.out, trial.id))) {
        this.options.listen({ kind: 'trial-found', trial, row: this.finish(trial) });
        continue;
      }
      const folder = claimTrial(this.options.out, trial.id, this.options.host, worker.start());
      if (folder === null) this.taken.push(trial);
      else await this.runTrial(worker, lane, trial, folder);
    }
    worker.stop();
  }

  /** The next trial to run; waits while others work on all that is left. */
  private async next(): Promise<Trial | undefined> {
    while (!this.isOver()) {
      const trial = this.queue.shift();
      if (trial !== undefined) return trial;
      if (this.taken.length === 0) return undefined;
      if (!this.isWaiting) this.options.listen({ kind: 'waiting', trials: this.taken.length });
      this.isWaiting = true;
      await sleep(pollMs, undefined, { signal: this.options.signal }).catch(() => undefined);
      this.queue.push(...this.taken);
      this.taken = [];
    }
    return undefined;
  }

  private async runTrial(worker: TrialWorker, lane: number, trial: Trial, folder: string): Promise<void> {
    const { origin, threads, listen } = this.options;
    listen({ kind: 'trial-start', trial, lane });
    const outcome = await worker.run({ trial, folder, origin, threads }, progress =>
      listen({ kind: 'trial-progress', trial, lane, progress, fraction: fractionDone(progress) }),
    );
    if (outcome.kind === 'done') {
      listen({ kind: 'trial-done', trial, lane, seconds: outcome.seconds, row: this.finish(trial) });
    } else if (this.options.signal.aborted) {
      rmSync(folder, { recursive: true, force: true });
    } else {
      this.fail(lane, trial, outcome.message, keepFailed(folder));
      if (outcome.isCommon || this.options.onError === 'stop') this.isEnding = true;
    }
  }

  private finish(trial: Trial): SummaryRow {
    const row = summaryRow(trial, readResult(trialFolder(this.options.out, trial.id)));
    this.rows.set(trial.id, row);
    this.summarize();
    return row;
  }

  private fail(lane: number, trial: Trial, message: string, folder: string): void {
    const failure = { trial, message, folder, tail: logTail(folder) };
    this.failed.push(failure);
    this.options.listen({ kind: 'trial-failed', lane, ...failure });
  }

  private isOver(): boolean {
    return this.isEnding || this.options.signal.aborted;
  }

  private collect(): Map<string, SummaryRow> {
    const rows = collectRows(this.options.out, this.options.plan.record);
    return new Map(rows.map(row => [row.trial, row]));
  }

  private orderedRows(): SummaryRow[] {
    return this.options.plan.trials.map(({ id }) => this.rows.get(id)).filter(row => row !== undefined);
  }

  private summarize(): void {
    writeSummary(this.options.out, this.options.plan.record, this.orderedRows());
  }
}

/** Fraction of all training steps of a trial that are done, 0 to 1. */
function fractionDone({ epoch, epochs, step, steps }: TrialProgress): number {
  return Math.min(1, Math.max(0, (epoch - 1 + step / steps) / epochs));
}

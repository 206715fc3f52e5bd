/** Where a sweep stands, for whichever way it is shown. */
import type { PlannedTrial } from '../analysis/sweep-plan.js';
import { secondsLeft, secondsPerTrial } from '../experiments/estimate.js';
import type { SweepEvent } from '../experiments/sweep-event.js';
import type { TrialProgress } from '../experiments/trial.js';
import { durationText } from './duration.js';

export interface Lane {
  readonly trial: PlannedTrial;
  /** Of its training, 0 to 1. */
  readonly fraction: number;
  readonly progress: TrialProgress | null;
  /** First report of its training: time in ms, and the fraction done by then. Starting a process is not counted. */
  readonly first: { readonly time: number; readonly fraction: number } | null;
}

export class ProgressState {
  readonly lanes = new Map<number, Lane>();
  total = 0;
  done = 0;
  failed = 0;
  workers = 0;
  private doneHere = 0;
  private busySeconds = 0;
  private earlier: number | null = null;

  /** @param now Time of the event, ms. */
  update(event: SweepEvent, now: number): void {
    switch (event.kind) {
      case 'start':
        this.total = event.total;
        this.done = event.done;
        this.workers = event.workers;
        this.earlier = event.secondsPerTrial;
        break;
      case 'trial-start':
        this.lanes.set(event.lane, { trial: event.trial, fraction: 0, progress: null, first: null });
        break;
      case 'trial-progress':
        this.lanes.set(event.lane, {
          trial: event.trial,
          fraction: event.fraction,
          progress: event.progress,
          first: this.lanes.get(event.lane)?.first ?? { time: now, fraction: event.fraction },
        });
        break;
      case 'trial-done':
        this.done++;
        this.doneHere++;
        this.busySeconds += event.seconds;
        this.lanes.delete(event.lane);
        break;
      case 'trial-failed':
        this.failed++;
        this.lanes.delete(event.lane);
        break;
      case 'trial-found':
        this.done++;
        break;
      case 'waiting':
        break;
    }
  }

  /** Of the whole sweep, 0 to 1. */
  fraction(): number {
    return this.total === 0
      ? 1
      : (this.done + this.runningFractions().reduce((sum, part) => sum + part, 0)) / this.total;
  }

  /** Seconds to the end; null while nothing is known. */
  secondsLeft(now: number): number | null {
    const running = this.runningFractions();
    const measured = [...this.lanes.values()].filter(({ first }) => first !== null);
    const busy = measured.reduce((sum, { first }) => sum + (now - first!.time) / 1000, this.busySeconds);
    const done = measured.reduce(
      (sum, { fraction, first }) => sum + fraction - first!.fraction,
      this.doneHere,
    );
    const perTrial = secondsPerTrial(busy, done, this.earlier);
    if (perTrial === null) return null;
    const pending = Math.max(0, this.total - this.done - this.failed - running.length);
    return secondsLeft({ running, pending, workers: Math.max(1, this.workers), secondsPerTrial: perTrial });
  }

  /** `about 2 min 10 s left` */
  timeLeft(now: number): string {
    const seconds = this.secondsLeft(now);
    return seconds === null ? 'estimating the time left' : `about ${durationText(seconds)} left`;
  }

  private runningFractions(): number[] {
    return [...this.lanes.values()].map(({ fraction }) => fraction);
  }
}

/** Progress as plain lines, for logs: one per finished trial and one now and then between. */
import type { ScoreKind } from '../analysis/score-kind.js';
import type { SweepEvent } from '../experiments/sweep-event.js';
import { failureLines, startLines, waitingLine } from './progress-text.js';
import type { ProgressView } from './progress.js';
import { ProgressState } from './progress-state.js';
import { trialLabel } from './trial-label.js';

/** Pauses between lines: short ones first, so that an estimate is there soon. */
const pausesMs = [2000, 3000, 5000, 10_000];

export class LinesView implements ProgressView {
  private readonly state = new ProgressState();
  private timer: NodeJS.Timeout | undefined;
  private lastLine = 0;

  /** @param isQuiet Only failures are shown. */
  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly score: ScoreKind,
    private readonly isQuiet: boolean,
  ) {}

  handle(event: SweepEvent): void {
    this.state.update(event, performance.now());
    switch (event.kind) {
      case 'start':
        startLines(event).forEach(line => this.note(line));
        this.schedule(0);
        break;
      case 'trial-done':
        this.trialLine(event, ` (${event.seconds.toFixed(1)} s)`);
        break;
      case 'trial-found':
        this.trialLine(event, ' (by another process)');
        break;
      case 'trial-failed':
        failureLines(event).forEach(line => this.write(line));
        break;
      case 'waiting':
        this.note(waitingLine(event.trials));
        break;
    }
  }

  note(line: string): void {
    if (!this.isQuiet) this.write(line);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private trialLine(event: SweepEvent & { kind: 'trial-done' | 'trial-found' }, how: string): void {
    const { done, total } = this.state;
    const count = `[${String(done).padStart(String(total).length)}/${total}]`;
    const { name, unit, factor } = this.score;
    const score = `test ${name} ${(factor * event.row.testScore).toFixed(2)} ${unit}`;
    const left = done === total ? '' : `, ${this.state.timeLeft(performance.now())}`;
    this.note(`${count} ${trialLabel(event.trial)}: ${score}${how}${left}`);
  }

  private schedule(line: number): void {
    const pause = pausesMs[Math.min(line, pausesMs.length - 1)]!;
    this.timer = setTimeout(() => {
      // A line about a trial that was just written says it all.
      if (performance.now() - this.lastLine >= 0.5 * pause) {
        const percent = Math.floor(100 * this.state.fraction());
        this.note(`${percent} % done, ${this.state.timeLeft(performance.now())}`);
      }
      this.schedule(line + 1);
    }, pause).unref();
  }

  private write(line: string): void {
    this.lastLine = performance.now();
    this.stream.write(`${line}\n`);
  }
}

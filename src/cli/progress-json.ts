/** Progress as JSON, one event per line, for programs. */
import type { SweepEvent } from '../experiments/sweep-event.js';
import type { ProgressView } from './progress.js';
import { ProgressState } from './progress-state.js';

export class JsonView implements ProgressView {
  private readonly state = new ProgressState();

  constructor(private readonly stream: NodeJS.WritableStream) {}

  handle(event: SweepEvent): void {
    const now = performance.now();
    this.state.update(event, now);
    const { done, failed, total } = this.state;
    const { kind, ...rest } = event;
    // A trial carries its whole config, which does not belong into every line.
    const trial =
      'trial' in event ? { trial: event.trial.id, axes: event.trial.axes, seed: event.trial.seed } : {};
    const sweep = {
      done,
      failed,
      total,
      fraction: this.state.fraction(),
      secondsLeft: this.state.secondsLeft(now),
    };
    this.write({ event: kind, ...rest, ...trial, sweep });
  }

  note(line: string): void {
    this.write({ event: 'note', text: line });
  }

  end(): void {
    this.write({ event: 'end' });
  }

  private write(value: object): void {
    this.stream.write(`${JSON.stringify(value)}\n`);
  }
}

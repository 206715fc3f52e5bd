/** The ways a running sweep is shown on stderr. */
import type { ScoreKind } from '../analysis/score-kind.js';
import type { SweepEvent } from '../experiments/sweep-event.js';
import { BarsView } from './progress-bars.js';
import { JsonView } from './progress-json.js';
import { LinesView } from './progress-lines.js';

export const progressKinds = ['auto', 'bar', 'plain', 'json', 'none'] as const;
export type ProgressKind = (typeof progressKinds)[number];

export interface ProgressView {
  handle(event: SweepEvent): void;
  /** A line about what happens around the trials. */
  note(line: string): void;
  /** The trials are over; only notes may follow. */
  end(): void;
}

/** @param kind `auto`: bars on a terminal, else plain lines. */
export function createProgress(
  kind: ProgressKind,
  stream: NodeJS.WriteStream,
  score: ScoreKind,
): ProgressView {
  const isTerminal = stream.isTTY && process.env.TERM !== 'dumb';
  switch (kind === 'auto' ? (isTerminal ? 'bar' : 'plain') : kind) {
    case 'bar':
      if (stream.isTTY) return new BarsView(stream, score);
      stream.write('--progress bar: stderr is no terminal, so progress is shown as plain lines\n');
      return new LinesView(stream, score, false);
    case 'json':
      return new JsonView(stream);
    case 'none':
      return new LinesView(stream, score, true);
    default:
      return new LinesView(stream, score, false);
  }
}

/** Progress as bars on a terminal: one for the sweep, one for each worker. */
import { MultiBar, type SingleBar } from 'cli-progress';
import { scoreDigits, type ScoreKind } from '../analysis/score-kind.js';
import type { SweepEvent } from '../experiments/sweep-event.js';
import { failureLines, startLines, waitingLine } from './progress-text.js';
import type { ProgressView } from './progress.js';
import { ProgressState, type Lane } from './progress-state.js';
import { trialLabel } from './trial-label.js';

const redrawMs = 500;
const barUnits = 1000;

export class BarsView implements ProgressView {
  private readonly state = new ProgressState();
  private readonly lanes: SingleBar[] = [];
  private readonly bars: MultiBar;
  private total: SingleBar | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly score: ScoreKind,
  ) {
    this.bars = new MultiBar({
      stream,
      format: '{bar} {percent} {text}',
      barsize: 24,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      forceRedraw: true,
      autopadding: true,
    });
  }

  handle(event: SweepEvent): void {
    this.state.update(event, performance.now());
    switch (event.kind) {
      case 'start':
        startLines(event).forEach(line => this.stream.write(`${line}\n`));
        this.start(event.workers);
        break;
      case 'trial-failed':
        failureLines(event).forEach(line => this.note(line));
        break;
      case 'waiting':
        this.note(waitingLine(event.trials));
        break;
      default:
        break;
    }
  }

  note(line: string): void {
    if (this.total === undefined) this.stream.write(`${line}\n`);
    else this.bars.log(`${line}\n`);
  }

  end(): void {
    if (this.total === undefined) return;
    clearInterval(this.timer);
    this.redraw();
    this.bars.stop();
    this.total = undefined;
  }

  private start(workers: number): void {
    if (workers === 0) return;
    this.total = this.bars.create(barUnits, 0, { percent: '', text: '' });
    for (let lane = 0; lane < workers; lane++) {
      this.lanes.push(this.bars.create(barUnits, 0, { percent: '', text: 'starting' }));
    }
    this.redraw();
    this.timer = setInterval(() => this.redraw(), redrawMs);
  }

  private redraw(): void {
    const { done, failed, total } = this.state;
    const failures = failed === 0 ? '' : `, ${failed} failed`;
    const left = done + failed >= total ? 'finished' : this.state.timeLeft(performance.now());
    show(this.total, this.state.fraction(), `${done} of ${total} trials${failures}, ${left}`);
    this.lanes.forEach((bar, lane) => {
      const running = this.state.lanes.get(lane);
      show(bar, running?.fraction ?? 0, running === undefined ? 'idle' : laneText(running, this.score));
    });
  }
}

function laneText({ trial, progress }: Lane, kind: ScoreKind): string {
  if (progress === null) return `${trialLabel(trial)}: starting`;
  const { epoch, epochs, validationScore } = progress;
  const score =
    validationScore === undefined
      ? ''
      : `, validation ${kind.name} ${scoreDigits(kind, validationScore)} ${kind.unit}`;
  return `${trialLabel(trial)}: epoch ${epoch} of ${epochs}${score}`;
}

function show(bar: SingleBar | undefined, fraction: number, text: string): void {
  const percent = `${Math.floor(100 * fraction)} %`.padStart(5);
  bar?.update(Math.round(barUnits * fraction), { percent, text });
}

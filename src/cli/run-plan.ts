/** Runs the trials of a plan, shows progress, prints the outcome, and draws figures and report. */
import { hostname } from 'node:os';
import type { Figure } from '../figures/figure.js';
import type { ExperimentPlan } from '../experiments/plan.js';
import type { SweepOutcome } from '../experiments/sweep.js';
import { durationText } from './duration.js';
import { readPooled } from '../analysis/pooled-record.js';
import { scoreKindOf } from '../analysis/score-kind.js';
import { createProgress, type ProgressKind, type ProgressView } from './progress.js';
import { pooledText } from './pooled-text.js';
import { scoreTable } from './score-table.js';

export interface RunRequest {
  readonly plan: ExperimentPlan;
  readonly out: string;
  readonly workers: number;
  readonly threads: number;
  readonly onError: 'continue' | 'stop';
  readonly progress: ProgressKind;
  readonly hasFigures: boolean;
  readonly hasReport: boolean;
}

const interrupted = 130;

/** @returns The exit code. */
export async function runPlan(request: RunRequest): Promise<number> {
  const { plan, out } = request;
  const { prepareOutFolder } = await import('../experiments/out-folder.js');
  prepareOutFolder(out);
  const view = createProgress(request.progress, process.stderr, scoreKindOf(plan.record.config));
  const start = performance.now();
  const outcome = await runTrials(request, view);
  view.end();
  if (outcome.isInterrupted) {
    const left = plan.trials.length - outcome.rows.length;
    process.stderr.write(`interrupted with ${left} of ${plan.trials.length} trials to do; `);
    process.stderr.write(`what is finished is in ${out}, and the same command continues from there\n`);
    return interrupted;
  }
  const pages = outcome.rows.length === 0 ? [] : await draw(request, view);
  if (outcome.rows.length > 0) {
    const tables = [scoreTable(plan.record, outcome.rows), ...pooledText(plan.record, readPooled(out))];
    process.stdout.write(`\n${tables.join('\n\n')}\n\n`);
  }
  for (const { name, path } of pages) process.stdout.write(`${name.padEnd(8)} ${path}\n`);
  process.stdout.write(`results  ${out} (${durationText((performance.now() - start) / 1000)})\n`);
  return reportFailures(plan, outcome);
}

async function runTrials(request: RunRequest, view: ProgressView): Promise<SweepOutcome> {
  const { plan, out, workers, threads, onError } = request;
  const [{ runSweep }, { readOrigin }] = await Promise.all([
    import('../experiments/sweep.js'),
    import('../experiments/provenance.js'),
  ]);
  const { codeVersion, dataFingerprint } = plan.record;
  const origin = await readOrigin(codeVersion, dataFingerprint, process.versions.node);
  const host = { name: hostname(), isAlive };
  const { signal, release } = interruptible();
  try {
    const listen = view.handle.bind(view);
    return await runSweep({ plan, out, origin, host, workers, threads, onError, signal, listen });
  } finally {
    release();
  }
}

/** A signal that Ctrl-C aborts; a second Ctrl-C ends the process at once. */
function interruptible(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(interrupted);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  signals.forEach(name => process.on(name, stop));
  return { signal: controller.signal, release: () => signals.forEach(name => process.off(name, stop)) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Draws what was asked for. @returns Where the results for people are. */
async function draw(
  { out, hasFigures, hasReport }: RunRequest,
  view: ProgressView,
): Promise<{ name: string; path: string }[]> {
  const pages: { name: string; path: string }[] = [];
  let figures: Figure[] = [];
  if (hasFigures) {
    view.note('drawing figures');
    const { drawFigures } = await import('../figures/draw-all.js');
    const onSkip = (name: string, reason: string): void => view.note(`no figure ${name}: ${reason}`);
    figures = await drawFigures(out, { onSkip });
    pages.push(
      ...figures.flatMap(figure => figure.files.slice(0, 1)).map(path => ({ name: 'figure', path })),
    );
  }
  if (hasReport) {
    view.note('writing the report');
    const { writeReport } = await import('../report/write-report.js');
    pages.push({ name: 'report', path: await writeReport(out, figures) });
  }
  return pages;
}

function reportFailures({ trials }: ExperimentPlan, { rows, failed }: SweepOutcome): number {
  if (failed.length > 0) {
    const ids = failed.map(({ trial }) => trial.id).join(', ');
    const missing = trials.length - rows.length - failed.length;
    const others = missing === 0 ? '' : `, ${missing} not started`;
    process.stderr.write(`${failed.length} of ${trials.length} trials failed${others}: ${ids}\n`);
    process.stderr.write('the same command runs what is missing\n');
  }
  return rows.length === trials.length ? 0 : 1;
}

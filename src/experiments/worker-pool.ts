/** Trial processes: one each for as many trials as it survives, started again when it ends. */
import { fork, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrialProgress } from './trial.js';
import type { TrialJob, WorkerMessage } from './worker-messages.js';

export type TrialOutcome = Exclude<WorkerMessage, { readonly kind: 'progress' }>;

/** Lines of a process's own output that are kept for the report of its end. */
const keptOutput = 4000;

/** One trial process. */
export class TrialWorker {
  private child: ChildProcess | undefined;
  private output = '';

  /** @param entry The worker's entry file, trial-worker.js. */
  constructor(private readonly entry: URL) {}

  /** Starts the process if it does not run. @returns Its process id. */
  start(): number {
    if (this.child?.connected !== true) this.child = this.fork();
    const { pid } = this.child;
    if (pid === undefined) throw new Error(`trial process: could not be started from ${this.entry.pathname}`);
    return pid;
  }

  /** Runs one trial; a process that ends, for whatever reason, fails it. */
  run(job: TrialJob, onProgress: (progress: TrialProgress) => void): Promise<TrialOutcome> {
    this.start();
    const child = this.child!;
    this.output = '';
    return new Promise(resolve => {
      const onMessage = (message: WorkerMessage): void => {
        if (message.kind === 'progress') onProgress(message.progress);
        else settle(message);
      };
      const onExit = (code: number | null, signal: string | null): void => {
        const how = signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was killed by ${signal}`;
        const hint = signal === 'SIGKILL' ? ' (by hand, or by the system for lack of memory)' : '';
        if (this.output !== '' && existsSync(job.folder))
          appendFileSync(join(job.folder, 'log.txt'), this.output);
        settle({ kind: 'failed', message: `its process ${child.pid ?? ''} ${how}${hint}`, isCommon: false });
      };
      const onError = (error: Error): void =>
        settle({ kind: 'failed', message: error.message, isCommon: false });
      const settle = (outcome: TrialOutcome): void => {
        child.off('message', onMessage).off('close', onExit).off('error', onError);
        if (outcome.kind === 'failed') this.child = undefined;
        resolve(outcome);
      };
      child.on('message', onMessage).on('close', onExit).on('error', onError);
      child.send(job, error => {
        // A channel that is broken belongs to a process that has just ended: how it did is said when it closes.
        if (error !== null && !isBroken(error)) onError(error);
      });
    });
  }

  /** Ends the process, at once if `signal` is SIGKILL. */
  stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void {
    this.child?.kill(signal);
  }

  private fork(): ChildProcess {
    const child = fork(this.entry, [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-keptOutput);
      });
    }
    child.on('error', () => undefined);
    return child;
  }
}

function isBroken(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_IPC_CHANNEL_CLOSED';
}

const tailLines = 12;

/** The last lines of a trial's log. */
export function logTail(folder: string): string[] {
  const path = join(folder, 'log.txt');
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-tailLines) : [];
}

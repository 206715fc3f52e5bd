/**
 * Entry point of a trial process: runs one trial after the other as its parent asks, and ends with its parent.
 *
 * A process of its own keeps a native crash away from the sweep. It ends after a failed trial, so that nothing of it
 * is left in memory; its parent starts another.
 */
import { appendFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { writeFileAtomic } from '../analysis/atomic-file.js';
import type { Dataset } from '../data/dataset.js';
import { loadDataset } from '../data/load.js';
import { codeVersion } from './code-version.js';
import { dataKey } from './plan.js';
import { trialProvenance } from './provenance.js';
import { beat, finishTrial } from './trial-folder.js';
import { startTrialEngine } from './trial-engine.js';
import { runTrial, type Trial, type TrialProgress } from './trial.js';
import type { TrialJob, WorkerMessage } from './worker-messages.js';

/** Ends this process after SIGTERM: a training saves its state first. */
const stopping = { isAsked: false, isTraining: false };

const reportEveryMs = 200;
const beatEveryMs = 5000;

/** Of the code that this process has loaded. */
const loadedCode = codeVersion();
let loaded: { readonly key: string; readonly dataset: Dataset } | undefined;

async function datasetOf({ config }: Trial): Promise<Dataset> {
  const key = dataKey(config);
  loaded = loaded?.key === key ? loaded : { key, dataset: await loadDataset(config.data) };
  return loaded.dataset;
}

/** A build between the start of the sweep and that of this process: results would go under a wrong id. */
class CodeChange extends Error {
  constructor(found: string, planned: string) {
    super(
      `the code changed since the sweep started: found version ${found}, must be ${planned}; start the sweep again`,
    );
  }
}

async function run({ trial, folder, origin, threads }: TrialJob): Promise<number> {
  const started = new Date();
  if (loadedCode !== origin.codeVersion) throw new CodeChange(loadedCode, origin.codeVersion);
  const log = (line: string): void =>
    appendFileSync(join(folder, 'log.txt'), `${new Date().toISOString()} ${line}\n`);
  log(`trial ${trial.id}: seed ${trial.seed}, ${JSON.stringify(trial.axes)}`);
  writeFileAtomic(join(folder, 'config.yaml'), stringify(trial.config));
  const engine = await startTrialEngine(trial.config.engine, threads);
  log(`engine: ${engine}`);
  const beating = setInterval(() => beat(folder), beatEveryMs);
  const checkpoint = join(dirname(folder), `${trial.id}.checkpoint`);
  const isStopping = (): boolean => {
    stopping.isTraining = true;
    return stopping.isAsked;
  };
  const owner = { trial: trial.id, code: loadedCode, engine };
  try {
    await runTrial(trial, await datasetOf(trial), folder, reporter(folder), log, {
      ...{ path: checkpoint, owner, isStopping },
      onTrained: () => (stopping.isTraining = false),
    });
  } finally {
    stopping.isTraining = false;
    clearInterval(beating);
  }
  const ended = new Date();
  const provenance = trialProvenance(trial, origin, {
    pid: process.pid,
    engine,
    threads,
    started,
    ended,
  });
  writeFileAtomic(join(folder, 'provenance.json'), `${JSON.stringify(provenance, null, 2)}\n`);
  log(`done after ${provenance.seconds.toFixed(1)} s`);
  finishTrial(folder);
  rmSync(checkpoint, { force: true });
  return provenance.seconds;
}

/** Sends progress now and then, and lets messages and timers be handled at every call. */
function reporter(folder: string): (progress: TrialProgress) => Promise<void> {
  let [lastReport, lastBeat] = [-Infinity, performance.now()];
  return async progress => {
    const now = performance.now();
    if (now - lastReport >= reportEveryMs) {
      lastReport = now;
      send({ kind: 'progress', progress });
    }
    if (now - lastBeat >= beatEveryMs) {
      lastBeat = now;
      beat(folder);
    }
    await new Promise(resolve => setImmediate(resolve));
  };
}

function send(message: WorkerMessage, sent?: () => void): void {
  if (process.connected) process.send!(message, undefined, undefined, sent);
}

process.on('message', (job: TrialJob) => {
  run(job).then(
    seconds => send({ kind: 'done', seconds }),
    (error: unknown) => {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      const isCommon =
        name === 'DataError' ||
        error instanceof CodeChange ||
        (error as NodeJS.ErrnoException).code === 'ENOSPC';
      try {
        appendFileSync(join(job.folder, 'log.txt'), `${isCommon ? message : (stack ?? message)}\n`);
      } finally {
        send({ kind: 'failed', message, isCommon }, () => process.exit(1));
      }
    },
  );
});
// The parent is gone: nobody wants the result.
process.on('disconnect', () => process.exit(1));
// A training looks at this between two steps, saves its state and fails its trial; all else ends at once.
process.on('SIGTERM', () => {
  stopping.isAsked = true;
  if (!stopping.isTraining) process.exit(143);
});
// Ctrl-C on a terminal reaches all processes; the parent decides.
process.on('SIGINT', () => undefined);

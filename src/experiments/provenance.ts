/** Where a trial's results come from: versions, source state, machine, seeds, times. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch, availableParallelism, cpus, hostname, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packageVersion } from './code-version.js';
import type { Trial } from './trial.js';

/** What is the same for all trials of one start. */
export interface Origin {
  readonly physlayer: string;
  readonly codeVersion: string;
  readonly dataFingerprint: string;
  /** The checkout the code runs from; null where it is an installed package. */
  readonly git: { readonly commit: string; readonly isModified: boolean } | null;
  readonly versions: Readonly<Record<'node' | 'tfjs' | 'onnxruntime', string>>;
  readonly host: Readonly<Record<'name' | 'system' | 'cpu', string>> & {
    readonly cores: number;
    readonly memoryGigabytes: number;
  };
}

export interface Provenance extends Origin {
  readonly format: 1;
  readonly trial: string;
  readonly repeat: number;
  readonly fold?: number;
  /** Of initialization, noise and batch order; the split has its own. */
  readonly seeds: { readonly trial: number; readonly split: number };
  readonly pid: number;
  /** What the tensor operations ran on, in words. */
  readonly engine: string;
  /** Threads inside one operator. */
  readonly threads: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string;
  readonly seconds: number;
}

/** @param nodeVersion Version of Node that runs the trials, such as `20.19.0`. */
export async function readOrigin(
  codeVersion: string,
  dataFingerprint: string,
  nodeVersion: string,
): Promise<Origin> {
  const [processor] = cpus();
  return {
    physlayer: packageVersion('../..'),
    codeVersion,
    dataFingerprint,
    git: await readGit(fileURLToPath(new URL('../..', import.meta.url))),
    versions: {
      node: nodeVersion,
      tfjs: packageVersion('@tensorflow/tfjs'),
      onnxruntime: packageVersion('onnxruntime-node'),
    },
    host: {
      name: hostname(),
      system: `${platform()} ${release()} ${arch()}`,
      cpu: processor?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryGigabytes: Number((totalmem() / 2 ** 30).toFixed(1)),
    },
  };
}

export interface Run {
  readonly pid: number;
  readonly engine: string;
  readonly threads: number;
  readonly started: Date;
  readonly ended: Date;
}

export function trialProvenance(
  trial: Trial,
  origin: Origin,
  { pid, engine, threads, started, ended }: Run,
): Provenance {
  return {
    format: 1,
    trial: trial.id,
    repeat: trial.repeat,
    ...(trial.fold !== undefined && { fold: trial.fold }),
    seeds: { trial: trial.seed, split: trial.config.data.split.seed },
    ...origin,
    pid,
    engine,
    threads,
    started: started.toISOString(),
    ended: ended.toISOString(),
    seconds: (ended.getTime() - started.getTime()) / 1000,
  };
}

/** Commit of a checkout and whether files differ from it; null where there is none, or no git. */
async function readGit(folder: string): Promise<Origin['git']> {
  if (!existsSync(`${folder}/.git`)) return null;
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', ['-C', folder, ...args], { timeout: 10_000 })).stdout.trim();
  try {
    return {
      commit: await git('rev-parse', 'HEAD'),
      isModified: (await git('status', '--porcelain')) !== '',
    };
  } catch {
    return null;
  }
}

/**
 * The folder of a trial through its life: `<id>.running-<host>-<pid>` while a process works on it, `<id>` once it is
 * done, `<id>.failed` if it failed.
 *
 * The name says who works on it, so there is no lock that a kill could leave behind: a running folder whose process is
 * gone is removed. Two processes that take the same trial at the same moment waste work but harm nothing, because
 * equal ids mean equal results and the first to finish wins.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDone, writeDone } from '../analysis/done-marker.js';
import { trialFolder } from '../analysis/sweep-plan.js';

/** The machine this process runs on. */
export interface Host {
  readonly name: string;
  isAlive(pid: number): boolean;
}

/** A process of another machine counts as gone when its heartbeat is this old. */
const remoteSilenceMs = 60_000;
/** A process of this machine counts as gone, its number taken by another, when its heartbeat is this old. */
const localSilenceMs = 600_000;

const heartbeatFile = 'heartbeat';

/** Tells other processes that a running folder is worked on. */
export function beat(folder: string): void {
  const now = new Date();
  try {
    utimesSync(join(folder, heartbeatFile), now, now);
  } catch {
    // Another start took the folder for dead and removed it; the trial fails when it writes its next file.
  }
}

/**
 * Makes the running folder of a trial, unless a live process works on it already.
 *
 * @param pid Process that will work on it.
 * @returns The folder, or null if the trial is taken.
 */
export function claimTrial(out: string, id: string, host: Host, pid: number): string | null {
  if (liveClaims(out, id, host).length > 0) return null;
  const folder = trialFolder(out, `${id}.running-${safeHostName(host)}-${pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, heartbeatFile), '');
  if (liveClaims(out, id, host).length > 1) {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  rmSync(failedFolder(out, id), { recursive: true, force: true });
  return folder;
}

/** Marks a running folder as done and gives it its final name. */
export function finishTrial(running: string): void {
  rmSync(join(running, heartbeatFile), { force: true });
  writeDone(running);
  const final = running.replace(runningSuffix, '');
  if (existsSync(final)) {
    if (isDone(final)) {
      rmSync(running, { recursive: true, force: true });
      return;
    }
    rmSync(final, { recursive: true, force: true });
  }
  renameSync(running, final);
}

/** Keeps the running folder of a failed trial for its log. @returns The folder's new name. */
export function keepFailed(running: string): string {
  if (!existsSync(running)) return running;
  const failed = running.replace(runningSuffix, '.failed');
  rmSync(failed, { recursive: true, force: true });
  rmSync(join(running, heartbeatFile), { force: true });
  renameSync(running, failed);
  return failed;
}

export function failedFolder(out: string, id: string): string {
  return trialFolder(out, `${id}.failed`);
}

/** Removes the running folders of processes that are gone. @returns How many. */
export function removeAbandoned(out: string, host: Host): number {
  const abandoned = runningFolders(out).filter(folder => !isLive(folder, host));
  for (const folder of abandoned) rmSync(folder, { recursive: true, force: true });
  return abandoned.length;
}

const runningSuffix = /\.running-(.+)-(\d+)$/;

function liveClaims(out: string, id: string, host: Host): string[] {
  return runningFolders(out).filter(folder => basename(folder).startsWith(`${id}.`) && isLive(folder, host));
}

function runningFolders(out: string): string[] {
  const trials = dirname(trialFolder(out, 'any'));
  if (!existsSync(trials)) return [];
  return readdirSync(trials)
    .filter(name => runningSuffix.test(name))
    .map(name => join(trials, name));
}

function isLive(folder: string, host: Host): boolean {
  const [, name, pid] = runningSuffix.exec(folder)!;
  const isLocal = name === safeHostName(host);
  if (isLocal && !host.isAlive(Number(pid))) return false;
  return silenceMs(folder) < (isLocal ? localSilenceMs : remoteSilenceMs);
}

function silenceMs(folder: string): number {
  const times = [folder, join(folder, heartbeatFile)].map(
    path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity,
  );
  return Date.now() - Math.max(...times);
}

function safeHostName({ name }: Host): string {
  return name.replaceAll(/[^\w-]/g, '_') || 'host';
}

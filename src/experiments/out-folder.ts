/** The folder that results go to: made and tried out before anything is trained. */
import { existsSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const neededMegabytes = 50;

/** An output folder that cannot take results. */
export class OutFolderError extends Error {
  override readonly name = 'OutFolderError';
}

/**
 * Makes the folder and writes a file into it, so that a full disk or a missing right is found before a night of work.
 *
 * @param inside Folder within it that is made and tried; '.' is the folder itself.
 * @throws OutFolderError naming the folder and what to do.
 */
export function prepareOutFolder(out: string, inside = 'trials'): void {
  if (existsSync(out) && !statSync(out).isDirectory()) {
    throw new OutFolderError(`--out ${out}: found a file, must be a folder or a name that is free`);
  }
  try {
    makeFolder(join(resolve(out), inside));
    const probe = join(out, inside, 'write-test.tmp');
    writeFileSync(probe, 'x'.repeat(4096));
    rmSync(probe);
  } catch (error) {
    throw new OutFolderError(`--out ${out}: ${fault(error as NodeJS.ErrnoException)}`, { cause: error });
  }
  const { bavail, bsize } = statfsSync(out);
  const freeMegabytes = Math.floor((bavail * bsize) / 1e6);
  if (freeMegabytes < neededMegabytes) {
    throw new OutFolderError(
      `--out ${out}: found ${freeMegabytes} MB free on its disk, must be at least ${neededMegabytes}; free space or give another folder`,
    );
  }
}

/** Makes a folder and those above it; `mkdirSync` with `recursive` never returns on Linux below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another sweep may have made it at this moment.
    if (!existsSync(folder)) throw error;
  }
}

function fault({ code, message, path }: NodeJS.ErrnoException): string {
  const place = path ?? 'the folder';
  if (code === 'EACCES' || code === 'EPERM')
    return `found no right to write ${place}, must be a folder you may write to`;
  if (code === 'EROFS') return `found a read-only disk at ${place}, must be a folder you may write to`;
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return `found a file on the way to ${place}, must be folders only`;
  if (code === 'ENOSPC') return 'found a full disk, must have space for the results';
  return `cannot be written: ${message}`;
}

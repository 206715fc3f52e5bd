/** From the arguments of a command to trained trials. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TrainedTrial } from '../experiments/trained/trained-trial.js';
import { textOption } from './arguments.js';
import type { Arguments } from './command.js';
import { UsageError } from './usage-error.js';

/** Folders and `path=value` texts among arguments; what is there as a folder is one. */
export function foldersAndChanges(args: readonly string[]): { folders: string[]; changes: string[] } {
  const isTrial = (text: string) => !text.includes('=') || existsSync(text);
  const folders = args.filter(isTrial);
  if (folders.length === 0) throw new UsageError('found no trial, must be at least one folder of a trial');
  return { folders, changes: args.filter(text => !isTrial(text)) };
}

/** Opens trials; notes on them go to stderr. */
export async function openTrials(
  folders: readonly string[],
  changes: readonly string[] = [],
): Promise<TrainedTrial[]> {
  const { openTrial } = await import('../experiments/trained/trained-trial.js');
  const trials: TrainedTrial[] = [];
  for (const folder of folders) trials.push(await openTrial(folder, changes, process.cwd()));
  for (const { folder, notes } of trials) printNotes(folder, notes);
  return trials;
}

export function printNotes(about: string, notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`${about}: ${note}\n`);
}

/** Runs what depends on nothing but what the user gave: its errors are those of wrong usage. */
export async function asUsage<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/**
 * A file that a command is to write, found out before it works for it.
 *
 * @throws UsageError if it is a folder, or its folder is not there or may not be written.
 */
export function outputFile(args: Arguments, name: string): string {
  const file = textOption(args, name);
  const folder = dirname(file);
  if (isFolder(file)) throw new UsageError(`--${name}: found the folder ${file}, must be a file`);
  if (!isFolder(folder)) {
    throw new UsageError(`--${name}: found no folder ${folder}, must be a file in a folder that is there`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const found = `found no right to write ${folder}, must be a file in a folder you may write to`;
    throw new UsageError(`--${name}: ${found}`, { cause: error });
  }
  return file;
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

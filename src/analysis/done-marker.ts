/** DONE: the last file of a trial, written atomically, with the size of every other file. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { writeJsonFile } from './json-file.js';

interface DoneMarker {
  readonly format: 1;
  /** Bytes of each file, by its path inside the trial folder with forward slashes. */
  readonly files: Readonly<Record<string, number>>;
}

/** log.txt may still grow when the process ends, so it takes no part. */
const UNLISTED = /^(DONE|log\.txt|.*\.tmp)$/;
const MARKER: z.ZodType<DoneMarker> = z.object({
  format: z.literal(1),
  files: z.record(z.string(), z.int().min(0)),
});

/** Marks a trial as finished. By default the marker lists every file in the folder but log.txt. */
export function writeDone(folder: string, files: readonly string[] = listFiles(folder)): void {
  const sizes = [...files].sort().map(file => [file, statSync(join(folder, file)).size] as const);
  writeJsonFile(join(folder, 'DONE'), MARKER, { format: 1, files: Object.fromEntries(sizes) });
}

/** Whether the trial is finished and every file that its marker lists still has its size. */
export function isDone(folder: string): boolean {
  try {
    const marker = MARKER.parse(JSON.parse(readFileSync(join(folder, 'DONE'), 'utf8')));
    const files = Object.entries(marker.files);
    return files.length > 0 && files.every(([file, bytes]) => statSync(join(folder, file)).size === bytes);
  } catch {
    return false;
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !UNLISTED.test(entry.name))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

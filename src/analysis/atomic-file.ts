import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { RecordError } from './record-error.js';

/**
 * Writes a file so that a reader, or a kill at any moment, finds either the old file or all of the new one:
 * the bytes go to `<path>.<random>.tmp`, reach the disk, and are renamed.
 *
 * @throws Error of the file system, with the temporary file removed.
 */
export function writeFileAtomic(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    const file = openSync(temporary, 'w');
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(file, bytes, written, bytes.length - written);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Reads a file of a sweep.
 *
 * @throws RecordError if it is missing or unreadable.
 */
export function readRecordFile(path: string, remedy: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RecordError(path, isMissing ? 'is missing' : `cannot be read (${String(error)})`, remedy, {
      cause: error,
    });
  }
}

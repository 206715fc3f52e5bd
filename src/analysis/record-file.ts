/** Reading and writing the Arrow files of a sweep by path, with errors that name the file and the remedy. */
import { type Table } from 'apache-arrow';
import { decodeTable, encodeTable, type Column } from './arrow-table.js';
import { readRecordFile, writeFileAtomic } from './atomic-file.js';
import { RecordError } from './record-error.js';

/** Version of every file of a sweep. A change that old readers would misread raises it. */
export const RECORD_FORMAT = 1;

/** Writes a table atomically; `format` is added to the metadata. */
export function writeTableFile(
  path: string,
  columns: readonly Column[],
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeFileAtomic(path, encodeTable(columns, { format: String(RECORD_FORMAT), ...metadata }));
}

/**
 * Reads a table and turns it into records; a RangeError thrown by `convert` is reported as damage of this file.
 *
 * @throws RecordError if the file is missing, cut, damaged, of another format, or `convert` refuses it.
 */
export function readTableFile<T>(path: string, remedy: string, convert: (table: Table) => T): T {
  const bytes = readRecordFile(path, remedy);
  let table: Table;
  try {
    table = decodeTable(bytes);
  } catch (error) {
    throw new RecordError(path, `is cut short or damaged (${(error as Error).message})`, remedy, {
      cause: error,
    });
  }
  const format = table.schema.metadata.get('format');
  if (format !== String(RECORD_FORMAT)) {
    throw new RecordError(path, `has format ${format ?? 'none'}, must be ${RECORD_FORMAT}`, remedy);
  }
  try {
    return convert(table);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RecordError(path, error.message, remedy, { cause: error });
  }
}

/**
 * Class names kept as JSON in the metadata of a table.
 *
 * @throws RangeError if they are missing or not a list of strings.
 */
export function classNamesOf(table: Table): readonly string[] {
  const text = table.schema.metadata.get('classNames');
  const names: unknown = text === undefined ? undefined : JSON.parse(text);
  if (!Array.isArray(names) || !names.every(name => typeof name === 'string')) {
    throw new RangeError('has no class names in its metadata');
  }
  return names;
}

/** JSON files with a schema: what is read is checked before it is used. */
import { z } from 'zod';
import { readRecordFile, writeFileAtomic } from './atomic-file.js';
import { RecordError } from './record-error.js';

/**
 * Writes `value` as indented JSON, atomically. Equal values with equal key order give equal bytes.
 *
 * @throws RangeError if `value` does not fit `schema` (NaN and infinite numbers do not: JSON has none).
 */
export function writeJsonFile<T>(path: string, schema: z.ZodType<T>, value: T): void {
  const checked = schema.safeParse(value);
  if (!checked.success) throw new RangeError(`${path}: ${firstProblem(checked.error)}`);
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** @throws RecordError if the file is missing, is not JSON, or does not fit `schema`. */
export function readJsonFile<T>(path: string, schema: z.ZodType<T>, remedy: string): T {
  const text = new TextDecoder().decode(readRecordFile(path, remedy));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecordError(path, 'is cut short or damaged (not JSON)', remedy, { cause: error });
  }
  const checked = schema.safeParse(value);
  if (!checked.success) throw new RecordError(path, firstProblem(checked.error), remedy);
  return checked.data;
}

function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'does not have the expected form';
  const key = issue.path.length > 0 ? issue.path.map(String).join('.') : 'the whole file';
  return `${key}: ${issue.message}`;
}

/**
 * metrics.arrow: an Arrow IPC *stream* with one record batch per epoch, written while the trial runs.
 * A stream cut at any byte gives back every complete epoch.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
import { Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeBatch, numbers, type Column } from './arrow-table.js';
import { readRecordFile } from './atomic-file.js';
import { RecordError, TRIAL_REMEDY } from './record-error.js';
import { RECORD_FORMAT } from './record-file.js';

/** One epoch of training. */
export interface EpochMetrics {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross-entropy, nats. */
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Fractions, 0 to 1. */
  readonly trainAccuracy: number;
  readonly validationAccuracy: number;
  /** Wall time of this epoch, s. */
  readonly seconds: number;
  /** Memory of the process after this epoch, 10^6 bytes. */
  readonly residentMegabytes: number;
}

export interface MetricsStream {
  /** Adds one epoch; it is in the file when this returns. */
  append(metrics: EpochMetrics): void;
  /** Writes the end of the stream. */
  close(): void;
}

const NAMES = [
  'epoch',
  'trainLoss',
  'trainAccuracy',
  'validationLoss',
  'validationAccuracy',
  'seconds',
  'residentMegabytes',
] as const satisfies readonly (keyof EpochMetrics)[];

/** Marker of 4 bytes and length of 4 bytes before each message; with length 0 they end the stream. */
const PREFIX_BYTES = 8;
const CONTINUATION = -1;
/** Far above the message of one epoch (0.7 kB), far below what could hurt. */
const MAX_MESSAGE_BYTES = 65_536;

/** Begins metrics.arrow of a trial anew. */
export function openMetrics(folder: string): MetricsStream {
  const empty = encode([]);
  const file = openSync(join(folder, 'metrics.arrow'), 'w');
  writeSync(file, empty.subarray(0, -PREFIX_BYTES));
  return {
    append: metrics =>
      void writeSync(file, encode([metrics]).subarray(empty.length - PREFIX_BYTES, -PREFIX_BYTES)),
    close: () => {
      writeSync(file, empty.subarray(-PREFIX_BYTES));
      closeSync(file);
    },
  };
}

/**
 * Every complete epoch of a trial, also while it is still running.
 *
 * @throws RecordError if the file is missing or is no such stream from its beginning.
 */
export function readMetrics(folder: string): EpochMetrics[] {
  const path = join(folder, 'metrics.arrow');
  const bytes = readRecordFile(path, TRIAL_REMEDY);
  try {
    const table = tableFromIPC(bytes.subarray(0, endOfLastMessage(bytes)));
    const format = table.schema.metadata.get('format');
    if (format !== String(RECORD_FORMAT)) {
      throw new RangeError(`has format ${format ?? 'none'}, must be ${RECORD_FORMAT}`);
    }
    const columns = NAMES.map(name => numbers(table, name));
    return columns[0]!.map((_, row) => {
      const entries = NAMES.map((name, i) => [name, columns[i]![row]!] as const);
      return Object.fromEntries(entries) as Record<(typeof NAMES)[number], number>;
    });
  } catch (error) {
    const problem = `is cut short or damaged (${(error as Error).message})`;
    throw new RecordError(path, problem, TRIAL_REMEDY, { cause: error });
  }
}

function encode(rows: readonly EpochMetrics[]): Uint8Array {
  const columns = NAMES.map((name): Column => ({
    name,
    kind: 'float64',
    values: rows.map(row => row[name]),
  }));
  const batch = makeBatch(columns, { format: String(RECORD_FORMAT) });
  return tableToIPC(new Table(batch.schema, rows.length > 0 ? [batch] : []), 'stream');
}

/** Walks the messages by their lengths, each checked against what is left of the file. */
function endOfLastMessage(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  while (end + PREFIX_BYTES < bytes.length) {
    const bodyAt = end + PREFIX_BYTES + view.getInt32(end + 4, true);
    const isMessage = view.getInt32(end, true) === CONTINUATION && bodyAt > end + PREFIX_BYTES;
    if (!isMessage || bodyAt > Math.min(bytes.length, end + MAX_MESSAGE_BYTES)) break;
    const { bodyLength } = Message.decode(bytes.subarray(end + PREFIX_BYTES, bodyAt));
    if (bodyLength < 0 || bodyLength > Math.min(bytes.length - bodyAt, MAX_MESSAGE_BYTES)) break;
    end = bodyAt + bodyLength;
  }
  if (end === 0) throw new RangeError(`no complete message in ${bytes.length} bytes`);
  return end;
}

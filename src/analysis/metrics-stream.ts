/**
 * metrics.arrow: an Arrow IPC *stream* with one record batch per epoch, written while the trial runs.
 * A stream cut at any byte gives back every complete epoch. It is read by the version of apache-arrow that wrote it.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
import { Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeBatch, numbers, type Column } from './arrow-table.js';
import { readRecordFile } from './atomic-file.js';
import { RecordError, TRIAL_REMEDY } from './record-error.js';
import { RECORD_FORMAT } from './record-file.js';
import { scoreKinds, type ScoreKind, type TaskName } from './score-kind.js';

/** One epoch of training. */
export interface EpochMetrics {
  /** From 1. */
  readonly epoch: number;
  /** Means of the loss of the task. */
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Accuracy as a fraction, or PSNR in dB, see `ScoreKind`. */
  readonly trainScore: number;
  readonly validationScore: number;
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
  'trainScore',
  'validationLoss',
  'validationScore',
  'seconds',
  'residentMegabytes',
] as const satisfies readonly (keyof EpochMetrics)[];

const EMPTY_EPOCH = Object.fromEntries(NAMES.map(name => [name, 0])) as Record<
  (typeof NAMES)[number],
  number
>;

/** Marker of 4 bytes and length of 4 bytes before each message; with length 0 they end the stream. */
const PREFIX_BYTES = 8;

/** Name of a column; scores bear the one that they have in the task. */
function columnName(name: (typeof NAMES)[number], { suffix }: ScoreKind): string {
  return name.replace(/Score$/, suffix);
}

/** Begins metrics.arrow of a trial anew. */
export function openMetrics(folder: string, task: TaskName): MetricsStream {
  const kind = scoreKinds[task];
  const empty = encode([], kind);
  const file = openSync(join(folder, 'metrics.arrow'), 'w');
  writeSync(file, empty.subarray(0, -PREFIX_BYTES));
  return {
    append: metrics =>
      void writeSync(file, encode([metrics], kind).subarray(empty.length - PREFIX_BYTES, -PREFIX_BYTES)),
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
  const kind = Object.values(scoreKinds).find(each => isAt(layoutOf(each).schema, bytes, 0));
  if (kind === undefined) {
    const problem = `is cut short or damaged (${bytes.length} bytes that do not begin with the table of epochs)`;
    throw new RecordError(path, problem, TRIAL_REMEDY);
  }
  const table = tableFromIPC(bytes.subarray(0, endOfLastEpoch(bytes, kind)));
  const columns = NAMES.map(name => numbers(table, columnName(name, kind)));
  return columns[0]!.map((_, row) => {
    const entries = NAMES.map((name, i) => [name, columns[i]![row]!] as const);
    return Object.fromEntries(entries) as Record<(typeof NAMES)[number], number>;
  });
}

/**
 * Bytes up to the end of the last complete epoch. The schema and the header of every epoch are the same in each such file of a
 * task, so they are compared, not trusted: a wrong length inside a damaged header can send the decoder into an endless loop.
 */
function endOfLastEpoch(bytes: Uint8Array, kind: ScoreKind): number {
  const { schema, header, epochBytes } = layoutOf(kind);
  let end = schema.length;
  while (end + epochBytes <= bytes.length && isAt(header, bytes, end)) end += epochBytes;
  return end;
}

/** What is the same in every such file of a task. */
interface Layout {
  readonly schema: Uint8Array;
  /** What stands before the numbers of an epoch. */
  readonly header: Uint8Array;
  readonly epochBytes: number;
}

const layouts = new Map<ScoreKind, Layout>();

function layoutOf(kind: ScoreKind): Layout {
  const layout = layouts.get(kind) ?? makeLayout(kind);
  layouts.set(kind, layout);
  return layout;
}

function makeLayout(kind: ScoreKind): Layout {
  const [empty, one] = [encode([], kind), encode([EMPTY_EPOCH], kind)];
  const schema = empty.subarray(0, -PREFIX_BYTES);
  const epoch = one.subarray(schema.length, -PREFIX_BYTES);
  const metadataBytes = new DataView(epoch.buffer, epoch.byteOffset).getInt32(4, true);
  return { schema, header: epoch.subarray(0, PREFIX_BYTES + metadataBytes), epochBytes: epoch.length };
}

function isAt(expected: Uint8Array, bytes: Uint8Array, start: number): boolean {
  return Buffer.compare(expected, bytes.subarray(start, start + expected.length)) === 0;
}

function encode(rows: readonly EpochMetrics[], kind: ScoreKind): Uint8Array {
  const columns = NAMES.map((name): Column => ({
    name: columnName(name, kind),
    kind: 'float64',
    values: rows.map(row => row[name]),
  }));
  const batch = makeBatch(columns, { format: String(RECORD_FORMAT) });
  return tableToIPC(new Table(batch.schema, rows.length > 0 ? [batch] : []), 'stream');
}

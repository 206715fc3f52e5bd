/**
 * What a trial of task multi-label leaves besides: label-sets.arrow, a row for each test image. The writer is atomic, and equal input gives
 * equal bytes.
 */
import { join } from 'node:path';
import { columnValues, type Column } from './arrow-table.js';
import { groupColumn, readGroups, type Grouped } from './group-column.js';
import { TRIAL_REMEDY } from './record-error.js';
import { classNamesOf, readTableFile, writeTableFile } from './record-file.js';

/** The classes in one test image. */
export interface LabelSetRow extends Grouped {
  /** Index into the data set. */
  readonly index: number;
  /** Indices into the class names, in ascending order. */
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  /** One for each class. */
  readonly probabilities: Float32Array;
}

export interface LabelSetTable {
  readonly classNames: readonly string[];
  readonly rows: readonly LabelSetRow[];
}

export function writeLabelSets(folder: string, { classNames, rows }: LabelSetTable): void {
  const columns: Column[] = [
    { name: 'index', kind: 'int32', values: rows.map(row => row.index) },
    { name: 'source', kind: 'utf8', values: rows.map(row => row.source) },
    ...groupColumn(rows),
    { name: 'labels', kind: 'float32List', values: rows.map(row => Float32Array.from(row.labels)) },
    { name: 'predicted', kind: 'float32List', values: rows.map(row => Float32Array.from(row.predicted)) },
    { name: 'probabilities', kind: 'float32List', values: rows.map(row => row.probabilities) },
  ];
  writeTableFile(join(folder, 'label-sets.arrow'), columns, { classNames: JSON.stringify(classNames) });
}

/** @throws RecordError if label-sets.arrow is missing or damaged. */
export function readLabelSets(folder: string): LabelSetTable {
  return readTableFile(join(folder, 'label-sets.arrow'), TRIAL_REMEDY, table => {
    const source = columnValues(table, 'source', 'utf8');
    const group = readGroups(table);
    const [labels, predicted, probabilities] = (['labels', 'predicted', 'probabilities'] as const).map(name =>
      columnValues(table, name, 'float32List'),
    );
    const rows = columnValues(table, 'index', 'int32').map((index, i) => ({
      index,
      source: source[i]!,
      ...group(i),
      labels: Array.from(labels![i]!),
      predicted: Array.from(predicted![i]!),
      probabilities: probabilities![i]!,
    }));
    return { classNames: classNamesOf(table), rows };
  });
}

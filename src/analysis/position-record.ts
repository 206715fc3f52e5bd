/** What a trial that locates objects leaves besides: positions.arrow, a row for each test image. Equal input gives equal bytes. */
import { join } from 'node:path';
import { columnValues, numbers, type Column } from './arrow-table.js';
import { groupColumn, readGroups, type Grouped } from './group-column.js';
import { TRIAL_REMEDY } from './record-error.js';
import { readTableFile, writeTableFile } from './record-file.js';

/** Where the object of one test image is, and where the network saw it: pixels of the scene from its upper left corner. */
export interface PositionRow extends Grouped {
  /** Index into the data set. */
  readonly index: number;
  readonly source: string;
  readonly trueX: number;
  readonly trueY: number;
  readonly predictedX: number;
  readonly predictedY: number;
}

export interface Positions {
  /** Of the scenes, pixels. */
  readonly height: number;
  readonly width: number;
  readonly rows: readonly PositionRow[];
}

const coordinates = ['trueX', 'trueY', 'predictedX', 'predictedY'] as const;

export function writePositions(folder: string, { height, width, rows }: Positions): void {
  const columns: Column[] = [
    { name: 'index', kind: 'int32', values: rows.map(row => row.index) },
    { name: 'source', kind: 'utf8', values: rows.map(row => row.source) },
    ...groupColumn(rows),
    ...coordinates.map((name): Column => {
      return { name, kind: 'float64', values: rows.map(row => row[name]), metadata: { unit: 'pixels' } };
    }),
    { name: 'distance', kind: 'float64', values: rows.map(distanceOf), metadata: { unit: 'pixels' } },
  ];
  writeTableFile(join(folder, 'positions.arrow'), columns, { height: String(height), width: String(width) });
}

/** @throws RecordError if positions.arrow is missing or damaged. */
export function readPositions(folder: string): Positions {
  return readTableFile(join(folder, 'positions.arrow'), TRIAL_REMEDY, table => {
    const source = columnValues(table, 'source', 'utf8');
    const group = readGroups(table);
    const [trueX, trueY, predictedX, predictedY] = coordinates.map(name => numbers(table, name));
    const rows = columnValues(table, 'index', 'int32').map((index, i) => ({
      index,
      source: source[i]!,
      ...group(i),
      trueX: trueX![i]!,
      trueY: trueY![i]!,
      predictedX: predictedX![i]!,
      predictedY: predictedY![i]!,
    }));
    const [height, width] = ['height', 'width'].map(name => Number(table.schema.metadata.get(name)));
    if (!(height! > 0 && width! > 0)) throw new RangeError('has no size of the scenes in its metadata');
    return { height: height!, width: width!, rows };
  });
}

/** From the true place to the predicted one, pixels. */
export function distanceOf({ trueX, trueY, predictedX, predictedY }: PositionRow): number {
  return Math.hypot(predictedX - trueX, predictedY - trueY);
}

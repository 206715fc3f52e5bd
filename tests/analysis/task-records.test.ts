import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnValues } from '../../src/analysis/arrow-table.js';
import { readPositions, writePositions } from '../../src/analysis/position-record.js';
import { readTableFile, writeTableFile } from '../../src/analysis/record-file.js';
import {
  readMaskScores,
  readSegmentations,
  writeMaskScores,
  writeSegmentations,
  type SegmentationImage,
} from '../../src/analysis/segmentation-record.js';
import { metricKey, metricOfKey } from '../../src/analysis/test-metrics.js';
import { positionsOf, segmentationsOf } from '../fixtures/task-sweeps.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'task-records-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('positions.arrow', () => {
  it('gives back what was written, the same bytes each time', () => {
    const path = join(folder, 'positions.arrow');
    writePositions(folder, positionsOf(3));
    const bytes = readFileSync(path);
    expect(readPositions(folder)).toEqual(positionsOf(3));
    writePositions(folder, positionsOf(3));
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readTableFile(path, '', table => columnValues(table, 'distance', 'float64'))).toEqual([5, 5, 5]);
  });

  it('is refused without the size of its scenes', () => {
    writePositions(folder, { ...positionsOf(1), height: 0 });
    expect(() => readPositions(folder)).toThrow('has no size of the scenes in its metadata');
  });
});

describe('mask-scores.arrow', () => {
  it('has no IoU where a class is neither there nor found', () => {
    const rows = [
      { index: 3, source: 'a', class: 1, truePositives: 2, falsePositives: 1, falseNegatives: 1 },
      { index: 4, source: 'b', class: 1, truePositives: 0, falsePositives: 0, falseNegatives: 0 },
    ];
    writeMaskScores(folder, { classNames: ['ground', 'cell'], rows });
    expect(readMaskScores(folder)).toEqual({ classNames: ['ground', 'cell'], rows });
    const path = join(folder, 'mask-scores.arrow');
    const shares = ['iou', 'dice'].map(name =>
      readTableFile(path, '', table => Array.from(table.getChild(name)!, value => value as number | null)),
    );
    expect(shares).toEqual([
      [0.5, null],
      [2 / 3, null],
    ]);
  });
});

describe('segmentations.arrow', () => {
  const classNames = ['ground', 'cell'];

  it('gives back what was written, and is refused with a part that there is not', () => {
    const images = segmentationsOf(2);
    writeSegmentations(folder, { classNames, images });
    expect(readSegmentations(folder)).toEqual({ classNames, images });
    const strange = { ...images[0]!, part: 'guess' } as unknown as SegmentationImage;
    writeSegmentations(folder, { classNames, images: [strange] });
    expect(() => readSegmentations(folder)).toThrow('part is guess, must be scene, frame, truth, predicted');
  });
});

describe('the key of a measure', () => {
  it('names measure and class, which may have dots of its own', () => {
    for (const metric of [{ name: 'rmse' }, { name: 'pooledIou', of: 'nucleus v1.2' }] as const) {
      expect(metricOfKey(metricKey(metric))).toEqual(metric);
    }
    expect(() => metricOfKey('luck.cell')).toThrow(new RangeError('metric luck.cell is unknown'));
    expect(() => metricOfKey('toString')).toThrow(RangeError);
  });
});

it('a table without a column that is read is refused with its name', () => {
  writeTableFile(join(folder, 'positions.arrow'), [{ name: 'index', kind: 'int32', values: [1] }], {});
  expect(() => readPositions(folder)).toThrow('source');
});

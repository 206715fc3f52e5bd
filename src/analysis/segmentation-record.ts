/**
 * What a trial that segments leaves besides: mask-scores.arrow, a row for each test image and class, and segmentations.arrow, some of them
 * with scene, frame, true and predicted classes of the pixels. Writers are atomic, and equal input gives equal bytes.
 */
import { join } from 'node:path';
import { columnValues, numbers, type Column } from './arrow-table.js';
import { groupColumn, readGroups, type Grouped } from './group-column.js';
import { diceOf, iouOf, type MaskCounts } from './metrics/mask-tally.js';
import { TRIAL_REMEDY } from './record-error.js';
import { classNamesOf, readTableFile, writeTableFile } from './record-file.js';
import { checkImage, imageColumns, readImages, type StoredImage } from './trial-record.js';

/** Pixels of one class in one test image. */
export interface MaskScore extends MaskCounts, Grouped {
  /** Index into the data set. */
  readonly index: number;
  readonly source: string;
  /** Index into the names of the classes of pixels; the ground, 0, has no row. */
  readonly class: number;
}

export interface MaskScores {
  /** Classes of pixels, the ground first. */
  readonly classNames: readonly string[];
  /** Ordered by image, then by class. */
  readonly rows: readonly MaskScore[];
}

const parts = ['scene', 'frame', 'truth', 'predicted'] as const;

/** One picture of a test image; values of `truth` and `predicted` are classes of pixels. */
export interface SegmentationImage extends StoredImage {
  readonly part: (typeof parts)[number];
  /** Mean IoU of the classes but the ground, 0 to 1. */
  readonly iou: number;
}

export interface Segmentations {
  /** Classes of pixels, the ground first. */
  readonly classNames: readonly string[];
  /** Ordered by image, then scene, frame, truth, predicted. */
  readonly images: readonly SegmentationImage[];
}

/** `iou` and `dice` of an image in which a class is neither there nor predicted are null. */
export function writeMaskScores(folder: string, { classNames, rows }: MaskScores): void {
  const columns: Column[] = [
    { name: 'index', kind: 'int32', values: rows.map(row => row.index) },
    { name: 'source', kind: 'utf8', values: rows.map(row => row.source) },
    ...groupColumn(rows),
    { name: 'class', kind: 'int32', values: rows.map(row => row.class) },
    { name: 'truePositives', kind: 'float64', values: rows.map(row => row.truePositives) },
    { name: 'falsePositives', kind: 'float64', values: rows.map(row => row.falsePositives) },
    { name: 'falseNegatives', kind: 'float64', values: rows.map(row => row.falseNegatives) },
    { name: 'iou', kind: 'float64', values: rows.map(iouOf) },
    { name: 'dice', kind: 'float64', values: rows.map(diceOf) },
  ];
  writeTableFile(join(folder, 'mask-scores.arrow'), columns, { classNames: JSON.stringify(classNames) });
}

/** @throws RecordError if mask-scores.arrow is missing or damaged. */
export function readMaskScores(folder: string): MaskScores {
  return readTableFile(join(folder, 'mask-scores.arrow'), TRIAL_REMEDY, table => {
    const source = columnValues(table, 'source', 'utf8');
    const group = readGroups(table);
    const ofClass = columnValues(table, 'class', 'int32');
    const [truePositives, falsePositives, falseNegatives] = [
      'truePositives',
      'falsePositives',
      'falseNegatives',
    ].map(name => numbers(table, name));
    const rows = columnValues(table, 'index', 'int32').map((index, i) => ({
      index,
      source: source[i]!,
      ...group(i),
      class: ofClass[i]!,
      truePositives: truePositives![i]!,
      falsePositives: falsePositives![i]!,
      falseNegatives: falseNegatives![i]!,
    }));
    return { classNames: classNamesOf(table), rows };
  });
}

/** @throws RangeError if values do not fill height x width x channels. */
export function writeSegmentations(folder: string, { classNames, images }: Segmentations): void {
  images.forEach(image => checkImage(image, classNames.length));
  const columns: Column[] = [
    ...imageColumns(images),
    { name: 'part', kind: 'utf8', values: images.map(row => row.part) },
    { name: 'iou', kind: 'float64', values: images.map(row => row.iou) },
  ];
  writeTableFile(join(folder, 'segmentations.arrow'), columns, { classNames: JSON.stringify(classNames) });
}

/** @throws RecordError if segmentations.arrow is missing or damaged. */
export function readSegmentations(folder: string): Segmentations {
  return readTableFile(join(folder, 'segmentations.arrow'), TRIAL_REMEDY, table => {
    const classNames = classNamesOf(table);
    const part = columnValues(table, 'part', 'utf8');
    const iou = numbers(table, 'iou');
    const images = readImages(table, classNames.length).map((image, i) => {
      return { ...image, part: checkPart(part[i]!), iou: iou[i]! };
    });
    return { classNames, images };
  });
}

function checkPart(part: string): SegmentationImage['part'] {
  const found = parts.find(each => each === part);
  if (found === undefined) throw new RangeError(`part is ${part}, must be ${parts.join(', ')}`);
  return found;
}

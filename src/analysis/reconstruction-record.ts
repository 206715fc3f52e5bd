/**
 * What a trial that reconstructs scenes leaves besides: scores.arrow, one row per test image, and reconstructions.arrow, some of them
 * with scene, frame and reconstruction. Writers are atomic, and equal input gives equal bytes.
 */
import { join } from 'node:path';
import { columnValues, numbers, type Column } from './arrow-table.js';
import { groupColumn, readGroups, type Grouped } from './group-column.js';
import { TRIAL_REMEDY } from './record-error.js';
import { classNamesOf, readTableFile, writeTableFile } from './record-file.js';
import { checkImage, imageColumns, readImages, type StoredImage } from './trial-record.js';

/** How near the reconstruction of one test image is to its scene. */
export interface ImageScore extends Grouped {
  /** Index into the data set. */
  readonly index: number;
  readonly source: string;
  /** dB */
  readonly psnr: number;
  /** null for images smaller than a window of the measure. */
  readonly ssim: number | null;
}

const parts = ['scene', 'frame', 'reconstruction'] as const;

/** One picture of a test image. */
export interface ReconstructionImage extends StoredImage {
  readonly part: (typeof parts)[number];
  /** Of the reconstruction, dB. */
  readonly psnr: number;
}

export interface Reconstructions {
  readonly classNames: readonly string[];
  /** Ordered by image, then scene, frame, reconstruction. */
  readonly images: readonly ReconstructionImage[];
}

export function writeImageScores(folder: string, scores: readonly ImageScore[]): void {
  const columns: Column[] = [
    { name: 'index', kind: 'int32', values: scores.map(row => row.index) },
    { name: 'source', kind: 'utf8', values: scores.map(row => row.source) },
    ...groupColumn(scores),
    { name: 'psnr', kind: 'float64', values: scores.map(row => row.psnr), metadata: { unit: 'dB' } },
    { name: 'ssim', kind: 'float64', values: scores.map(row => row.ssim) },
  ];
  writeTableFile(join(folder, 'scores.arrow'), columns);
}

/** @throws RecordError if scores.arrow is missing or damaged. */
export function readImageScores(folder: string): ImageScore[] {
  return readTableFile(join(folder, 'scores.arrow'), TRIAL_REMEDY, table => {
    const source = columnValues(table, 'source', 'utf8');
    const group = readGroups(table);
    const psnr = numbers(table, 'psnr');
    const ssim = columnValues(table, 'ssim', 'float64');
    return columnValues(table, 'index', 'int32').map((index, i) => {
      return { index, source: source[i]!, ...group(i), psnr: psnr[i]!, ssim: ssim[i] ?? null };
    });
  });
}

/** @throws RangeError if a label lies outside the classes or values do not fill height x width x channels. */
export function writeReconstructions(folder: string, { classNames, images }: Reconstructions): void {
  images.forEach(image => checkImage(image, classNames.length));
  const columns: Column[] = [
    ...imageColumns(images),
    { name: 'part', kind: 'utf8', values: images.map(row => row.part) },
    { name: 'psnr', kind: 'float64', values: images.map(row => row.psnr), metadata: { unit: 'dB' } },
  ];
  const metadata = { classNames: JSON.stringify(classNames) };
  writeTableFile(join(folder, 'reconstructions.arrow'), columns, metadata);
}

/** @throws RecordError if reconstructions.arrow is missing or damaged. */
export function readReconstructions(folder: string): Reconstructions {
  return readTableFile(join(folder, 'reconstructions.arrow'), TRIAL_REMEDY, table => {
    const classNames = classNamesOf(table);
    const part = columnValues(table, 'part', 'utf8');
    const psnr = numbers(table, 'psnr');
    const images = readImages(table, classNames.length).map((image, i) => {
      return { ...image, part: checkPart(part[i]!), psnr: psnr[i]! };
    });
    return { classNames, images };
  });
}

function checkPart(part: string): ReconstructionImage['part'] {
  const found = parts.find(each => each === part);
  if (found === undefined) throw new RangeError(`part is ${part}, must be ${parts.join(', ')}`);
  return found;
}

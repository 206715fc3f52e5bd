/** A data set in IDX files: images and labels, and perhaps the test images and labels published with them. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { labelOfItem, toClasses } from './class-labels.js';
import { DataError } from './data-error.js';
import type { Dataset, IdxOptions } from './dataset.js';
import { openIdx, readIdxValues, type IdxFile } from './idx.js';
import { allocatePixels } from './pixel-memory.js';

/** One pair of files. */
export interface IdxPart {
  readonly imagesPath: string;
  readonly labelsPath: string;
  /** Its samples are called `<title> #0`, `<title> #1` and so on. */
  readonly title: string;
}

interface OpenPart extends IdxPart {
  readonly images: IdxFile;
  readonly labels: IdxFile;
  readonly count: number;
}

/**
 * Loads IDX files named in a config. The classes are the labels that occur: 0 or 1 up to the highest, none left out,
 * named by their numbers.
 *
 * @throws DataError naming the file.
 */
export async function loadIdx(options: IdxOptions): Promise<Dataset> {
  const { imagesPath, labelsPath, testImagesPath, testLabelsPath } = options;
  const name = basename(imagesPath).replace(/\.gz$/, '');
  if (testImagesPath === undefined && testLabelsPath === undefined) {
    return loadIdxSet(name, [{ imagesPath, labelsPath, title: 'image' }]);
  }
  if (testImagesPath === undefined || testLabelsPath === undefined) {
    const [given, missing] =
      testLabelsPath === undefined
        ? ['testImagesPath', 'testLabelsPath']
        : ['testLabelsPath', 'testImagesPath'];
    throw new DataError(`data: ${given} is given without ${missing}, must be both or neither`);
  }
  const test = { imagesPath: testImagesPath, labelsPath: testLabelsPath, title: 'test' };
  return loadIdxSet(name, [{ imagesPath, labelsPath, title: 'train' }, test]);
}

/**
 * Loads one or two pairs of IDX files; the second is the set's own test part. Each byte is read once, into its place.
 *
 * @param classes Number of classes, if known; their labels are 0 to `classes` - 1. Otherwise see `loadIdx`.
 * @throws DataError naming the file.
 */
export async function loadIdxSet(
  name: string,
  parts: readonly [IdxPart] | readonly [IdxPart, IdxPart],
  classes?: number,
): Promise<Dataset> {
  const open: OpenPart[] = [];
  try {
    for (const part of parts) open.push(await openPart(part));
    return await readSet(name, open, classes);
  } finally {
    for (const { images, labels } of open) {
      await images.source.close();
      await labels.source.close();
    }
  }
}

async function openPart(part: IdxPart): Promise<OpenPart> {
  const images = await openIdx(part.imagesPath, 'images');
  try {
    const labels = await openIdx(part.labelsPath, 'labels');
    return { ...part, images, labels, count: images.shape[0]! };
  } catch (error) {
    await images.source.close();
    throw error;
  }
}

async function readSet(name: string, parts: readonly OpenPart[], classes?: number): Promise<Dataset> {
  parts.forEach(checkCounts);
  const [first, test] = parts as [OpenPart, OpenPart?];
  if (test !== undefined) checkSameSize(first.images, test.images);
  const [, height, width] = first.images.shape as [number, number, number];
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const labels = await readLabels(parts, total);
  const labelParts = parts.map(({ labels: { path }, count }) => ({
    path,
    count,
    labelName: labelOfItem(path),
  }));
  const classNames = toClasses(labelParts, labels, classes);
  const pixels = allocatePixels(first.imagesPath, [total, height, width, 1], 8);
  let start = 0;
  for (const { images } of parts) {
    await readIdxValues(images, pixels.subarray(start, (start += images.size)));
  }
  const sources = parts.flatMap(part =>
    Array.from({ length: part.count }, (_, item) => `${part.title} #${item}`),
  );
  const about = JSON.stringify({
    format: 'idx',
    shapes: parts.map(part => part.images.shape),
    titles: parts.map(part => part.title),
    classNames,
  });
  let fingerprint: string | undefined;
  return {
    name,
    height,
    width,
    channels: 1,
    pixels,
    fullScale: 255,
    labels,
    classNames,
    groups: sources,
    sources,
    isPublishedTest: test === undefined ? null : new Uint8Array(total).fill(1, first.count),
    // Hashing takes longer than reading, and not everyone who loads asks for it.
    get fingerprint() {
      fingerprint ??= createHash('sha256').update(about).update(pixels).update(labels).digest('hex');
      return fingerprint;
    },
  };
}

function checkCounts({ images, labels, count }: OpenPart): void {
  if (labels.shape[0] === count) return;
  throw new DataError(
    `${labels.path}: has ${labels.shape[0]!} labels, must have one for each of the ${count} images of ${images.path}`,
  );
}

function checkSameSize(first: IdxFile, test: IdxFile): void {
  const [sizeFirst, sizeTest] = [first, test].map(({ shape }) => `${shape[2]!} x ${shape[1]!}`);
  if (sizeFirst !== sizeTest) {
    throw new DataError(
      `${test.path}: images are ${sizeTest!} pixels (width x height), must be ${sizeFirst!} as those of ${first.path}`,
    );
  }
}

async function readLabels(parts: readonly OpenPart[], count: number): Promise<Uint8Array> {
  const labels = new Uint8Array(count);
  let start = 0;
  for (const part of parts) await readIdxValues(part.labels, labels.subarray(start, (start += part.count)));
  return labels;
}

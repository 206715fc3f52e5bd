/**
 * A data set of images with the position of one object: the centre of the only box with its label.
 *
 *   path/images/7.jpg    path/boxes.csv          columns image, label, xmin, ymin, xmax, ymax
 *   path/images/7.jpg    path/annotations/7.xml  Pascal VOC
 *
 * Where images are resized, positions move with them.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, fileFault } from '../data-error.js';
import type { BoxOptions, Dataset, Position } from '../dataset.js';
import {
  aboutReading,
  checkReadOptions,
  digestFiles,
  folderName,
  loadImages,
  type ImageFile,
  type StoredSize,
} from '../image-files.js';
import { checkStems, compilePattern, formatOf, imageNames, originalOf, stemOf } from '../image-listing.js';
import { resizeGrid } from '../resize.js';
import { checkBox, type Box } from './box.js';
import { readBoxCsv } from './box-csv.js';
import { readBoxVoc } from './box-voc.js';

interface BoxedImage extends ImageFile {
  readonly source: string;
  readonly group: string;
  /** Around the object. */
  readonly box: Box;
}

/** @throws DataError naming the file, the line, or the image with no such box or several. */
export async function loadBoxes(options: BoxOptions): Promise<Dataset> {
  checkReadOptions(options);
  const files = await listBoxes(options);
  const { digests, sizes, ...loaded } = await loadImages(files, options);
  const positions = files.map((file, index) => positionOf(file, sizes[index]!, options));
  return {
    ...loaded,
    name: folderName(options.path),
    position: index => positions[index]!,
    labels: new Uint8Array(files.length),
    classNames: ['image'],
    groups: files.map(({ group }) => group),
    sources: files.map(({ source }) => source),
    isPublishedTest: null,
    fingerprint: fingerprint(options, files, digests),
  };
}

/** The fingerprint that `loadBoxes` gives, without decoding. */
export async function fingerprintBoxes(options: BoxOptions): Promise<string> {
  checkReadOptions(options);
  const files = await listBoxes(options);
  return fingerprint(options, files, await digestFiles(files));
}

/** The images with one such box, in the order of their names. */
async function listBoxes(options: BoxOptions): Promise<BoxedImage[]> {
  const { path, objectLabel, otherImages, groupPattern } = options;
  const pattern = groupPattern === undefined ? undefined : compilePattern(groupPattern);
  const folder = join(path, options.imagesFolder);
  const names = await imageNames(folder, 'folder of images', '');
  checkStems(folder, names);
  const annotations = join(path, options.boxes);
  const boxes = await readBoxes(annotations);
  checkNames(boxes, names, folder);
  const wanted = boxes.filter(({ label }) => label === objectLabel);
  if (wanted.length === 0) throw unknownLabel(annotations, objectLabel, boxes);
  const byImage = new Map<string, Box[]>();
  for (const box of wanted) {
    const own = byImage.get(stemOf(box.image));
    if (own === undefined) byImage.set(stemOf(box.image), [box]);
    else own.push(box);
  }
  return names.flatMap(name => {
    const file = join(folder, name);
    const own = byImage.get(stemOf(name)) ?? [];
    const [box] = own;
    if (own.length !== 1 || box === undefined) {
      if (otherImages === 'skip') return [];
      throw new DataError(
        `${file}: has ${own.length} boxes of ${objectLabel}, must have one; data.otherImages: skip leaves such images out`,
      );
    }
    const group = pattern === undefined ? name : originalOf(file, name, pattern);
    return [{ path: file, format: formatOf(name)!, source: name, group, box }];
  });
}

async function readBoxes(path: string): Promise<Box[]> {
  const about = await stat(path).catch((error: unknown) => Promise.reject(fileFault(path, error)));
  return about.isDirectory() ? readBoxVoc(path) : readBoxCsv(path);
}

/** A box of an image that is not there is a slip in the names. */
function checkNames(boxes: readonly Box[], names: readonly string[], folder: string): void {
  const stems = new Set(names.map(stemOf));
  const stray = boxes.find(({ image }) => !stems.has(stemOf(image)));
  if (stray === undefined) return;
  throw new DataError(`${stray.where}: the image is ${stray.image}, must be one in ${folder}`);
}

function unknownLabel(path: string, label: string, boxes: readonly Box[]): DataError {
  const known = [...new Set(boxes.map(box => box.label))].sort();
  return new DataError(
    `${path}: has no box of data.objectLabel ${label}, must be one of ${known.join(', ')}`,
  );
}

function positionOf({ path, box }: BoxedImage, size: StoredSize, { resize }: BoxOptions): Position {
  checkBox(box, size);
  const { stepX, stepY, originX, originY, width, height } = resizeGrid(size, resize);
  const [x, y] = [
    ((box.xMin + box.xMax) / 2 - originX) / stepX,
    ((box.yMin + box.yMax) / 2 - originY) / stepY,
  ];
  if (x >= 0 && x <= width && y >= 0 && y <= height) return [x, y];
  throw new DataError(
    `${path}: the centre of its box is cut off by data.resize ${resize.mode}, must stay in the image: take stretch or contain`,
  );
}

/** The same wherever the folder lies. */
function fingerprint(options: BoxOptions, files: readonly BoxedImage[], digests: readonly string[]): string {
  const { groupPattern = null, objectLabel } = options;
  const about = { format: 'boxes', ...aboutReading(options), groupPattern, objectLabel };
  const hash = createHash('sha256').update(JSON.stringify(about));
  files.forEach(({ source, box: { xMin, yMin, xMax, yMax } }, index) => {
    const box = [xMin, yMin, xMax, yMax].join(' ');
    hash.update(`\n${JSON.stringify(source)} ${digests[index]!} ${box}`);
  });
  return hash.digest('hex');
}

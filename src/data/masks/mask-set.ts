/**
 * A data set of images with masks: which class each pixel is of.
 *
 *   path/images/7.png    path/masks/7.png         one mask for each image, with a code for each class
 *   path/images/7.png    path/masks/7/*.png       one mask for each object, above 0 where it is: two classes
 *
 * Masks are as large as their images. Where images are resized a pixel of the mask takes the class at its centre; what lies beyond the
 * image is ground.
 */
import { createHash } from 'node:crypto';
import { forEachConcurrently } from '../concurrent.js';
import { DataError } from '../data-error.js';
import type { Dataset, MaskOptions } from '../dataset.js';
import {
  aboutReading,
  checkReadOptions,
  concurrency,
  digestFiles,
  folderName,
  lastRead,
  loadImages,
} from '../image-files.js';
import { resizeLabels } from '../resize.js';
import { listMasks, type MaskedImage } from './mask-listing.js';
import { readMask } from './mask-file.js';
import { cutTiles, tileNames } from './tiles.js';

const ground = 0;

/** @throws DataError naming the file or folder. */
export async function loadMasks(options: MaskOptions): Promise<Dataset> {
  checkOptions(options);
  const files = await listMasks(options);
  const { pixels, digests, sizes, ...loaded } = await loadImages(files, options);
  const { height, width, channels } = loaded;
  const classes = new Uint8Array(files.length * height * width);
  const maskDigests = new Array<readonly string[]>(files.length);
  const readOnce = lastRead();
  await forEachConcurrently(files.length, concurrency, async index => {
    const size = sizes[index]!;
    const mask = await readMask(files[index]!, size, options, readOnce);
    classes.set(resizeLabels(mask.classes, size, options.resize, ground), index * height * width);
    maskDigests[index] = mask.digests;
  });
  checkClasses(classes, options);
  const side = options.tilePixels;
  const name = folderName(options.path);
  const whole = { height, width, count: files.length };
  const isTiled = side !== undefined;
  const tiles = isTiled ? tileNames(whole, side, options.path) : [''];
  const size = isTiled ? { height: side, width: side } : { height, width };
  const cut = isTiled ? cutTiles(classes, { ...whole, channels: 1 }, side) : classes;
  const each = <Value>(valueOf: (file: MaskedImage, tile: string) => Value) =>
    files.flatMap(file => tiles.map(tile => valueOf(file, tile)));
  return {
    ...loaded,
    ...size,
    name,
    pixels: isTiled ? cutTiles(pixels, { ...whole, channels }, side) : pixels,
    pixelClasses: {
      classNames: options.maskNames,
      of: index => cut.subarray(index * size.height * size.width, (index + 1) * size.height * size.width),
    },
    ...imageClasses(cut, size, options),
    groups: each(({ group }) => group),
    sources: each(({ source }, tile) => `${source}${tile}`),
    isPublishedTest: null,
    fingerprint: fingerprint(options, files, digests, maskDigests),
  };
}

/** The fingerprint that `loadMasks` gives, without decoding. */
export async function fingerprintMasks(options: MaskOptions): Promise<string> {
  checkOptions(options);
  const files = await listMasks(options);
  const found = await digestFiles(files.flatMap(file => file.masks));
  let place = 0;
  const masks = files.map(file => found.slice(place, (place += file.masks.length)));
  return fingerprint(options, files, await digestFiles(files), masks);
}

function checkOptions(options: MaskOptions): void {
  checkReadOptions(options);
  const { maskFiles, maskValues, maskNames } = options;
  if (maskNames.length !== maskValues.length || new Set(maskValues).size !== maskValues.length) {
    throw new DataError(
      `data.maskNames are ${maskNames.length} and data.maskValues ${maskValues.join(', ')}, must be as many, and values different`,
    );
  }
  if (maskFiles === 'per-object' && maskNames.length !== 2) {
    throw new DataError(`data.maskNames are ${maskNames.length}, must be 2 with data.maskFiles per-object`);
  }
}

/**
 * The class of each image, that of the object which has most of its pixels, the first of equal ones. Classes that no image has are left out,
 * as the ground mostly is: a split could give no part of them.
 */
function imageClasses(
  classes: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  { imageClasses: kind = 'none', maskNames }: MaskOptions,
): Pick<Dataset, 'labels' | 'classNames'> {
  const labels = new Uint8Array(classes.length / (height * width));
  if (kind === 'none') return { labels, classNames: ['image'] };
  labels.forEach((_, image) => {
    const counts = new Uint32Array(maskNames.length);
    const own = classes.subarray(image * height * width, (image + 1) * height * width);
    for (const label of own) if (label !== ground) counts[label]!++;
    labels[image] = counts.indexOf(Math.max(...counts));
  });
  const seen = [...new Set(labels)].sort((a, b) => a - b);
  return {
    labels: labels.map(label => seen.indexOf(label)),
    classNames: seen.map(label => maskNames[label]!),
  };
}

/** A class that no pixel shows is a slip in the values. */
function checkClasses(classes: Uint8Array, { path, maskValues, maskNames, maskFiles }: MaskOptions): void {
  const seen = new Set(classes);
  const missing = maskNames.findIndex((_, label) => !seen.has(label));
  if (missing < 0) return;
  const code = maskFiles === 'one' ? ` (code ${maskValues[missing]!})` : '';
  throw new DataError(
    `${path}: no mask has a pixel of the class ${maskNames[missing]!}${code}, must have some, or the class be left out`,
  );
}

/** The same wherever the folder lies. */
function fingerprint(
  options: MaskOptions,
  files: readonly MaskedImage[],
  digests: readonly string[],
  masks: readonly (readonly string[])[],
): string {
  const { groupPattern = null, tilePixels = null, imageClasses = 'none' } = options;
  const { maskFiles, maskValues, maskNames } = options;
  const about = {
    ...{ format: 'masks', ...aboutReading(options) },
    ...{ groupPattern, tilePixels, maskFiles, maskValues, maskNames },
    ...(imageClasses !== 'none' && { imageClasses }),
  };
  const hash = createHash('sha256').update(JSON.stringify(about));
  files.forEach(({ source }, index) =>
    hash.update(`\n${JSON.stringify(source)} ${digests[index]!} ${masks[index]!.join(' ')}`),
  );
  return hash.digest('hex');
}

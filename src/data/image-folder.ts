/** A data set in a folder with one folder of images (JPEG, PNG, TIFF) per class, all 8 or all 16 bit. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import sharp from 'sharp';
import { forEachConcurrently } from './concurrent.js';
import { DataError, fileFault } from './data-error.js';
import type { Dataset, FolderOptions } from './dataset.js';
import { listFolder, type FolderListing, type ListedImage } from './folder-listing.js';
import { decodeImage, type DecodedImage } from './image-file.js';
import { allocatePixels } from './pixel-memory.js';
import { resize } from './resize.js';

/** Files read or decoded at once: as many threads as Node has for it. */
const concurrency = 4;
const largestFileBytes = 2 ** 30;

/**
 * Loads all images of a folder.
 *
 * @throws DataError naming the file or folder; of several faults the first in order of names.
 */
export async function loadFolder(options: FolderOptions): Promise<Dataset> {
  checkOptions(options);
  const listing = await listFolder(options);
  const { classNames, images } = listing;
  const digests = new Array<string>(images.length);
  const read = async (index: number) => {
    const bytes = await readImage(images[index]!.path);
    digests[index] = digest(bytes);
    return decode(bytes, images[index]!, options);
  };
  // Images are decoded side by side; threads within one of them would only add work.
  sharp.concurrency(1);
  sharp.cache(false);
  const first = await read(0);
  const { height, width, channels, depth } = first;
  const pixels = allocatePixels(options.path, [images.length, height, width, channels], depth);
  pixels.set(first.pixels);
  await forEachConcurrently(images.length - 1, concurrency, async rest => {
    const image = await read(rest + 1);
    checkAlike(images[0]!, first, images[rest + 1]!, image);
    pixels.set(image.pixels, (rest + 1) * first.pixels.length);
  });
  return {
    name: nameOf(options.path),
    height,
    width,
    channels: options.color === 'grey' ? 1 : 3,
    pixels,
    fullScale: 2 ** depth - 1,
    labels: Uint8Array.from(images, image => image.label),
    classNames,
    groups: images.map(image => image.group),
    sources: images.map(image => image.source),
    isPublishedTest: null,
    fingerprint: fingerprint(options, listing, digests),
  };
}

/** The fingerprint that `loadFolder` gives, without decoding. */
export async function fingerprintFolder(options: FolderOptions): Promise<string> {
  checkOptions(options);
  const listing = await listFolder(options);
  const digests = new Array<string>(listing.images.length);
  await forEachConcurrently(digests.length, concurrency, async index => {
    digests[index] = digest(await readImage(listing.images[index]!.path));
  });
  return fingerprint(options, listing, digests);
}

function checkOptions({ color, resize: { mode } }: FolderOptions): void {
  if (!['grey', 'rgb'].includes(color)) {
    throw new DataError(`data.color is ${JSON.stringify(color)}, must be "grey" or "rgb"`);
  }
  if (!['none', 'stretch', 'cover', 'contain'].includes(mode)) {
    throw new DataError(
      `data.resize.mode is ${JSON.stringify(mode)}, must be "none", "stretch", "cover" or "contain"`,
    );
  }
}

async function readImage(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= largestFileBytes) return await readFile(path);
    throw new DataError(`${path}: has ${size} bytes, must have at most ${largestFileBytes}`);
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  }
}

async function decode(bytes: Uint8Array, image: ListedImage, options: FolderOptions): Promise<DecodedImage> {
  const decoded = await decodeImage(bytes, image.path, image.format, options.color);
  return { ...resize(decoded, options.resize), depth: decoded.depth };
}

function checkAlike(
  firstFile: ListedImage,
  first: DecodedImage,
  file: ListedImage,
  image: DecodedImage,
): void {
  if (image.depth !== first.depth) {
    throw new DataError(
      `${file.path}: has ${image.depth} bits per value but ${firstFile.path} has ${first.depth}, must be the same in all`,
    );
  }
  if (image.width !== first.width || image.height !== first.height) {
    throw new DataError(
      `${file.path}: is ${image.width} x ${image.height} pixels (width x height) but ${firstFile.path} is ` +
        `${first.width} x ${first.height}, must be the same in all; or set data.resize to stretch, cover or contain`,
    );
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same wherever the folder lies. */
function fingerprint(options: FolderOptions, { images }: FolderListing, digests: readonly string[]): string {
  const { color, resize: policy, groupPattern = null } = options;
  const { mode } = policy;
  const size = policy.mode === 'none' ? null : [policy.heightPixels, policy.widthPixels];
  const about = { format: 'folder', decoder: sharp.versions.vips, color, mode, size, groupPattern };
  const hash = createHash('sha256').update(JSON.stringify(about));
  images.forEach((image, index) => hash.update(`\n${JSON.stringify(image.source)} ${digests[index]!}`));
  return hash.digest('hex');
}

/** The last two folders of the path: `blood-cells/train`. */
function nameOf(path: string): string {
  const whole = resolve(path);
  return [dirname(whole), whole].map(part => basename(part)).join('/');
}

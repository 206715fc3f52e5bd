/** Many image files (JPEG, PNG, TIFF), all 8 or all 16 bit, brought to one size. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve as absolutePath } from 'node:path';
import sharp from 'sharp';
import { forEachConcurrently } from './concurrent.js';
import { DataError, fileFault } from './data-error.js';
import type { FolderOptions } from './dataset.js';
import { decodeImage, pageName, type DecodedImage, type ImageFormat } from './image-file.js';
import { allocatePixels } from './pixel-memory.js';
import { resize, type Codes } from './resize.js';

export interface ImageFile {
  readonly path: string;
  readonly format: ImageFormat;
  /** Of a stack, from 0; absent where the file is one image. */
  readonly page?: number;
}

/** How the files of a set are read. */
export type ReadOptions = Pick<FolderOptions, 'path' | 'color' | 'resize'>;

export interface LoadedImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [files, height, width, channels] row-major. */
  readonly pixels: Uint8Array | Uint16Array;
  readonly fullScale: number;
  /** SHA-256 of each file, hexadecimal. */
  readonly digests: readonly string[];
  /** Sizes as they were in the files. */
  readonly sizes: readonly StoredSize[];
}

/** Pixels. */
export interface StoredSize {
  readonly height: number;
  readonly width: number;
}

/** Files read or decoded at once: as many threads as Node has for it. */
export const concurrency = 4;
const largestFileBytes = 2 ** 30;

/**
 * Loads images in the order of the files.
 *
 * @param files At least one.
 * @throws DataError naming the file; of several faults the first in order of the files.
 */
export async function loadImages(files: readonly ImageFile[], options: ReadOptions): Promise<LoadedImages> {
  const digests = new Array<string>(files.length);
  const sizes = new Array<StoredSize>(files.length);
  const readOnce = lastRead();
  const read = async (index: number) => {
    const { path, format, page } = files[index]!;
    const { bytes, sha256 } = await readOnce(path);
    digests[index] = sha256;
    const decoded = await decodeImage(bytes, pageName(path, page), format, options.color, page);
    sizes[index] = { height: decoded.height, width: decoded.width };
    return { ...resize(decoded, options.resize), depth: decoded.depth };
  };
  decodeSideBySide();
  const first = await read(0);
  const { height, width, channels, depth } = first;
  const pixels = allocatePixels(options.path, [files.length, height, width, channels], depth);
  pixels.set(first.pixels);
  await forEachConcurrently(files.length - 1, concurrency, async rest => {
    const image = await read(rest + 1);
    checkAlike(files[0]!, first, files[rest + 1]!, image);
    pixels.set(image.pixels, (rest + 1) * first.pixels.length);
  });
  return { height, width, channels, pixels, fullScale: 2 ** depth - 1, digests, sizes };
}

/** SHA-256 of each file, hexadecimal; files are not decoded. */
export async function digestFiles(files: readonly { readonly path: string }[]): Promise<string[]> {
  const digests = new Array<string>(files.length);
  const readOnce = lastRead();
  await forEachConcurrently(files.length, concurrency, async index => {
    digests[index] = (await readOnce(files[index]!.path)).sha256;
  });
  return digests;
}

interface ReadFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Reads files, a stack whose pages are asked for one after another once. */
export function lastRead(): (path: string) => Promise<ReadFile> {
  let last: { readonly path: string; readonly content: Promise<ReadFile> } | undefined;
  return path => {
    if (last?.path !== path) {
      const content = readImage(path).then(bytes => ({ bytes, sha256: digest(bytes) }));
      last = { path, content };
    }
    return last.content;
  };
}

/** @throws DataError for options that a config cannot give. */
export function checkReadOptions({ color, resize: { mode } }: ReadOptions): void {
  if (!['grey', 'rgb'].includes(color)) {
    throw new DataError(`data.color is ${JSON.stringify(color)}, must be "grey" or "rgb"`);
  }
  if (!['none', 'stretch', 'cover', 'contain'].includes(mode)) {
    throw new DataError(
      `data.resize.mode is ${JSON.stringify(mode)}, must be "none", "stretch", "cover" or "contain"`,
    );
  }
}

/** What `checkReadOptions` checks and more, in a fingerprint. */
export function aboutReading({ color, resize: policy }: ReadOptions): Record<string, unknown> {
  const { mode } = policy;
  const size = policy.mode === 'none' ? null : [policy.heightPixels, policy.widthPixels];
  return { decoder: sharp.versions.vips, color, mode, size };
}

/** The last two folders of a path: `blood-cells/train`. */
export function folderName(path: string): string {
  const whole = absolutePath(path);
  return [dirname(whole), whole].map(part => basename(part)).join('/');
}

/** The bytes of a file. @throws DataError if it cannot be read or has more than 1 GiB. */
export async function readImage(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= largestFileBytes) return await readFile(path);
    throw new DataError(`${path}: has ${size} bytes, must have at most ${largestFileBytes}`);
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  }
}

/** Images are decoded side by side; threads within one of them would only add work. */
function decodeSideBySide(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}

function checkAlike(
  firstFile: ImageFile,
  first: Codes & Pick<DecodedImage, 'depth'>,
  file: ImageFile,
  image: Codes & Pick<DecodedImage, 'depth'>,
): void {
  const [name, firstName] = [file, firstFile].map(({ path, page }) => pageName(path, page));
  if (image.depth !== first.depth) {
    throw new DataError(
      `${name!}: has ${image.depth} bits per value but ${firstName!} has ${first.depth}, must be the same in all`,
    );
  }
  if (image.width !== first.width || image.height !== first.height) {
    throw new DataError(
      `${name!}: is ${image.width} x ${image.height} pixels (width x height) but ${firstName!} is ` +
        `${first.width} x ${first.height}, must be the same in all; or set data.resize to stretch, cover or contain`,
    );
  }
}

/** SHA-256, hexadecimal. */
function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

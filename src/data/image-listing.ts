/** The image files of a folder, sorted by name, and the original that a name tells. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DataError, fileFault } from './data-error.js';
import type { ImageFormat } from './image-file.js';

const formats: Readonly<Record<string, ImageFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.png': 'png',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};
const extensions = 'jpg, jpeg, png, tif or tiff';
/** What file browsers leave behind; besides it, names that start with a dot are passed over. */
const litter = new Set(['Thumbs.db', 'desktop.ini']);

/**
 * What is in a folder, sorted by code unit, without hidden ones.
 *
 * @param must What the path must be, for errors: `a folder of class folders`.
 * @throws DataError if it cannot be read.
 */
export async function visibleEntries(path: string, must: string): Promise<Dirent[]> {
  try {
    if (!(await stat(path)).isDirectory()) throw new DataError(`${path}: is a file, must be ${must}`);
    const entries = (await readdir(path, { withFileTypes: true }))
      .filter(({ name }) => !name.startsWith('.') && !litter.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const broken = entries.find(({ name }) => name.includes('\uFFFD'));
    if (broken === undefined) return entries;
    throw new DataError(`${join(path, broken.name)}: the name is not valid UTF-8, must be; rename it`);
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  }
}

/**
 * Names of the images in a folder of nothing else, sorted by code unit.
 *
 * @param what Which folder it is, for errors: `class folder`.
 * @param hint What else may be meant where there is a folder inside, for errors; empty for none.
 * @throws DataError naming what is no image.
 */
export async function imageNames(folder: string, what: string, hint: string): Promise<string[]> {
  const entries = await visibleEntries(folder, 'a folder of images');
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      throw new DataError(
        `${path}: is a folder inside the ${what} ${basename(folder)}, must be an image${hint}`,
      );
    }
    if (!entry.isFile()) {
      throw new DataError(`${path}: ${kindOf(entry)}, must be an image file of its own`);
    }
    if (formatOf(entry.name) === undefined) {
      const ending = extname(entry.name);
      throw new DataError(
        `${path}: the name ${ending === '' ? 'has no extension' : `ends in ${ending}`}, must end in ${extensions}`,
      );
    }
  }
  if (entries.length === 0) {
    throw new DataError(
      `${folder}: is a ${what} without images, must hold some (${extensions}) or be removed`,
    );
  }
  return entries.map(entry => entry.name);
}

/** A name without the extension of an image; one without such an extension as it is. */
export function stemOf(name: string): string {
  return formatOf(name) === undefined ? name : name.slice(0, name.length - extname(name).length);
}

/** @throws DataError if two images have the same name but for the extension, so that what belongs to one may be taken for the other. */
export function checkStems(folder: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const other = seen.get(stemOf(name));
    if (other !== undefined) {
      throw new DataError(
        `${join(folder, name)}: differs from ${other} in its extension only, must have a name of its own`,
      );
    }
    seen.set(stemOf(name), name);
  }
}

/** For errors: `is a symbolic link`. */
export function kindOf(entry: Dirent): string {
  return entry.isSymbolicLink()
    ? 'is a symbolic link'
    : entry.isFile()
      ? 'is a file'
      : 'is not a regular file';
}

/** What the extension of a name says; undefined for another. */
export function formatOf(name: string): ImageFormat | undefined {
  return formats[extname(name).toLowerCase()];
}

/** @throws DataError if it is no regular expression or has no group. */
export function compilePattern(groupPattern: string): RegExp {
  try {
    const pattern = new RegExp(groupPattern);
    if (new RegExp(`${groupPattern}|`).exec('')!.length > 1) return pattern;
  } catch (error) {
    const { message } = error as Error;
    throw new DataError(`data.groupPattern is ${groupPattern}, must be a regular expression (${message})`, {
      cause: error,
    });
  }
  throw new DataError(
    `data.groupPattern is ${groupPattern}, must have a group in (...) around what identifies the original`,
  );
}

/**
 * What the pattern finds in a name.
 *
 * @throws DataError if it finds nothing.
 */
export function originalOf(path: string, name: string, pattern: RegExp): string {
  const original = pattern.exec(name)?.[1];
  if (original !== undefined && original !== '') return original;
  throw new DataError(
    `${path}: data.groupPattern ${pattern.source} finds no original in the name ${name}, must find one in every name`,
  );
}

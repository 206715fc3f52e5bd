/**
 * The files of a folder with one folder of images per class, sorted by name, and the original each image shows.
 *
 * All that is not hidden must be an image in a class folder: what is left out in silence is missed only in the results.
 */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { counted, DataError, fileFault } from './data-error.js';
import type { FolderOptions } from './dataset.js';
import type { ImageFormat } from './image-file.js';

export interface ListedImage {
  readonly path: string;
  /** `class/name` */
  readonly source: string;
  readonly format: ImageFormat;
  /** Index of the class. */
  readonly label: number;
  /** Identity of the original: class and the first group of the pattern; without a pattern the source. */
  readonly group: string;
}

export interface FolderListing {
  readonly classNames: readonly string[];
  /** Sorted by class, then by name, both by code unit. */
  readonly images: readonly ListedImage[];
}

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
const mostClasses = 256;

/**
 * Lists the images of a folder.
 *
 * @throws DataError naming the file or folder.
 */
export async function listFolder(
  options: Pick<FolderOptions, 'path' | 'groupPattern'>,
): Promise<FolderListing> {
  const { path, groupPattern } = options;
  const pattern = groupPattern === undefined ? undefined : compile(groupPattern);
  const entries = await visibleEntries(path);
  const odd = entries.find(entry => !entry.isDirectory() && !entry.isFile());
  if (odd !== undefined) {
    throw new DataError(
      `${join(path, odd.name)}: ${kindOf(odd)}, must be a class folder of its own or elsewhere`,
    );
  }
  const classNames = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
  if (classNames.length < 2) throw await tooFewClasses(path, entries, classNames);
  if (classNames.length > mostClasses) {
    throw new DataError(`${path}: has ${classNames.length} class folders, must have at most ${mostClasses}`);
  }
  const loose = entries.find(entry => entry.isFile());
  if (loose !== undefined) {
    throw new DataError(
      `${join(path, loose.name)}: is a file beside the class folders, must be inside one or elsewhere`,
    );
  }
  const images: ListedImage[] = [];
  for (const [label, className] of classNames.entries()) {
    const names = await imageNames(join(path, className));
    for (const name of names) {
      const file = { path: join(path, className, name), source: `${className}/${name}` };
      const original = pattern === undefined ? name : originalOf(file.path, name, pattern);
      images.push({ ...file, format: formatOf(name)!, label, group: `${className}/${original}` });
    }
  }
  return { classNames, images };
}

/** Sorted, without hidden ones. */
async function visibleEntries(path: string): Promise<Dirent[]> {
  try {
    if (!(await stat(path)).isDirectory())
      throw new DataError(`${path}: is a file, must be a folder of class folders`);
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

async function tooFewClasses(
  path: string,
  entries: readonly Dirent[],
  classNames: readonly string[],
): Promise<DataError> {
  const files = entries.length - classNames.length;
  const found = classNames.length === 0 ? 'no class folders' : `1 class folder (${classNames[0]!})`;
  const beside = files === 0 ? '' : ` but ${counted(files, 'file')}`;
  const inner = classNames.length === 0 ? path : join(path, classNames[0]!);
  const inside = classNames.length === 0 ? [] : await visibleEntries(inner);
  const hint = inside.some(entry => entry.isDirectory()) ? `; the class folders may be in ${inner}` : '';
  return new DataError(
    `${path}: has ${found}${beside}, must have at least 2, each with the images of one class${hint}`,
  );
}

async function imageNames(folder: string): Promise<string[]> {
  const entries = await visibleEntries(folder);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      throw new DataError(
        `${path}: is a folder inside the class folder ${basename(folder)}, must be an image; the path must name the folder of the class folders`,
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
      `${folder}: is a class folder without images, must hold some (${extensions}) or be removed`,
    );
  }
  return entries.map(entry => entry.name);
}

function kindOf(entry: Dirent): string {
  return entry.isSymbolicLink()
    ? 'is a symbolic link'
    : entry.isFile()
      ? 'is a file'
      : 'is not a regular file';
}

function formatOf(name: string): ImageFormat | undefined {
  return formats[extname(name).toLowerCase()];
}

function compile(groupPattern: string): RegExp {
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

function originalOf(path: string, name: string, pattern: RegExp): string {
  const original = pattern.exec(name)?.[1];
  if (original !== undefined && original !== '') return original;
  throw new DataError(
    `${path}: data.groupPattern ${pattern.source} finds no original in the name ${name}, must find one in every name`,
  );
}

/**
 * The files of a folder with one folder of images per class, sorted by name, and the original each image shows.
 *
 * All that is not hidden must be an image in a class folder: what is left out in silence is missed only in the results.
 */
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { counted, DataError } from './data-error.js';
import type { FolderOptions } from './dataset.js';
import type { ImageFormat } from './image-file.js';
import { withPages } from './tiff-stacks.js';
import { compilePattern, formatOf, imageNames, kindOf, originalOf, visibleEntries } from './image-listing.js';

export interface ListedImage {
  readonly path: string;
  /** `class/name`, `class/name [page 3]` */
  readonly source: string;
  readonly format: ImageFormat;
  /** Of a stack, from 0; absent where the file is one image. */
  readonly page?: number;
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

const mostClasses = 256;
const mustBe = 'a folder of class folders';

/**
 * Lists the images of a folder.
 *
 * @throws DataError naming the file or folder.
 */
export async function listFolder(
  options: Pick<FolderOptions, 'path' | 'groupPattern'>,
): Promise<FolderListing> {
  const { path, groupPattern } = options;
  const pattern = groupPattern === undefined ? undefined : compilePattern(groupPattern);
  const entries = await visibleEntries(path, mustBe);
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
    const names = await imageNames(
      join(path, className),
      'class folder',
      '; the path must name the folder of the class folders',
    );
    for (const name of names) {
      const file = { path: join(path, className, name), source: `${className}/${name}` };
      const original = pattern === undefined ? name : originalOf(file.path, name, pattern);
      images.push({ ...file, format: formatOf(name)!, label, group: `${className}/${original}` });
    }
  }
  return { classNames, images: await withPages(images) };
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
  const inside = classNames.length === 0 ? [] : await visibleEntries(inner, mustBe);
  const hint = inside.some(entry => entry.isDirectory()) ? `; the class folders may be in ${inner}` : '';
  return new DataError(
    `${path}: has ${found}${beside}, must have at least 2, each with the images of one class${hint}`,
  );
}

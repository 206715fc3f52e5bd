/** TIFF files of several pages: each page is an image, and all of them are of one original. */
import sharp from 'sharp';
import { forEachConcurrently } from './concurrent.js';
import { DataError } from './data-error.js';
import { pageName } from './image-file.js';
import type { ImageFile } from './image-files.js';

const concurrency = 4;
/** Larger stacks are refused before any page is unpacked. */
const mostPages = 100_000;

/**
 * Pages of each file; 1 for what is no TIFF, and for what cannot be read, which is told when it is decoded.
 *
 * @throws DataError naming a file with too many pages.
 */
export async function pagesOf(files: readonly ImageFile[]): Promise<number[]> {
  const pages = new Array<number>(files.length).fill(1);
  await forEachConcurrently(files.length, concurrency, async index => {
    const { path, format } = files[index]!;
    if (format !== 'tiff') return;
    const found = await sharp(path, { limitInputPixels: false })
      .metadata()
      .then(({ pages: count = 1 }) => count)
      .catch(() => 1);
    if (found > mostPages) {
      throw new DataError(`${path}: has ${found} pages, must have at most ${mostPages}`);
    }
    pages[index] = found;
  });
  return pages;
}

/**
 * The files with an entry for each page of a stack, in the order of the pages; what has one page stays as it is.
 *
 * @throws DataError as `pagesOf`.
 */
export async function withPages<File extends ImageFile & { readonly source: string }>(
  files: readonly File[],
): Promise<File[]> {
  const pages = await pagesOf(files);
  return files.flatMap((file, index) =>
    pages[index] === 1
      ? [file]
      : Array.from({ length: pages[index]! }, (_, page) => ({
          ...file,
          page,
          source: pageName(file.source, page),
        })),
  );
}

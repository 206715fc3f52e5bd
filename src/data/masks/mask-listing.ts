/** The images of a folder, each with its mask, or with the masks of its objects: partners are told by their names. */
import { join } from 'node:path';
import { counted, DataError } from '../data-error.js';
import type { MaskOptions } from '../dataset.js';
import type { ImageFile } from '../image-files.js';
import { pagesOf, withPages } from '../tiff-stacks.js';
import {
  checkStems,
  compilePattern,
  formatOf,
  imageNames,
  kindOf,
  originalOf,
  stemOf,
  visibleEntries,
} from '../image-listing.js';

export interface MaskedImage extends ImageFile {
  /** Name of the file, and the page where it is a stack. */
  readonly source: string;
  /** Identity of the original: the first group of the pattern; without a pattern the name. */
  readonly group: string;
  /** One, or one for each object, none where there is no object. */
  readonly masks: readonly ImageFile[];
}

/**
 * Lists images and masks, sorted by the names of the images.
 *
 * @throws DataError naming an image without a mask, a mask without an image, a mask that is JPEG, or what is no image.
 */
export async function listMasks(options: MaskOptions): Promise<MaskedImage[]> {
  const { path, imagesFolder, masksFolder, maskFiles, maskSuffix, groupPattern } = options;
  const pattern = groupPattern === undefined ? undefined : compilePattern(groupPattern);
  const [images, masks] = [join(path, imagesFolder), join(path, masksFolder)];
  const names = await imageNames(images, 'folder of images', '');
  checkStems(images, names);
  const found = maskFiles === 'one' ? await maskOfEach(masks) : await objectsOfEach(masks);
  const stems = new Set(names.map(name => `${stemOf(name)}${maskSuffix}`));
  const stray = [...found.keys()].find(stem => !stems.has(stem));
  if (stray !== undefined) {
    const { place } = found.get(stray)!;
    throw new DataError(`${place}: has no image in ${images}, must be named as one (without extension)`);
  }
  const listed = names.map((name): MaskedImage => {
    const file = join(images, name);
    const stem = `${stemOf(name)}${maskSuffix}`;
    const partner = found.get(stem);
    if (partner === undefined) {
      const must = maskFiles === 'one' ? `a file ${stem} with the extension of an image` : `a folder ${stem}`;
      throw new DataError(`${file}: has no mask in ${masks}, must have ${must}`);
    }
    const group = pattern === undefined ? name : originalOf(file, name, pattern);
    return { path: file, format: formatOf(name)!, source: name, group, masks: partner.files };
  });
  return withMaskPages(listed, options);
}

/** Pages of stacks, each with that of its mask. */
async function withMaskPages(
  listed: readonly MaskedImage[],
  { maskFiles }: MaskOptions,
): Promise<MaskedImage[]> {
  const pages = await pagesOf(listed);
  const stacks = listed.filter((_, index) => pages[index]! > 1);
  if (stacks.length === 0) return [...listed];
  if (maskFiles === 'per-object') {
    throw new DataError(
      `${stacks[0]!.path}: has several pages, must have one with data.maskFiles per-object`,
    );
  }
  const maskPages = await pagesOf(listed.map(({ masks }) => masks[0]!));
  const other = listed.findIndex((_, index) => pages[index]! > 1 && maskPages[index] !== pages[index]);
  if (other >= 0) {
    const { path, masks } = listed[other]!;
    throw new DataError(
      `${masks[0]!.path}: has ${counted(maskPages[other]!, 'page')}, must have ${pages[other]!} as its image ${path}`,
    );
  }
  const images = await withPages(listed);
  return images.map(image =>
    image.page === undefined ? image : { ...image, masks: [{ ...image.masks[0]!, page: image.page }] },
  );
}

interface Partner {
  /** The file, or the folder of the files. */
  readonly place: string;
  readonly files: readonly ImageFile[];
}

async function maskOfEach(folder: string): Promise<Map<string, Partner>> {
  const names = await imageNames(
    folder,
    'folder of masks',
    '; data.maskFiles: per-object reads such folders',
  );
  checkStems(folder, names);
  return new Map(
    names.map(name => [stemOf(name), { place: join(folder, name), files: [maskFile(folder, name)] }]),
  );
}

/** A folder without files is an image without objects. */
async function objectsOfEach(folder: string): Promise<Map<string, Partner>> {
  const entries = await visibleEntries(folder, 'a folder of folders of masks');
  const found = new Map<string, Partner>();
  for (const entry of entries) {
    const place = join(folder, entry.name);
    if (!entry.isDirectory())
      throw new DataError(`${place}: ${kindOf(entry)}, must be a folder with the masks of one image`);
    const isEmpty = (await visibleEntries(place, 'a folder of masks')).length === 0;
    const names = isEmpty ? [] : await imageNames(place, 'folder of masks', '');
    const files = names.map(name => maskFile(place, name));
    found.set(entry.name, { place, files });
  }
  return found;
}

/** JPEG would put codes around the edge of an object that nobody drew. */
function maskFile(folder: string, name: string): ImageFile {
  const [path, format] = [join(folder, name), formatOf(name)!];
  if (format !== 'jpeg') return { path, format };
  throw new DataError(`${path}: is a JPEG file, which changes codes, must be PNG or TIFF as a mask`);
}

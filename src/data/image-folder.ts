/** A data set in a folder with one folder of images (JPEG, PNG, TIFF) per class, all 8 or all 16 bit. */
import { createHash } from 'node:crypto';
import type { Dataset, FolderOptions } from './dataset.js';
import { listFolder, type FolderListing } from './folder-listing.js';
import { aboutReading, checkReadOptions, digestFiles, folderName, loadImages } from './image-files.js';

/**
 * Loads all images of a folder.
 *
 * @throws DataError naming the file or folder; of several faults the first in order of names.
 */
export async function loadFolder(options: FolderOptions): Promise<Dataset> {
  checkReadOptions(options);
  const listing = await listFolder(options);
  const { classNames, images } = listing;
  const { height, width, channels, pixels, fullScale, digests } = await loadImages(images, options);
  return {
    name: folderName(options.path),
    height,
    width,
    channels,
    pixels,
    fullScale,
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
  checkReadOptions(options);
  const listing = await listFolder(options);
  return fingerprint(options, listing, await digestFiles(listing.images));
}

/** The same wherever the folder lies. */
function fingerprint(options: FolderOptions, { images }: FolderListing, digests: readonly string[]): string {
  const { groupPattern = null } = options;
  const about = { format: 'folder', ...aboutReading(options), groupPattern };
  const hash = createHash('sha256').update(JSON.stringify(about));
  images.forEach((image, index) => hash.update(`\n${JSON.stringify(image.source)} ${digests[index]!}`));
  return hash.digest('hex');
}

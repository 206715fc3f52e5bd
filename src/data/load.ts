/** From what a config says about data to the data. */
import { fingerprintBoxes, loadBoxes } from './boxes/box-set.js';
import { checkChoice, chooseClasses, chosenFingerprint, type ClassChoice } from './choose-classes.js';
import { DataError } from './data-error.js';
import type { DataOptions, Dataset } from './dataset.js';
import { listFolder } from './folder-listing.js';
import { loadArrays } from './formats/array-set.js';
import { loadCifar10 } from './formats/cifar10-set.js';
import { loadCsv } from './formats/csv-set.js';
import { loadNpy } from './formats/npy-set.js';
import { fingerprintFolder, loadFolder } from './image-folder.js';
import { folderName } from './image-files.js';
import { loadIdx } from './idx-set.js';
import { fingerprintMasks, loadMasks } from './masks/mask-set.js';
import { loadMnist } from './mnist.js';
import { loadProcedural } from './procedural/procedural-set.js';

/** `classes`: only these, default all. */
export type LoadOptions = DataOptions & { readonly classes?: ClassChoice };

/**
 * Loads a whole data set, or some classes of it. Relative paths start at the working directory.
 *
 * @throws DataError naming the file, what was found and what it must be.
 */
export async function loadDataset(options: LoadOptions): Promise<Dataset> {
  const dataset = await loadSource(options);
  return options.classes === undefined ? dataset : chooseClasses(dataset, options.classes);
}

async function loadSource(options: DataOptions): Promise<Dataset> {
  switch (options.source) {
    case 'mnist':
      return loadMnist();
    case 'idx':
      return loadIdx(options);
    case 'folder':
      return loadFolder(options);
    case 'masks':
      return loadMasks(options);
    case 'boxes':
      return loadBoxes(options);
    case 'npy':
      return loadNpy(options);
    case 'hdf5':
    case 'mat':
      return loadArrays(options);
    case 'cifar10':
      return loadCifar10(options);
    case 'csv':
      return loadCsv(options);
    case 'procedural':
      return loadProcedural(options);
    default:
      throw unknownSource(options);
  }
}

/**
 * The fingerprint that `loadDataset` gives; images of a folder are read for it but not decoded, unless their classes are those of their
 * masks and some of them are to be chosen.
 *
 * @throws DataError naming the file, what was found and what it must be.
 */
export async function fingerprintDataset(options: LoadOptions): Promise<string> {
  const { classes } = options;
  if (classes === undefined) return fingerprintSource(options);
  if (options.source !== 'folder') return (await loadDataset(options)).fingerprint;
  const { classNames } = await listFolder(options);
  checkChoice({ name: folderName(options.path), classNames }, classes);
  return chosenFingerprint(await fingerprintFolder(options), classes);
}

async function fingerprintSource(options: DataOptions): Promise<string> {
  switch (options.source) {
    case 'folder':
      return fingerprintFolder(options);
    case 'masks':
      return fingerprintMasks(options);
    case 'boxes':
      return fingerprintBoxes(options);
    default:
      return (await loadSource(options)).fingerprint;
  }
}

function unknownSource({ source }: { source: unknown }): DataError {
  const names =
    '"mnist", "idx", "folder", "masks", "boxes", "npy", "hdf5", "mat", "cifar10", "csv" or "procedural"';
  return new DataError(`data.source is ${JSON.stringify(source)}, must be ${names}`);
}

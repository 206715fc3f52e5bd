/**
 * CIFAR-10, binary version: colour photographs of 10 classes, 32 x 32 pixels, 50,000 and the 10,000 published for testing.
 *
 *   label | 1024 red | 1024 green | 1024 blue     3073 bytes for each image
 *
 * Source: Krizhevsky, Learning Multiple Layers of Features from Tiny Images, University of Toronto (2009).
 */
import { join } from 'node:path';
import { openBytes } from '../byte-source.js';
import { labelOfItem, toClasses } from '../class-labels.js';
import { DataError } from '../data-error.js';
import type { Cifar10Options, Dataset } from '../dataset.js';
import { allocatePixels } from '../pixel-memory.js';
import { labelledSet } from './labelled-set.js';

const trainNames = [1, 2, 3, 4, 5].map(number => `data_batch_${number}.bin`);
const testName = 'test_batch.bin';
const classNames = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
const [side, channels] = [32, 3];
const plane = side * side;
const imageBytes = plane * channels;

/**
 * Loads the six files of a folder.
 *
 * @param batchImages Images in each file.
 * @throws DataError naming the file.
 */
export async function loadCifar10({ path }: Cifar10Options, batchImages = 10_000): Promise<Dataset> {
  const files = [...trainNames, testName].map(name => join(path, name));
  const total = files.length * batchImages;
  const labels = new Uint8Array(total);
  const pixels = allocatePixels(path, [total, side, side, channels], 8);
  for (const [place, file] of files.entries()) {
    const [start, end] = [place * batchImages, (place + 1) * batchImages];
    await readBatch(file, labels.subarray(start, end), pixels.subarray(start * imageBytes, end * imageBytes));
  }
  const labelParts = files.map(file => ({ path: file, count: batchImages, labelName: labelOfItem(file) }));
  toClasses(labelParts, labels, classNames.length);
  const parts = [
    { title: 'train', count: trainNames.length * batchImages },
    { title: 'test', count: batchImages },
  ];
  const size = { height: side, width: side, channels };
  return labelledSet('cifar10', parts, {
    name: 'CIFAR-10',
    ...size,
    pixels,
    fullScale: 255,
    labels,
    classNames,
  });
}

async function readBatch(file: string, labels: Uint8Array, pixels: Uint8Array): Promise<void> {
  const must = labels.length * (imageBytes + 1);
  const source = await openBytes(file);
  try {
    if (!source.isCompressed && source.fileBytes !== must)
      throw wrongSize(file, String(source.fileBytes), labels.length);
    const record = new Uint8Array(imageBytes + 1);
    for (let item = 0; item < labels.length; item++) {
      const found = await source.read(record);
      if (found < record.length) throw wrongSize(file, String(item * record.length + found), labels.length);
      labels[item] = record[0]!;
      interleave(record.subarray(1), pixels.subarray(item * imageBytes, (item + 1) * imageBytes));
    }
    if ((await source.read(new Uint8Array(1))) > 0) throw wrongSize(file, 'more', labels.length);
  } finally {
    await source.close();
  }
}

function wrongSize(file: string, found: string, images: number): DataError {
  const must = images * (imageBytes + 1);
  return new DataError(
    `${file}: has ${found} bytes, must have ${must}, ${imageBytes + 1} for each of ${images} images`,
  );
}

/** From [channels, height, width] to [height, width, channels]. */
function interleave(planes: Uint8Array, target: Uint8Array): void {
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      target[pixel * channels + channel] = planes[channel * plane + pixel]!;
    }
  }
}

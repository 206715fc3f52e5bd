/** A data set in arrays of NumPy: images and labels, and perhaps the test images and labels published with them. */
import { basename } from 'node:path';
import { labelOfItem, toClasses } from '../class-labels.js';
import { DataError } from '../data-error.js';
import type { Dataset, NpyOptions } from '../dataset.js';
import { allocatePixels } from '../pixel-memory.js';
import { imageTypes, mostChannels, mostClasses } from './image-arrays.js';
import { checkPair, labelledSet } from './labelled-set.js';
import { checkNpyEnd, openNpy, readInto, readNpyValues, type NpyFile } from './npy.js';

interface Part {
  readonly title: string;
  readonly images: NpyFile;
  readonly labels: NpyFile;
  readonly count: number;
}

/** Values that are read at once where they must be looked at or converted. */
const chunkValues = 1 << 20;

/**
 * Loads arrays named in a config. The classes are the labels that occur: 0 or 1 up to the highest, none left out, named by their
 * numbers. Floating-point images stay what they are, rounded to 32 bits.
 *
 * @throws DataError naming the file.
 */
export async function loadNpy(options: NpyOptions): Promise<Dataset> {
  const { testImagesPath, testLabelsPath } = options;
  checkPair(['testImagesPath', 'testLabelsPath'], [testImagesPath, testLabelsPath]);
  const name = basename(options.imagesPath).replace(/(\.npy|\.npz)?(\.gz)?$/, '');
  const parts: Part[] = [];
  try {
    const hasTest = testImagesPath !== undefined && testLabelsPath !== undefined;
    parts.push(
      await openPart(
        hasTest ? 'train' : 'image',
        [options.imagesPath, options.imagesArray],
        [options.labelsPath, options.labelsArray],
      ),
    );
    if (hasTest) {
      const images = [testImagesPath, options.testImagesArray] as const;
      parts.push(await openPart('test', images, [testLabelsPath, options.testLabelsArray]));
    }
    return await readSet(name, parts, options.fullScale);
  } finally {
    for (const { images, labels } of parts) {
      await images.source.close();
      await labels.source.close();
    }
  }
}

type Place = readonly [path: string, array: string | undefined];

async function openPart(title: string, imagesPlace: Place, labelsPlace: Place): Promise<Part> {
  const images = await openNpy(...imagesPlace);
  try {
    checkImages(images);
    const labels = await openNpy(...labelsPlace);
    try {
      checkLabels(labels, images);
      return { title, images, labels, count: images.shape[0]! };
    } catch (error) {
      await labels.source.close();
      throw error;
    }
  } catch (error) {
    await images.source.close();
    throw error;
  }
}

function checkImages({ path, type, shape }: NpyFile): void {
  if (!(type in imageTypes)) {
    throw new DataError(`${path}: holds values of type ${type}, images must be u1, u2, f4 or f8`);
  }
  const [, , , channels = 1] = shape;
  if (shape.length < 3 || shape.length > 4 || channels > mostChannels) {
    throw new DataError(
      `${path}: has the shape ${shapeText(shape)}, images must be (count, height, width) or (count, height, width, channels) ` +
        `with at most ${mostChannels} channels`,
    );
  }
}

function checkLabels({ path, type, shape }: NpyFile, images: NpyFile): void {
  if (type.startsWith('f')) {
    throw new DataError(
      `${path}: holds values of type ${type}, labels must be whole numbers, such as u1 or i8`,
    );
  }
  const [labels, ...rest] = shape;
  const [count] = images.shape;
  if (labels !== count || rest.length > 1 || rest.some(side => side !== 1)) {
    throw new DataError(
      `${path}: has the shape ${shapeText(shape)}, labels must be (${count!},), one for each image of ${images.path}`,
    );
  }
}

function shapeText(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

async function readSet(
  name: string,
  parts: readonly Part[],
  givenScale: number | undefined,
): Promise<Dataset> {
  const [first, test] = parts as readonly [Part, Part?];
  if (test !== undefined) checkAlike(first.images, test.images);
  const [, height, width, channels = 1] = first.images.shape as [number, number, number, number?];
  const { depth, fullScale: usualScale } = imageTypes[first.images.type]!;
  const fullScale = givenScale ?? usualScale;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const labels = new Uint8Array(total);
  let start = 0;
  for (const part of parts) await readLabels(part.labels, labels.subarray(start, (start += part.count)));
  const classNames = toClasses(
    parts.map(({ labels: { path }, count }) => ({ path, count, labelName: labelOfItem(path) })),
    labels,
  );
  const pixels = allocatePixels(first.images.path, [total, height, width, channels], depth);
  start = 0;
  for (const { images } of parts) {
    await readPixels(images, pixels.subarray(start, (start += images.size)), fullScale);
  }
  const content = { name, height, width, channels, pixels, fullScale, labels, classNames };
  return labelledSet(
    'npy',
    parts.map(({ title, count }) => ({ title, count })),
    content,
  );
}

function checkAlike(first: NpyFile, test: NpyFile): void {
  const [must, found] = [first, test].map(
    ({ shape, type }) => `images of ${shapeText(shape.slice(1))} in ${type}`,
  );
  if (found !== must)
    throw new DataError(`${test.path}: holds ${found!}, must hold ${must!} as ${first.path}`);
}

async function readLabels(file: NpyFile, target: Uint8Array): Promise<void> {
  const values = await readNpyValues(file, target.length);
  await checkNpyEnd(file);
  for (let item = 0; item < target.length; item++) {
    const label = Number(values[item]!);
    if (label < 0 || label >= mostClasses) {
      throw new DataError(`${labelOfItem(file.path)(item)} is ${label}, must be 0 to ${mostClasses - 1}`);
    }
    target[item] = label;
  }
}

async function readPixels(
  file: NpyFile,
  target: Uint8Array | Uint16Array | Float32Array,
  fullScale: number,
): Promise<void> {
  const perImage = target.length / file.shape[0]!;
  for (let start = 0; start < target.length; start += chunkValues) {
    const place = target.subarray(start, start + chunkValues);
    if (file.type === 'f8') place.set((await readNpyValues(file, place.length)) as Float64Array);
    else await readInto(file, place);
    const wrong = place.findIndex(value => !(value >= 0 && value <= fullScale));
    if (wrong !== -1) {
      const image = Math.floor((start + wrong) / perImage);
      throw new DataError(
        `${file.path}: image ${image} (counted from 0) has the value ${place[wrong]!}, must be 0 to ${fullScale}, ` +
          'full scale; set data.fullScale to the value of a scene at full scale',
      );
    }
  }
  await checkNpyEnd(file);
}

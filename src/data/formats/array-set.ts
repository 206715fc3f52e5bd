/**
 * A data set in arrays of an HDF5 or a MAT file: images and labels, and perhaps the test images and labels published with them.
 *
 * The axes of the images may be in any order: images of the format's own software are [n, h, w, c] in Python and [h, w, c, n] in MATLAB.
 */
import { basename } from 'node:path';
import { labelOfItem, toClasses } from '../class-labels.js';
import { DataError } from '../data-error.js';
import type { ArrayOptions, Dataset } from '../dataset.js';
import { allocatePixels } from '../pixel-memory.js';
import { openHdf5 } from './hdf5.js';
import { labelledSet } from './labelled-set.js';
import { openMat } from './mat.js';
import { imageTypes, mostChannels, mostClasses } from './image-arrays.js';
import { shapeText, type StoredArray } from './stored-array.js';

type ArrayKey = 'imagesArray' | 'labelsArray' | 'testImagesArray' | 'testLabelsArray';

interface Part {
  readonly title: string;
  readonly images: StoredArray;
  readonly layout: Layout;
  readonly labels: StoredArray;
}

/** Lengths of the axes of images, and the distance of neighbours along each in the values. */
interface Layout {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly steps: { readonly n: number; readonly h: number; readonly w: number; readonly c: number };
}

/**
 * Loads arrays named in a config. The classes are the labels that occur: 0 or 1 up to the highest, none left out, named by their numbers.
 *
 * @throws DataError naming file and array.
 */
export async function loadArrays(options: ArrayOptions): Promise<Dataset> {
  const { source, imagesPath, labelsPath = imagesPath, testImagesPath } = options;
  const { testLabelsPath = testImagesPath, axes } = options;
  const open = source === 'mat' ? openMat : openHdf5;
  const partOf = (title: string, images: StoredArray, labels: StoredArray): Part => {
    const part = { title, images, layout: layoutOf(images, axes), labels };
    checkLabels(part);
    return part;
  };
  const wanted = (key: ArrayKey) => ({ name: options[key], key: `data.${key}` });
  const images = await open(imagesPath, wanted('imagesArray'));
  const labels = await open(labelsPath, wanted('labelsArray'));
  if (testImagesPath === undefined || testLabelsPath === undefined) {
    return readSet(options, [partOf('image', images, labels)]);
  }
  const testImages = await open(testImagesPath, wanted('testImagesArray'));
  const testLabels = await open(testLabelsPath, wanted('testLabelsArray'));
  return readSet(options, [partOf('train', images, labels), partOf('test', testImages, testLabels)]);
}

async function readSet({ source, imagesPath, fullScale: given }: ArrayOptions, parts: readonly Part[]) {
  const [first] = parts as readonly [Part, Part?];
  for (const part of parts.slice(1)) checkAlike(first, part);
  const { height, width, channels } = first.layout;
  const { depth, fullScale: usual } = imageTypes[first.images.type]!;
  const fullScale = given ?? usual;
  const total = parts.reduce((sum, { layout }) => sum + layout.count, 0);
  const labels = new Uint8Array(total);
  const pixels = allocatePixels(imagesPath, [total, height, width, channels], depth);
  let start = 0;
  for (const part of parts) {
    const { count } = part.layout;
    await readLabels(part.labels, labels.subarray(start, start + count));
    const size = height * width * channels;
    await readPixels(part, pixels.subarray(start * size, (start + count) * size), fullScale);
    start += count;
  }
  const classNames = toClasses(
    parts.map(({ labels: { path }, layout: { count } }) => ({ path, count, labelName: labelOfItem(path) })),
    labels,
  );
  const name = basename(imagesPath).replace(/\.(h5|hdf5|mat)$/i, '');
  const titles = parts.map(({ title, layout: { count } }) => ({ title, count }));
  const content = { name, height, width, channels, pixels, fullScale, labels, classNames };
  return labelledSet(source, titles, content);
}

/** @throws DataError if the array has not the axes of images. */
function layoutOf({ path, type, shape, isColumnMajor }: StoredArray, axes: string): Layout {
  if (!(type in imageTypes)) {
    throw new DataError(`${path}: holds values of type ${type}, images must be u1, u2, f4 or f8`);
  }
  const order = shape.length === 3 ? axes.replace('c', '') : axes;
  const places = [...shape.keys()];
  const product = (sides: readonly number[]) => sides.reduce((a, b) => a * b, 1);
  const step = (axis: number) => product(isColumnMajor ? shape.slice(0, axis) : shape.slice(axis + 1));
  const at = (letter: string) => order.indexOf(letter);
  const length = (letter: string) => (at(letter) < 0 ? 1 : shape[at(letter)]!);
  if (places.length !== order.length || length('c') > mostChannels) {
    throw new DataError(
      `${path}: has the shape ${shapeText(shape)}, images must have the axes ${axes} of data.axes (n images, h rows, w columns, c ` +
        `channels; three axes: without c) and at most ${mostChannels} channels`,
    );
  }
  const stepOf = (letter: string) => (at(letter) < 0 ? 0 : step(at(letter)));
  const steps = { n: stepOf('n'), h: stepOf('h'), w: stepOf('w'), c: stepOf('c') };
  return { count: length('n'), height: length('h'), width: length('w'), channels: length('c'), steps };
}

function checkLabels({ images, layout, labels }: Part): void {
  const { count } = layout;
  const long = labels.shape.filter(side => side !== 1);
  if (long.length <= 1 && labels.shape.reduce((a, b) => a * b, 1) === count) return;
  throw new DataError(
    `${labels.path}: has the shape ${shapeText(labels.shape)}, labels must be ${count}, one for each image of ${images.path}; ` +
      `data.axes says that its images are counted along axis n`,
  );
}

function checkAlike(first: Part, part: Part): void {
  const [must, found] = [first, part].map(
    ({ images, layout }) =>
      `images of ${layout.height} x ${layout.width} x ${layout.channels} in ${images.type}`,
  );
  if (found === must) return;
  throw new DataError(`${part.images.path}: holds ${found!}, must hold ${must!} as ${first.images.path}`);
}

async function readLabels(file: StoredArray, target: Uint8Array): Promise<void> {
  const values = await file.read();
  for (let item = 0; item < target.length; item++) {
    const label = Number(values[item]!);
    if (!Number.isInteger(label) || label < 0 || label >= mostClasses) {
      throw new DataError(
        `${labelOfItem(file.path)(item)} is ${label}, must be a whole number from 0 to ${mostClasses - 1}`,
      );
    }
    target[item] = label;
  }
}

/** Puts the axes of images in order. */
async function readPixels(
  { images, layout }: Part,
  target: Uint8Array | Uint16Array | Float32Array,
  fullScale: number,
): Promise<void> {
  const values = (await images.read()) as Float64Array;
  const { count, height, width, channels, steps } = layout;
  let to = 0;
  for (let n = 0; n < count; n++) {
    for (let h = 0; h < height; h++) {
      for (let w = 0; w < width; w++) {
        const from = n * steps.n + h * steps.h + w * steps.w;
        for (let c = 0; c < channels; c++, to++) {
          const value = values[from + c * steps.c]!;
          if (!(value >= 0 && value <= fullScale)) {
            throw new DataError(
              `${images.path}: image ${n}, row ${h}, column ${w} (counted from 0) has the value ${value}, must be 0 to ${fullScale}, ` +
                'full scale; set data.fullScale to the value of a scene at full scale',
            );
          }
          target[to] = value;
        }
      }
    }
  }
}

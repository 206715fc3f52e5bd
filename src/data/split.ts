/**
 * Division of a data set into training, validation and test images.
 *
 * - Stratified: each class is divided by itself, in the same proportions.
 * - Grouped: all images of one original go to the same split, so no network is tested on what it has seen.
 * - A set that brings its own test part is tested on that part and on nothing else.
 * - In folds, if asked for: each image is in the test part of one fold, see folds.ts.
 * - Seeded: the same set and options give the same division, whatever the seed of the training.
 */
import { counted, DataError } from './data-error.js';
import type { Dataset } from './dataset.js';
import { checkFolds, checkRest, dealToFolds, partFold, type FoldOptions } from './folds.js';
import {
  imagesOf,
  originalsByClass,
  takeOriginals,
  type ClassOriginals,
  type Original,
} from './originals.js';
import { proportionalCounts } from './proportional.js';
import { shuffled } from './shuffle.js';

export interface SplitOptions {
  /** 0 to 2³² - 1. */
  readonly seed: number;
  /** Fraction of the images for choosing the best epoch, above 0; of those outside the set's own test part. */
  readonly validationFraction: number;
  /** Fraction of the images for the final test, above 0. Unused where the set brings its own test part, and with folds. */
  readonly testFraction: number;
  /** Equal parts of the images, 2 or more, one of which is the test; omitted: no cross-validation. */
  readonly folds?: number | undefined;
  /** Which of them, from 1; default the first. */
  readonly fold?: number | undefined;
  /** This many in a split, of those there are, drawn in proportion to the classes; omitted: all. */
  readonly trainImages?: number | undefined;
  readonly validationImages?: number | undefined;
  readonly testImages?: number | undefined;
}

/** Indices into the data set. Each split is in random order, so that its first images are a fair sample of it. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

type Part = keyof Split;

/** The indices of one class in each split. */
type ClassSplit = Readonly<Record<Part, readonly number[]>>;

const parts = ['train', 'validation', 'test'] as const;
const partNames: Readonly<Record<Part, string>> = {
  train: 'training',
  validation: 'validation',
  test: 'test',
};
/** Streams of random numbers: one per class for its originals, one per class and split for its images, one per split. */
const streams = { originals: 0, images: 0x1000, order: 0x2000 };

/**
 * Divides a data set.
 *
 * Each split gets at least one original of each class. Originals are taken in random order, each if it brings the split
 * closer to its fraction.
 *
 * @throws RangeError if an option is out of its range.
 * @throws DataError if a class would be missing from a split, or if more images are asked for than there are.
 */
export function splitDataset(dataset: Dataset, options: SplitOptions): Split {
  checkOptions(options, dataset.isPublishedTest !== null);
  const originals = originalsByClass(dataset);
  const classes = foldOf(options)
    ? foldClasses(originals, options)
    : originals.map(ofClass => splitClass(ofClass, options));
  const pick = (part: Part) => {
    const limit = options[`${part}Images`];
    const indices = classes.map(split => Uint32Array.from(split[part]));
    const limited = limit === undefined ? indices : limitImages(indices, limit, part, options);
    const whole = Uint32Array.from(limited.flatMap(ofClass => [...ofClass]));
    return shuffled(whole, options.seed, streams.order + parts.indexOf(part));
  };
  return { train: pick('train'), validation: pick('validation'), test: pick('test') };
}

function checkOptions(options: SplitOptions, hasPublishedTest: boolean): void {
  const { validationFraction } = options;
  const testFraction = options.folds === undefined ? options.testFraction : 1 / options.folds;
  const fractions = hasPublishedTest ? { validationFraction } : { validationFraction, testFraction };
  for (const [key, fraction] of Object.entries(fractions)) {
    if (!(fraction > 0 && fraction < 1))
      throw new RangeError(`split: ${key} is ${fraction}, must be between 0 and 1`);
  }
  if (!hasPublishedTest && validationFraction + testFraction >= 1) {
    const found = `validationFraction ${validationFraction} and ${options.folds === undefined ? `testFraction ${testFraction}` : `${options.folds} folds`}`;
    throw new RangeError(`split: ${found} leave nothing to train on, must add up to less than 1`);
  }
  for (const part of parts) {
    const limit = options[`${part}Images`];
    if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) {
      throw new RangeError(`split: ${part}Images is ${limit}, must be a whole number from 1`);
    }
  }
}

function splitClass(ofClass: ClassOriginals, options: SplitOptions): ClassSplit {
  const { originals, published, label } = ofClass;
  checkOriginals(ofClass);
  const images = imagesOf(originals).length;
  let left: readonly Original[] = inRandomOrder(originals, label, options);
  const take = (fraction: number, reserved: number) => {
    const [taken, rest] = takeOriginals(left, fraction * images, reserved);
    left = rest;
    return imagesOf(taken);
  };
  const test = published ?? take(options.testFraction, 2);
  const validation = take(options.validationFraction, 1);
  return { test, validation, train: imagesOf(left) };
}

function inRandomOrder(
  originals: readonly Original[],
  label: number,
  { seed }: Pick<SplitOptions, 'seed'>,
): Original[] {
  const places = Uint32Array.from({ length: originals.length }, (_, place) => place);
  return Array.from(shuffled(places, seed, streams.originals + label), place => originals[place]!);
}

/** The fold that is the test; null without cross-validation. */
function foldOf({ folds, fold = 1 }: SplitOptions): FoldOptions | null {
  return folds === undefined ? null : { folds, fold };
}

function foldClasses(classes: readonly ClassOriginals[], options: SplitOptions): ClassSplit[] {
  const which = foldOf(options)!;
  checkFolds(classes, which);
  const shuffledClasses = classes.map(({ originals, label }) => inRandomOrder(originals, label, options));
  const dealt = dealToFolds(shuffledClasses, which.folds);
  return shuffledClasses.map((originals, place) => {
    const [test, rest] = partFold(originals, dealt[place]!, which);
    checkRest(classes[place]!.className, rest, which);
    const target = options.validationFraction * imagesOf(originals).length;
    const [validation, train] = takeOriginals(rest, target, 1);
    return { test: imagesOf(test), validation: imagesOf(validation), train: imagesOf(train) };
  });
}

function checkOriginals({ originals, published, className }: ClassOriginals): void {
  const where = `split: class ${className}`;
  if (published?.length === 0) {
    throw new DataError(
      `${where} has no image in the set's own test part, must have at least 1 to be tested`,
    );
  }
  const needed = published === null ? 3 : 2;
  if (originals.length >= needed) return;
  const images = imagesOf(originals).length;
  const found =
    images === originals.length
      ? counted(images, 'image')
      : `${counted(originals.length, 'original')} (in ${images} images)`;
  const [outside, each] =
    published === null
      ? ['', 'training, validation and test']
      : [' outside the test part', 'training and validation'];
  throw new DataError(
    `${where} has ${found}${outside}, must have at least ${needed}, one each for ${each}; ` +
      'add images or leave the class out',
  );
}

/** Draws `limit` images from those of all classes, in proportion. */
function limitImages(
  classes: readonly Uint32Array[],
  limit: number,
  part: Part,
  options: SplitOptions,
): Uint32Array[] {
  const available = classes.map(indices => indices.length);
  const sum = available.reduce((a, b) => a + b, 0);
  if (limit > sum) {
    throw new DataError(
      `split: ${part}Images is ${limit} but ${sum} images are there for ${partNames[part]}, must be at most ${sum}; ` +
        'omit it to take all, or change the fractions',
    );
  }
  if (limit < classes.length) {
    throw new DataError(
      `split: ${part}Images is ${limit}, must be at least ${classes.length}, one of each class`,
    );
  }
  const counts = proportionalCounts(available, limit);
  return classes.map((indices, label) => {
    const stream = streams.images + label * parts.length + parts.indexOf(part);
    return shuffled(indices, options.seed, stream).subarray(0, counts[label]);
  });
}

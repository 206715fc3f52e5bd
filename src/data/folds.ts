/**
 * Originals dealt out to the folds of a cross-validation: k parts, each of which is the test part once.
 *
 * Stratified: each class is dealt out by itself, so that the folds have as many of its images as its originals allow. Grouped: an original
 * is dealt as a whole. The largest originals go first, each to the fold that has the fewest images of the class, of equals to the one with
 * the fewest of all classes.
 * Source: Kohavi, A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection, IJCAI 1995, 1137.
 */
import { counted, DataError } from './data-error.js';
import type { ClassOriginals, Original } from './originals.js';

export interface FoldOptions {
  /** Parts, 2 or more. */
  readonly folds: number;
  /** Which of them is the test, from 1. */
  readonly fold: number;
}

/**
 * @param classes Originals of each class, in random order.
 * @returns For each of them its fold, counted from 0.
 */
export function dealToFolds(classes: readonly (readonly Original[])[], folds: number): Uint32Array[] {
  const images = new Uint32Array(folds);
  return classes.map(originals => {
    const own = new Uint32Array(folds);
    const dealt = new Uint32Array(originals.length);
    const order = [...originals.keys()].sort((a, b) => originals[b]!.length - originals[a]!.length);
    for (const place of order) {
      const fold = emptiest(own, images);
      dealt[place] = fold;
      own[fold]! += originals[place]!.length;
      images[fold]! += originals[place]!.length;
    }
    return dealt;
  });
}

function emptiest(own: Uint32Array, all: Uint32Array): number {
  let best = 0;
  own.forEach((count, fold) => {
    if (count < own[best]! || (count === own[best]! && all[fold]! < all[best]!)) best = fold;
  });
  return best;
}

/**
 * Parts the originals of a class: those of the fold, and the others, those of the folds that follow it first, so that each fold begins
 * with others.
 *
 * @param dealt Fold of each original, from `dealToFolds`.
 */
export function partFold(
  originals: readonly Original[],
  dealt: Uint32Array,
  { folds, fold }: FoldOptions,
): [test: Original[], rest: Original[]] {
  const distance = (place: number) => (dealt[place]! - (fold - 1) + folds) % folds;
  const order = [...originals.keys()].sort((a, b) => distance(a) - distance(b));
  const of = (isTest: boolean) =>
    order.filter(place => (distance(place) === 0) === isTest).map(place => originals[place]!);
  return [of(true), of(false)];
}

/**
 * @throws RangeError if there is no such fold.
 * @throws DataError if the set has a test part of its own, or too few originals of a class.
 */
export function checkFolds(classes: readonly ClassOriginals[], { folds, fold }: FoldOptions): void {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new RangeError(`split: folds is ${folds}, must be a whole number from 2`);
  }
  if (!Number.isInteger(fold) || fold < 1 || fold > folds) {
    throw new RangeError(`split: fold is ${fold}, must be a whole number from 1 to ${folds}, the folds`);
  }
  for (const { className, originals, published } of classes) {
    if (published !== null) {
      throw new DataError(
        `split: folds is ${folds}, must be left out for a set with a test part of its own, which alone is tested`,
      );
    }
    // Beside the largest fold, two are left: one to train and one to validate.
    const needed = Math.max(folds, 4);
    if (originals.length >= needed) continue;
    throw new DataError(
      `split: class ${className} has ${counted(originals.length, 'original')}, must have at least ${needed} for ${folds} folds; ` +
        'add images, take fewer folds or leave the class out',
    );
  }
}

/** @throws DataError if images outside the fold are all of one original. */
export function checkRest(className: string, rest: readonly Original[], { folds, fold }: FoldOptions): void {
  if (rest.length >= 2) return;
  throw new DataError(
    `split: class ${className} has ${counted(rest.length, 'original')} outside fold ${fold} of ${folds}, must have at least 2, one ` +
      'each for training and validation; take more folds',
  );
}

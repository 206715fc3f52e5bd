/**
 * Segmentation: which class each pixel of the scene is of, from logits.
 *
 *   p = softmax(z) at each pixel,   loss = ½ cross-entropy + ½ [1 − mean_c (2 Σ p_c t_c + 1) / (Σ p_c + Σ t_c + 1)], sums over the pixels
 *   IoU_c = TP / (TP + FP + FN) over pixels of the class with the largest logit,   score = mean over the classes but the first
 *
 * The first class is the ground, which has no say in the score. The score of several images is that of their pixels counted together. A
 * class that is neither there nor predicted is left out; where that is so of all, the score is 1: nothing is there, and nothing was found.
 * Sources: see losses/dice.ts; Jaccard, New Phytol. 11, 37 (1912), doi:10.1111/j.1469-8137.1912.tb05611.x.
 */
import { tf } from '../../engine/tfjs.js';
import type { LabelledImages } from '../batch.js';
import { crossEntropyAndDice } from '../losses/dice.js';
import type { Task, Verdict } from './task.js';

/** Pixels of one class. */
export interface PixelCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** What a network said of the pixels of one image. */
export interface PixelVerdict extends Verdict {
  /** Class of the largest logit of each pixel, the first of equal ones; [height · width]. */
  readonly predicted: Uint8Array;
  /** Of each class, the ground among them. */
  readonly counts: readonly PixelCounts[];
}

/** Pixels added to both sums of the Dice loss. */
const epsilon = 1;

/** @param classes Number of logits of a pixel, 2 to 256. */
export function segmentation(classes: number): Task<PixelVerdict> {
  return {
    lossName: 'cross-entropy and Dice loss',
    loss: crossEntropyAndDice({ scope: 'image', activation: 'softmax', epsilon, diceShare: 0.5 }),
    targets: (images, rows, size) => {
      const { height, width } = images;
      const found = truthOf(images, rows);
      const targets = new Float32Array(size * height * width * classes);
      found.forEach((label, pixel) => (targets[pixel * classes + label] = 1));
      return tf.tensor4d(targets, [size, height, width, classes]);
    },
    judge: (logits, images, row) => judgePixels(logits, truthOf(images, Uint32Array.of(row)), classes),
    scoreOf: verdicts => overlapScore(pooled(verdicts.map(({ counts }) => counts))),
  };
}

function truthOf({ pixelClasses }: LabelledImages, rows: Uint32Array): Uint8Array {
  if (pixelClasses === undefined) throw new TypeError('segmentation: the images have no masks, must have');
  return pixelClasses(rows);
}

/**
 * Judges one image in double precision.
 *
 * @param logits [height · width, classes] pixel by pixel.
 * @param truth Class of each pixel, [height · width].
 * @throws RangeError if there are not as many logits as pixels and classes.
 */
export function judgePixels(logits: ArrayLike<number>, truth: Uint8Array, classes: number): PixelVerdict {
  if (logits.length !== truth.length * classes) {
    throw new RangeError(
      `segmentation: there are ${logits.length} logits, must be ${classes} for each of ${truth.length} pixels`,
    );
  }
  const predicted = new Uint8Array(truth.length);
  const shares = new Float64Array(classes);
  const [shared, found, wanted] = [0, 0, 0].map(() => new Float64Array(classes));
  const [right, called] = [0, 0].map(() => new Float64Array(classes));
  let entropy = 0;
  for (let pixel = 0; pixel < truth.length; pixel++) {
    const label = truth[pixel]!;
    const largest = softmaxAt(logits, pixel * classes, shares);
    predicted[pixel] = largest;
    entropy -= logShareAt(logits, pixel * classes, classes, label);
    for (let c = 0; c < classes; c++) found![c]! += shares[c]!;
    shared![label]! += shares[label]!;
    wanted![label]!++;
    called![largest]!++;
    if (largest === label) right![label]!++;
  }
  const dice = Array.from(
    shares,
    (_, c) => 1 - (2 * shared![c]! + epsilon) / (found![c]! + wanted![c]! + epsilon),
  );
  const counts = Array.from(shares, (_, c) => ({
    truePositives: right![c]!,
    falsePositives: called![c]! - right![c]!,
    falseNegatives: wanted![c]! - right![c]!,
  }));
  const loss = entropy / truth.length / 2 + dice.reduce((sum, each) => sum + each, 0) / classes / 2;
  return { predicted, counts, loss, score: overlapScore(counts) };
}

/** Fills in the softmax of the logits from a place on; returns the class of the largest. */
function softmaxAt(logits: ArrayLike<number>, start: number, shares: Float64Array): number {
  let largest = 0;
  for (let c = 1; c < shares.length; c++) if (logits[start + c]! > logits[start + largest]!) largest = c;
  let sum = 0;
  for (let c = 0; c < shares.length; c++) {
    shares[c] = Math.exp(logits[start + c]! - logits[start + largest]!);
    sum += shares[c]!;
  }
  for (let c = 0; c < shares.length; c++) shares[c]! /= sum;
  return largest;
}

/** Logarithm of the softmax, finite however small that is. */
function logShareAt(logits: ArrayLike<number>, start: number, classes: number, label: number): number {
  let largest = -Infinity;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[start + c]!);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - largest);
  return logits[start + label]! - largest - Math.log(sum);
}

/** Counts of each class over images. */
export function pooled(images: readonly (readonly PixelCounts[])[]): PixelCounts[] {
  return images[0]!.map((_, c) => {
    const sum = (key: keyof PixelCounts) => images.reduce((total, counts) => total + counts[c]![key], 0);
    return {
      truePositives: sum('truePositives'),
      falsePositives: sum('falsePositives'),
      falseNegatives: sum('falseNegatives'),
    };
  });
}

/** Mean IoU of the classes but the first. */
export function overlapScore(counts: readonly PixelCounts[]): number {
  const overlaps = counts.slice(1).flatMap(({ truePositives, falsePositives, falseNegatives }) => {
    const union = truePositives + falsePositives + falseNegatives;
    return union === 0 ? [] : [truePositives / union];
  });
  return overlaps.length === 0 ? 1 : overlaps.reduce((sum, each) => sum + each, 0) / overlaps.length;
}

/**
 * Label sets: which classes are on the sensor at once, several or one, from one logit for each class.
 *
 *   p_c = σ(z_c),   loss = −mean_c [t_c ln p_c + (1 − t_c) ln(1 − p_c)] in nats,   class c is found where z_c > 0
 *   score = 1 where the found classes are the true ones, all of them and no other, else 0
 *
 * The mean score is the exact match ratio. A set has no order, as overlapped scenes that the optics do not mark have none, and any number
 * of members: two networks' softmax heads would need a loss that tries each order. Two scenes of one class are a set of one.
 * Source: Tsoumakas & Katakis, Int. J. Data Warehous. Min. 3(3), 1 (2007), doi:10.4018/jdwm.2007070101.
 */
import { tf } from '../../engine/tfjs.js';
import type { LabelledImages } from '../batch.js';
import { sigmoidCrossEntropy } from '../losses/classification.js';
import type { Task, Verdict } from './task.js';

/** What a network said of one image. */
export interface LabelSetVerdict extends Verdict {
  /** True classes, in ascending order. */
  readonly labels: readonly number[];
  /** Found ones, in ascending order; none where all logits are at most 0. */
  readonly predicted: readonly number[];
  /** Sigmoids of the logits. */
  readonly probabilities: Float32Array;
}

/** @param classes Number of logits, 1 or more. */
export function labelSets(classes: number): Task<LabelSetVerdict> {
  return {
    lossName: 'binary cross-entropy',
    loss: sigmoidCrossEntropy({ focus: 0, smoothing: 0, classWeights: [], positiveWeight: 1 }),
    targets: (images, rows, size) => {
      const targets = new Float32Array(size * classes);
      rows.forEach((row, place) => {
        for (const label of labelsOf(images, row)) targets[place * classes + label] = 1;
      });
      return tf.tensor2d(targets, [size, classes]);
    },
    judge: (logits, images, row) => judgeLabels(logits, labelsOf(images, row)),
  };
}

/** The label of an image alone where no set is known. */
function labelsOf({ labels, labelSet }: LabelledImages, row: number): readonly number[] {
  return labelSet?.(row) ?? [labels[row]!];
}

/** Judges one image in double precision. @param labels True classes, in ascending order. */
export function judgeLabels(logits: ArrayLike<number>, labels: readonly number[]): LabelSetVerdict {
  const wanted = new Set(labels);
  const all = Array.from(logits);
  const predicted = all.flatMap((logit, label) => (logit > 0 ? [label] : []));
  const losses = all.map((logit, label) => softplus(wanted.has(label) ? -logit : logit));
  return {
    labels,
    predicted,
    probabilities: Float32Array.from(all, logit => 1 / (1 + Math.exp(-logit))),
    loss: losses.reduce((sum, each) => sum + each, 0) / all.length,
    score: Number(predicted.join() === labels.join()),
  };
}

/** ln(1 + eˣ), finite however large x is. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * Classification: which class an image is of, from logits.
 *
 *   p = softmax(z),   loss = −ln p[label] in nats,   score = 1 where the largest logit is that of the label, else 0
 *
 * The mean score is the accuracy. An image that is a blend has a share of each of two labels, and so of both losses and scores.
 * Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.
 */
import { tf } from '../../engine/tfjs.js';
import { softmaxCrossEntropy } from '../losses/classification.js';
import type { Task, Verdict } from './task.js';

/** What a network said of one image. */
export interface ClassVerdict extends Verdict {
  /** Class of the largest logit; the first of equal ones. */
  readonly predicted: number;
  /** Softmax of the logits. */
  readonly probabilities: Float32Array;
}

/** @param classes Number of logits, 2 or more. */
export function classification(classes: number): Task<ClassVerdict> {
  return {
    lossName: 'cross-entropy',
    loss: softmaxCrossEntropy({ focus: 0, smoothing: 0, classWeights: [] }),
    targets: ({ labels, blend }, rows, size) => {
      const targets = new Float32Array(size * classes);
      rows.forEach((row, place) => {
        const other = blend?.(row);
        targets[place * classes + labels[row]!] = 1 - (other?.share ?? 0);
        if (other !== undefined) targets[place * classes + other.label]! += other.share;
      });
      return tf.tensor2d(targets, [size, classes]);
    },
    judge: (logits, { labels, blend }, row) => {
      const own = judgeClass(logits, labels[row]!);
      return blend === undefined ? own : blendedVerdict(own, logits, blend(row));
    },
  };
}

/** Loss and score are blended as labels are. */
function blendedVerdict(
  own: ClassVerdict,
  logits: ArrayLike<number>,
  { label, share }: { readonly label: number; readonly share: number },
): ClassVerdict {
  const other = judgeClass(logits, label);
  const mean = (key: 'loss' | 'score') => (1 - share) * own[key] + share * other[key];
  return { ...own, loss: mean('loss'), score: mean('score') };
}

/** Judges one image in double precision. */
export function judgeClass(logits: ArrayLike<number>, label: number): ClassVerdict {
  let predicted = 0;
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[predicted]!) predicted = c;
  const largest = logits[predicted]!;
  const exponentials = Array.from(logits, logit => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return {
    predicted,
    probabilities: Float32Array.from(exponentials, value => value / sum),
    loss: Math.log(sum) - (logits[label]! - largest),
    score: predicted === label ? 1 : 0,
  };
}

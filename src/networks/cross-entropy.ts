/**
 * Softmax cross-entropy on logits: the loss of a classifier.
 *
 *   p = softmax(z),   loss = −ln p[label],   in nats
 *
 * Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.
 */
import * as tf from '@tensorflow/tfjs';

/**
 * Targets of a batch whose weighted loss is the mean over its `labels.length` images.
 *
 * @param size Rows of the batch; those beyond the labels get weight 0 and so no say in loss or gradient.
 * @returns [size, classes]: 1 / labels.length at the label, else 0.
 */
export function meanTargets(labels: ArrayLike<number>, size: number, classes: number): tf.Tensor2D {
  const targets = new Float32Array(size * classes);
  for (let row = 0; row < labels.length; row++) targets[row * classes + labels[row]!] = 1 / labels.length;
  return tf.tensor2d(targets, [size, classes]);
}

/** Loss of a batch in the graph: −Σ targets · ln softmax(logits), a scalar; targets from `meanTargets`. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => tf.logSoftmax(logits).mul(targets).sum<tf.Scalar>().neg());
}

/** What a network said of one image. */
export interface Verdict {
  /** Class of the largest logit; the first of equal ones. */
  readonly predicted: number;
  /** Softmax of the logits. */
  readonly probabilities: Float32Array;
  /** −ln of the probability of the label, nats. */
  readonly loss: number;
}

/** Judges one image in double precision. */
export function judge(logits: ArrayLike<number>, label: number): Verdict {
  let predicted = 0;
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[predicted]!) predicted = c;
  const largest = logits[predicted]!;
  const exponentials = Array.from(logits, logit => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return {
    predicted,
    probabilities: Float32Array.from(exponentials, value => value / sum),
    loss: Math.log(sum) - (logits[label]! - largest),
  };
}

/** Sums losses and right answers over images, exactly, whatever their batches. */
export class Score {
  private lossSum = 0;
  private right = 0;
  private count = 0;

  add({ predicted, loss }: Verdict, label: number): void {
    this.lossSum += loss;
    if (predicted === label) this.right++;
    this.count++;
  }

  /** Mean loss, nats. */
  get loss(): number {
    return this.lossSum / this.count;
  }

  /** Fraction of right answers, 0 to 1. */
  get accuracy(): number {
    return this.right / this.count;
  }
}

/** Runs a model over images without training it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { batchRows, sceneBatch, type LabelledImages } from './batch.js';
import { judge, Score, type Verdict } from './cross-entropy.js';

export interface EvaluationOptions {
  /** Images computed at once, 1 or more; the numbers do not depend on it. */
  readonly batchSize: number;
  /** Called before each batch with the place of its first image among all rows, so that noise follows the image. */
  readonly beforeBatch?: (firstRow: number) => void;
}

export interface Evaluation {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Fraction of right answers, 0 to 1. */
  readonly accuracy: number;
  /** One per image, in the order of the rows. */
  readonly verdicts: readonly Verdict[];
}

/**
 * Loss, accuracy and probabilities of a classifier that gives logits.
 *
 * @param rows Indices of the images.
 * @throws RangeError if there are no rows, or a loss is not finite.
 */
export async function evaluate(
  model: tf.LayersModel,
  images: LabelledImages,
  rows: Uint32Array,
  options: EvaluationOptions,
): Promise<Evaluation> {
  if (rows.length === 0) throw new RangeError('evaluate: there are 0 images, must be at least 1');
  const score = new Score();
  const verdicts: Verdict[] = [];
  const compute = (scenes: tf.Tensor4D) => model.apply(scenes, { training: false }) as tf.Tensor;
  await forEachOutput(compute, images, rows, options, (logits, row) => {
    const label = images.labels[row]!;
    const verdict = judge(logits, label);
    score.add(verdict, label);
    verdicts.push(verdict);
  });
  if (!Number.isFinite(score.loss)) {
    throw new RangeError(`evaluate: loss is ${score.loss} over ${rows.length} images, must be finite`);
  }
  return { loss: score.loss, accuracy: score.accuracy, verdicts };
}

/**
 * Computes something of each image, batch by batch; other tasks of the process run in between.
 *
 * @param compute From scenes to a tensor with one row per scene.
 * @param visit Gets the row of each image, and the index of the image, in order.
 */
export async function forEachOutput(
  compute: (scenes: tf.Tensor4D) => tf.Tensor,
  images: LabelledImages,
  rows: Uint32Array,
  { batchSize, beforeBatch }: EvaluationOptions,
  visit: (output: Float32Array, row: number) => void,
): Promise<void> {
  const size = Math.min(batchSize, rows.length);
  let firstRow = 0;
  for (const batch of batchRows(rows, size)) {
    beforeBatch?.(firstRow);
    const made = tf.tidy(() => compute(sceneBatch(images, batch, size)));
    // Read outside of the tidy, which would look through all numbers of its result for tensors.
    const outputs = made.dataSync<'float32'>();
    made.dispose();
    const length = outputs.length / size;
    batch.forEach((row, place) => visit(outputs.subarray(place * length, (place + 1) * length), row));
    firstRow += batch.length;
    await nextTurn();
  }
}

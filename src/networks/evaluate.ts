/** Runs a model over images without training it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../engine/tfjs.js';
import { batchRows, inputBatch, type LabelledImages } from './batch.js';
import { Score, type PartScore, type Task, type Verdict } from './tasks/task.js';

export interface EvaluationOptions {
  /** Images computed at once, 1 or more; the numbers do not depend on it. */
  readonly batchSize: number;
  /** Called before each batch with the place of its first image among all rows, so that noise follows the image. */
  readonly beforeBatch?: (firstRow: number) => void;
}

export interface Evaluation<Found extends Verdict = Verdict> {
  /** Mean loss. */
  readonly loss: number;
  /** Mean score. */
  readonly score: number;
  /** One per image, in the order of the rows. */
  readonly verdicts: readonly Found[];
  /** Of each of several tasks; empty where there is one. */
  readonly parts: readonly PartScore[];
}

/**
 * Loss, score and verdicts of a network.
 *
 * @param rows Indices of the images.
 * @throws RangeError if there are no rows, or a loss is not finite.
 */
export async function evaluate<Found extends Verdict>(
  model: tf.LayersModel,
  task: Task<Found>,
  images: LabelledImages,
  rows: Uint32Array,
  options: EvaluationOptions,
): Promise<Evaluation<Found>> {
  if (rows.length === 0) throw new RangeError('evaluate: there are 0 images, must be at least 1');
  const score = new Score(task);
  const verdicts: Found[] = [];
  const compute = (scenes: tf.Tensor4D) => model.apply(scenes, { training: false }) as tf.Tensor;
  await forEachOutput(compute, images, rows, options, (output, row) => {
    const verdict = task.judge(output, images, row);
    score.add(verdict);
    verdicts.push(verdict);
  });
  if (!Number.isFinite(score.loss)) {
    throw new RangeError(`evaluate: loss is ${score.loss} over ${rows.length} images, must be finite`);
  }
  return { loss: score.loss, score: score.score, verdicts, parts: score.parts };
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
    const made = tf.tidy(() => compute(inputBatch(images, batch, size)));
    // Read outside of the tidy, which would look through all numbers of its result for tensors.
    const outputs = made.dataSync<'float32'>();
    made.dispose();
    const length = outputs.length / size;
    batch.forEach((row, place) => visit(outputs.subarray(place * length, (place + 1) * length), row));
    firstRow += batch.length;
    await nextTurn();
  }
}

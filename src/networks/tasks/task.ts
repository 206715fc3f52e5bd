/**
 * What a network is asked: the loss that trains it, and the score that says how well it answers.
 *
 * A trainer knows no more of a task than this.
 */
import type * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '../batch.js';
import type { Loss } from '../losses/loss.js';

/** What is found of one image. */
export interface Verdict {
  /** ℓ of the task's loss. */
  readonly loss: number;
  /** How well the network did; the mean over images is the score, unless the task says otherwise. */
  readonly score: number;
}

export interface Task<Found extends Verdict = Verdict> {
  /** `cross-entropy` */
  readonly lossName: string;
  /** In the graph. */
  readonly loss: Loss;
  /**
   * What the outputs of a batch must come near.
   *
   * @param rows Indices of its images.
   * @param size Rows of the batch; what stands in those beyond the images has no say.
   * @returns As the outputs, [size, ...].
   */
  readonly targets: (images: LabelledImages, rows: Uint32Array, size: number) => tf.Tensor;
  /** Judges the output for one image in double precision. */
  readonly judge: (output: Float32Array, images: LabelledImages, row: number) => Found;
  /** Score of several images together, at least one, from verdicts of this task; the mean of theirs where left out. */
  // A method, so that a trainer, which knows no more than `Verdict`, takes every task.
  scoreOf?(verdicts: readonly Found[]): number;
}

/** Gathers losses and scores over images, exactly, whatever their batches. */
export class Score<Found extends Verdict = Verdict> {
  private lossSum = 0;
  private scoreSum = 0;
  private count = 0;
  private readonly kept: Found[] = [];

  constructor(private readonly task: Pick<Task<Found>, 'scoreOf'>) {}

  add(verdict: Found): void {
    this.lossSum += verdict.loss;
    this.scoreSum += verdict.score;
    this.count++;
    if (this.task.scoreOf) this.kept.push(verdict);
  }

  /** Mean loss. */
  get loss(): number {
    return this.lossSum / this.count;
  }

  /** Of all images together. */
  get score(): number {
    return this.task.scoreOf?.(this.kept) ?? this.scoreSum / this.count;
  }
}

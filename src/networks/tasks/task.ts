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
  /** Of each of several tasks. */
  readonly parts?: readonly Verdict[];
}

/** Loss and score of one of several tasks, over images. */
export interface PartScore {
  readonly loss: number;
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
  /** Where it is several tasks at once, see several.ts: each of them; its verdicts have as many `parts`. */
  readonly parts?: readonly Task[];
  /** The loss of all, and its name, with another loss of the first. */
  readonly lossWith?: (first: Loss) => Loss;
  readonly lossNameWith?: (first: string) => string;
}

/** Sums of a `Score`, as JSON can hold them. */
export interface ScoreState {
  readonly lossSum: number;
  readonly scoreSum: number;
  readonly count: number;
  /** Where the task scores several images together: their verdicts, without arrays of numbers. */
  readonly kept: readonly object[];
  /** Of each of several tasks; absent where there is one. */
  readonly parts?: readonly ScoreState[];
}

/** Gathers losses and scores over images, exactly, whatever their batches. */
export class Score<Found extends Verdict = Verdict> {
  private lossSum = 0;
  private scoreSum = 0;
  private count = 0;
  private readonly kept: Found[] = [];
  private readonly scores: readonly Score[];

  /** @param before What was gathered before an interruption. */
  constructor(
    private readonly task: Pick<Task<Found>, 'scoreOf' | 'parts'>,
    before?: ScoreState,
  ) {
    this.scores = (task.parts ?? []).map((part, place) => new Score(part, before?.parts?.[place]));
    if (before === undefined) return;
    ({ lossSum: this.lossSum, scoreSum: this.scoreSum, count: this.count } = before);
    this.kept.push(...(before.kept as Found[]));
  }

  get state(): ScoreState {
    const { lossSum, scoreSum, count, kept, scores } = this;
    return {
      ...{ lossSum, scoreSum, count, kept: kept.map(withoutArrays) },
      ...(scores.length > 0 && { parts: scores.map(({ state }) => state) }),
    };
  }

  add(verdict: Found): void {
    this.lossSum += verdict.loss;
    this.scoreSum += verdict.score;
    this.count++;
    this.scores.forEach((score, place) => score.add(verdict.parts![place]!));
    if (this.task.scoreOf && this.scores.length === 0) this.kept.push(verdict);
  }

  /** Mean loss. */
  get loss(): number {
    return this.lossSum / this.count;
  }

  /** Of all images together. */
  get score(): number {
    const [first] = this.scores;
    return first?.score ?? this.task.scoreOf?.(this.kept) ?? this.scoreSum / this.count;
  }

  /** Of each of several tasks; empty where there is one. */
  get parts(): PartScore[] {
    return this.scores.map(({ loss, score }) => ({ loss, score }));
  }
}

/** Scores of several images are made of counts and distances, not of what was found at each pixel. */
function withoutArrays(verdict: Verdict): object {
  return Object.fromEntries(Object.entries(verdict).filter(([, value]) => !ArrayBuffer.isView(value)));
}

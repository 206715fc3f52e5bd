/** What a training takes, what it says on its way, and what it gives. */
import type { tf } from '../engine/tfjs.js';
import type { LabelledImages } from './batch.js';
import type { DescentOptions } from './descent.js';
import type { Loss } from './losses/loss.js';
import type { PartScore, Task } from './tasks/task.js';
import type { Checkpoints } from './training-state.js';

export interface TrainingOptions extends DescentOptions {
  /** Judges, and chooses the epoch. */
  readonly task: Task;
  /** What is minimized. Default: the loss of the task. */
  readonly loss?: Loss;
  /** Indices of the images of each split. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  /** What is validated in place of the model and its images, with the same weights. Default: they themselves. */
  readonly validated?: { readonly model: tf.LayersModel; readonly images: LabelledImages };
  /** Passes over the training images, at most; 1 or more. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Epochs without better validation loss before training stops; 0: never stop early. */
  readonly earlyStoppingPatience: number;
  /** Order of the training images in an epoch, counted from 1. */
  readonly orderOf: (rows: Uint32Array, epoch: number) => Uint32Array;
  /** Changes the images of a step, which are then numbered by their place among the rows. Default: they stay as they are. */
  readonly augment?: (rows: Uint32Array, epoch: number) => LabelledImages;
  /** Draws the noise of a training step anew; steps count from 0 over all epochs. */
  readonly beforeStep?: (step: number) => void;
  /** Fixes the noise of the validation images, see `EvaluationOptions`. */
  readonly beforeValidationBatch?: (firstRow: number) => void;
  /** Default: none are kept. */
  readonly checkpoints?: Checkpoints;
}

/** Means over images of loss and score of the task. */
export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  /** Over the epoch, each image judged just before the step that learned from it. */
  readonly trainLoss: number;
  readonly trainScore: number;
  readonly validationLoss: number;
  readonly validationScore: number;
  /** Of each of several tasks; absent where there is one. */
  readonly parts?: readonly { readonly train: PartScore; readonly validation: PartScore }[];
}

export interface TrainingEvents {
  /** After each step: steps done in this epoch, and the mean loss of the epoch so far. */
  readonly onStep?: (progress: StepProgress) => void | Promise<void>;
  readonly onEpoch?: (result: EpochResult) => void | Promise<void>;
}

export interface StepProgress {
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  readonly trainLoss: number;
}

export interface TrainingResult {
  /** The epoch whose weights the model now has. */
  readonly best: EpochResult;
  /** Epochs that were run. */
  readonly epochs: number;
}

/**
 * All that the next step of a training depends on, so that one that was stopped goes on bit for bit as if it had not been.
 *
 * Random numbers, the order of the images and designs that sharpen follow from seeds, epoch and step, and so have no state of their own.
 */
import { tf } from '../engine/tfjs.js';
import type { DescentState } from './descent.js';
import type { PlateauState } from './optimizers/schedules.js';
import type { ScoreState } from './tasks/task.js';
import type { EpochResult } from './training-options.js';

export interface TrainingState {
  /** Epochs done. */
  readonly epochs: number;
  /** Steps done of the next one; its order of images follows from its number. */
  readonly steps: number;
  /** Of these steps. */
  readonly score: ScoreState;
  readonly plateau: PlateauState;
  readonly best: EpochResult | null;
  /** Weights of the best epoch; empty where none is done. */
  readonly bestWeights: readonly Float32Array[];
  /** All weights of the model in their order, the averages of batch normalization among them. */
  readonly weights: readonly Float32Array[];
  readonly descent: DescentState;
}

/** Where states are kept, and when. */
export interface Checkpoints {
  /** The state to go on from; null: none. */
  readonly load: () => TrainingState | null;
  readonly save: (state: TrainingState) => void;
  /** Epochs from one checkpoint to the next; 0: none for that reason. */
  readonly everyEpochs: number;
  /** Minutes from one checkpoint to the next, in the midst of an epoch if need be; 0: none for that reason. */
  readonly everyMinutes: number;
  /** Whether training is to save its state and end. */
  readonly isStopping?: () => boolean;
}

/** Training was asked to end before it was done; its state is saved. */
export class TrainingStopped extends Error {
  override readonly name = 'TrainingStopped';
}

/** Tells when the next checkpoint is due. */
export class CheckpointClock {
  private last = performance.now();

  constructor(private readonly checkpoints: Checkpoints | undefined) {}

  /** @param epochs Epochs done, where one has just ended; null in the midst of one. */
  isDue(epochs: number | null): boolean {
    if (this.checkpoints === undefined) return false;
    const { everyEpochs, everyMinutes, isStopping } = this.checkpoints;
    if (isStopping?.()) return true;
    const isEpochDue = epochs !== null && everyEpochs > 0 && epochs % everyEpochs === 0;
    return isEpochDue || (everyMinutes > 0 && performance.now() - this.last >= everyMinutes * 60_000);
  }

  /** @throws TrainingStopped if training is to end. */
  save(state: TrainingState): void {
    this.checkpoints!.save(state);
    this.last = performance.now();
    if (!this.checkpoints!.isStopping?.()) return;
    throw new TrainingStopped(
      `train: stopped after ${state.epochs} epochs and ${state.steps} steps of the next; it goes on from there when it is started again`,
    );
  }
}

export function weightValues(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map(weight => weight.dataSync<'float32'>().slice());
}

export function setWeightValues(model: tf.LayersModel, weights: readonly Float32Array[]): void {
  tf.tidy(() => {
    const shapes = model.getWeights().map(weight => weight.shape);
    model.setWeights(weights.map((values, index) => tf.tensor(values, shapes[index])));
  });
}

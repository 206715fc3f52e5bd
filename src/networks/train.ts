/**
 * Trains a network, and the optics and sensor in front of it, by gradient descent.
 *
 * The last, shorter batch of an epoch is kept: it is filled up to the batch size with images of weight 0.
 * The weights of the epoch with the lowest validation loss are the result. Designs that become sharper as training goes on are at
 * their sharpest in each validation and afterwards.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { tf } from '../engine/tfjs.js';
import { batchRows, inputBatch, type LabelledImages } from './batch.js';
import { Descent } from './descent.js';
import { evaluate } from './evaluate.js';
import { annealLayers } from './layer-hooks.js';
import { lossProblem } from './loss-problem.js';
import { afterEpoch, plateauStart } from './optimizers/schedules.js';
import { plainSchedule, plateauOptions } from './optimizers/step-size.js';
import { Score } from './tasks/task.js';
import type { EpochResult, TrainingEvents, TrainingOptions, TrainingResult } from './training-options.js';
import { CheckpointClock, setWeightValues, weightValues, type TrainingState } from './training-state.js';

/**
 * Trains the model in place and leaves it with the weights of its best epoch.
 *
 * @param model From scenes to what the task judges.
 * @throws RangeError if a split is empty, a loss is not finite, or a trained parameter has no influence on the loss; TrainingStopped if
 *   its checkpoints ask it to end.
 */
export async function trainModel(
  model: tf.LayersModel,
  images: LabelledImages,
  options: TrainingOptions,
  events: TrainingEvents = {},
): Promise<TrainingResult> {
  for (const split of ['train', 'validation'] as const) {
    if (options[split].length === 0)
      throw new RangeError(`train: there are 0 ${split} images, must be at least 1`);
  }
  const descent = new Descent(model, options.loss ?? options.task.loss, options);
  try {
    return await new Training(model, images, options, events, descent).run();
  } finally {
    descent.dispose();
  }
}

/** One training on its way. */
class Training {
  private epochs = 0;
  private steps = 0;
  private score: Score;
  private plateau = plateauStart;
  private best: EpochResult | null = null;
  private bestWeights: readonly Float32Array[] = [];
  /** Of the last step. */
  private lastFinite: number | null = null;
  private readonly clock: CheckpointClock;

  constructor(
    private readonly model: tf.LayersModel,
    private readonly images: LabelledImages,
    private readonly options: TrainingOptions,
    private readonly events: TrainingEvents,
    private readonly descent: Descent,
  ) {
    this.score = new Score(options.task);
    this.clock = new CheckpointClock(options.checkpoints);
    const state = options.checkpoints?.load() ?? null;
    if (state !== null) this.restore(state);
  }

  async run(): Promise<TrainingResult> {
    while (!this.isDone()) {
      await this.runEpoch();
      if (!this.isDone() && this.clock.isDue(this.epochs)) this.clock.save(this.state());
    }
    setWeightValues(this.model, this.bestWeights);
    return { best: this.best!, epochs: this.epochs };
  }

  private isDone(): boolean {
    const { epochs, earlyStoppingPatience: patience } = this.options;
    const { best } = this;
    return this.epochs >= epochs || (patience > 0 && best !== null && this.epochs - best.epoch >= patience);
  }

  private async runEpoch(): Promise<void> {
    const { model, images, options } = this;
    await this.runSteps(this.epochs + 1);
    annealLayers(model, 1);
    const judged = options.validated ?? { model, images };
    const validated = await evaluate(judged.model, options.task, judged.images, options.validation, {
      batchSize: options.batchSize,
      ...(options.beforeValidationBatch && { beforeBatch: options.beforeValidationBatch }),
    });
    this.epochs++;
    const trained = this.score.parts;
    const result: EpochResult = {
      epoch: this.epochs,
      trainLoss: this.score.loss,
      trainScore: this.score.score,
      validationLoss: validated.loss,
      validationScore: validated.score,
      ...(trained.length > 0 && {
        parts: trained.map((train, place) => ({ train, validation: validated.parts[place]! })),
      }),
    };
    this.steps = 0;
    this.score = new Score(options.task);
    this.plateau = afterEpoch(
      this.plateau,
      result.validationLoss,
      plateauOptions(options.schedule ?? plainSchedule),
    );
    if (this.best === null || result.validationLoss < this.best.validationLoss) {
      this.best = result;
      this.bestWeights = weightValues(model);
    }
    await this.events.onEpoch?.(result);
  }

  /** The steps of an epoch that are not done yet. */
  private async runSteps(epoch: number): Promise<void> {
    const { options, descent } = this;
    const size = Math.min(options.batchSize, options.train.length);
    const batches = batchRows(options.orderOf(options.train, epoch), size);
    descent.beginEpoch(epoch);
    while (this.steps < batches.length) {
      const loss = this.step(epoch, batches, size);
      if (!Number.isFinite(loss)) {
        const place = `epoch ${epoch}, step ${this.steps} of ${batches.length}`;
        throw new RangeError(lossProblem(loss, this.lastFinite, place, options));
      }
      this.lastFinite = loss;
      await this.events.onStep?.({
        epoch,
        step: this.steps,
        steps: batches.length,
        trainLoss: this.score.loss,
      });
      await nextTurn();
      if (this.clock.isDue(null)) this.clock.save(this.state());
    }
  }

  /** @returns Mean loss of the batch before the step. */
  private step(epoch: number, batches: readonly Uint32Array[], size: number): number {
    const { model, options, descent } = this;
    const { task } = options;
    const { images, rows } = this.imagesOf(batches[this.steps]!, epoch);
    const step = (epoch - 1) * batches.length + this.steps;
    const progress = (epoch - 1 + this.steps / batches.length) / options.epochs;
    options.beforeStep?.(step);
    annealLayers(model, progress);
    const scenes = inputBatch(images, rows, size);
    const targets = task.targets(images, rows, size);
    const moment = {
      ...{ progress, step, stepsPerEpoch: batches.length },
      plateauFactor: this.plateau.factor,
    };
    const outputs = descent.step({ scenes, targets, images: rows.length }, moment);
    const batchScore = new Score(task);
    outputs.forEach((output, place) => {
      const verdict = task.judge(output, images, rows[place]!);
      batchScore.add(verdict);
      this.score.add(verdict);
    });
    this.steps++;
    return batchScore.loss;
  }

  /** The images of a batch as the step sees them. */
  private imagesOf(batch: Uint32Array, epoch: number): { images: LabelledImages; rows: Uint32Array } {
    const images = this.options.augment?.(batch, epoch);
    return images === undefined
      ? { images: this.images, rows: batch }
      : { images, rows: batch.map((_, place) => place) };
  }

  private state(): TrainingState {
    return {
      ...{ epochs: this.epochs, steps: this.steps, score: this.score.state, plateau: this.plateau },
      ...{ best: this.best, bestWeights: this.bestWeights },
      ...{ weights: weightValues(this.model), descent: this.descent.state },
    };
  }

  private restore(state: TrainingState): void {
    ({ epochs: this.epochs, steps: this.steps, plateau: this.plateau } = state);
    ({ best: this.best, bestWeights: this.bestWeights } = state);
    this.score = new Score(this.options.task, state.score);
    setWeightValues(this.model, state.weights);
    this.descent.restore(state.descent);
  }
}

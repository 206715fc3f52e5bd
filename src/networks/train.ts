/**
 * Trains a network, and the optics and sensor in front of it, by gradient descent.
 *
 * The last, shorter batch of an epoch is kept: it is filled up to the batch size with images of weight 0.
 * The weights of the epoch with the lowest validation loss are the result. Designs that become sharper as training goes on are at
 * their sharpest in each validation and afterwards.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../engine/tfjs.js';
import type { LayerDescription } from '../engine/layer-description.js';
import { batchRows, sceneBatch, type LabelledImages } from './batch.js';
import { Descent, type StepSizes } from './descent.js';
import { evaluate } from './evaluate.js';
import { annealLayers } from './layer-hooks.js';
import { Score, type Task } from './tasks/task.js';

export interface TrainingOptions extends StepSizes {
  readonly task: Task;
  /** Indices of the images of each split. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  /** Passes over the training images, at most; 1 or more. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Epochs without better validation loss before training stops; 0: never stop early. */
  readonly earlyStoppingPatience: number;
  /** Order of the training images in an epoch, counted from 1. */
  readonly orderOf: (rows: Uint32Array, epoch: number) => Uint32Array;
  /** Draws the noise of a training step anew; steps count from 0 over all epochs. */
  readonly beforeStep?: (step: number) => void;
  /** Fixes the noise of the validation images, see `EvaluationOptions`. */
  readonly beforeValidationBatch?: (firstRow: number) => void;
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

/**
 * Trains the model in place and leaves it with the weights of its best epoch.
 *
 * @param model From scenes to what the task judges.
 * @throws RangeError if a split is empty, a loss is not finite, or a trained parameter has no influence on the loss.
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
  const descent = new Descent(model, options.task.loss, options);
  let [best, bestWeights]: [EpochResult | null, Float32Array[]] = [null, []];
  let epoch = 0;
  try {
    const isDone = () => {
      const { epochs, earlyStoppingPatience: patience } = options;
      return epoch >= epochs || (patience > 0 && best !== null && epoch - best.epoch >= patience);
    };
    while (!isDone()) {
      epoch++;
      const trained = await runEpoch(model, descent, images, options, epoch, events);
      annealLayers(model, 1);
      const validated = await evaluate(model, options.task, images, options.validation, {
        batchSize: options.batchSize,
        ...(options.beforeValidationBatch && { beforeBatch: options.beforeValidationBatch }),
      });
      const result: EpochResult = {
        epoch,
        trainLoss: trained.loss,
        trainScore: trained.score,
        validationLoss: validated.loss,
        validationScore: validated.score,
      };
      if (best === null || result.validationLoss < best.validationLoss) {
        best = result;
        bestWeights = model.getWeights().map(weight => weight.dataSync<'float32'>());
      }
      await events.onEpoch?.(result);
    }
  } finally {
    descent.dispose();
  }
  restoreWeights(model, bestWeights);
  return { best: best!, epochs: epoch };
}

/** How training was done, for the Methods text. */
export function describeTraining(
  options: Pick<
    TrainingOptions,
    | 'epochs'
    | 'batchSize'
    | 'learningRate'
    | 'physicalLearningRate'
    | 'learningRateSchedule'
    | 'earlyStoppingPatience'
  >,
  { lossName }: Task,
): LayerDescription {
  const { epochs, batchSize, learningRate, physicalLearningRate, earlyStoppingPatience } = options;
  const decay = options.learningRateSchedule === 'cosine' ? ', both falling to 0 along a cosine,' : ',';
  const ending =
    earlyStoppingPatience === 0
      ? ''
      : `, or until ${earlyStoppingPatience} epochs in a row brought no lower validation loss`;
  return {
    title: 'Training',
    text:
      `The mean ${lossName} of batches of ${batchSize} images was minimized by Adam with a step size of ${learningRate} ` +
      `for the network and ${physicalLearningRate} for learned hardware${decay} for ${epochs} epochs${ending}. The weights of the ` +
      'epoch with the lowest validation loss were kept. Noise was drawn anew at each training step and was the same at ' +
      'each validation.',
    parameters: [
      { name: 'epochs', value: epochs, unit: '' },
      { name: 'batchSize', value: batchSize, unit: 'images' },
      { name: 'learningRate', value: learningRate, unit: '' },
      { name: 'physicalLearningRate', value: physicalLearningRate, unit: '' },
      { name: 'earlyStoppingPatience', value: earlyStoppingPatience, unit: 'epochs' },
    ],
    source: 'Kingma & Ba, ICLR 2015, doi:10.48550/arXiv.1412.6980',
  };
}

async function runEpoch(
  model: tf.LayersModel,
  descent: Descent,
  images: LabelledImages,
  options: TrainingOptions,
  epoch: number,
  { onStep }: TrainingEvents,
): Promise<Score> {
  const { task } = options;
  const score = new Score(task);
  const size = Math.min(options.batchSize, options.train.length);
  const batches = batchRows(options.orderOf(options.train, epoch), size);
  let lastFinite: number | null = null;
  for (const [index, rows] of batches.entries()) {
    options.beforeStep?.((epoch - 1) * batches.length + index);
    const progress = (epoch - 1 + index / batches.length) / options.epochs;
    annealLayers(model, progress);
    const scenes = sceneBatch(images, rows, size);
    const targets = task.targets(images, rows, size);
    const outputs = descent.step({ scenes, targets, images: rows.length }, progress);
    const batchScore = new Score(task);
    outputs.forEach((output, place) => {
      const verdict = task.judge(output, images, rows[place]!);
      batchScore.add(verdict);
      score.add(verdict);
    });
    if (!Number.isFinite(batchScore.loss)) {
      const before =
        lastFinite === null ? 'there was no finite loss before' : `the last finite loss was ${lastFinite}`;
      throw new RangeError(
        `train: loss is ${batchScore.loss} in epoch ${epoch}, step ${index + 1} of ${batches.length}, must be finite; ` +
          `${before}; try a smaller training.learningRate (${options.learningRate}) or training.physicalLearningRate ` +
          `(${options.physicalLearningRate})`,
      );
    }
    lastFinite = batchScore.loss;
    await onStep?.({ epoch, step: index + 1, steps: batches.length, trainLoss: score.loss });
    await nextTurn();
  }
  return score;
}

function restoreWeights(model: tf.LayersModel, weights: readonly Float32Array[]): void {
  tf.tidy(() => {
    const shapes = model.getWeights().map(weight => weight.shape);
    model.setWeights(weights.map((values, index) => tf.tensor(values, shapes[index])));
  });
}

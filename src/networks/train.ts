/**
 * Trains a classifier, and the optics and sensor in front of it, by gradient descent.
 *
 * One gradient of the mean cross-entropy a step, shared by two Adam optimizers (Kingma & Ba, ICLR 2015, arXiv:1412.6980):
 * one for the weights of the network, one with its own step size for hardware parameters, whose scale is another.
 * The last, shorter batch of an epoch is kept: it is filled up to the batch size with images of weight 0.
 * The weights of the epoch with the lowest validation loss are the result.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { isHardwareLayer } from '../engine/layer-description.js';
import { flush } from '../engine/start.js';
import { batchRows, sceneBatch, type LabelledImages } from './batch.js';
import { crossEntropy, judge, meanTargets, Score } from './cross-entropy.js';
import { evaluate } from './evaluate.js';

export interface TrainingOptions {
  /** Indices of the images of each split. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  /** Passes over the training images, at most; 1 or more. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Step size of Adam for the network. */
  readonly learningRate: number;
  /** Step size of Adam for hardware parameters. */
  readonly physicalLearningRate: number;
  /** Epochs without better validation loss before training stops; 0: never stop early. */
  readonly earlyStoppingPatience: number;
  /** Order of the training images in an epoch, counted from 1. */
  readonly orderOf: (rows: Uint32Array, epoch: number) => Uint32Array;
  /** Draws the noise of a training step anew; steps count from 0 over all epochs. */
  readonly beforeStep?: (step: number) => void;
  /** Fixes the noise of the validation images, see `EvaluationOptions`. */
  readonly beforeValidationBatch?: (firstRow: number) => void;
}

/** Losses are mean cross-entropies in nats, accuracies fractions from 0 to 1. */
export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  /** Over the epoch, each image judged just before the step that learned from it. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
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
 * @param model From scenes to logits.
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
  const descent = new Descent(model, options);
  let [best, bestWeights]: [EpochResult | null, Float32Array[]] = [null, []];
  let epoch = 0;
  try {
    const isDone = () => {
      const { epochs, earlyStoppingPatience: patience } = options;
      return epoch >= epochs || (patience > 0 && best !== null && epoch - best.epoch >= patience);
    };
    while (!isDone()) {
      epoch++;
      const trained = await runEpoch(descent, images, options, epoch, events);
      const validated = await evaluate(model, images, options.validation, {
        batchSize: options.batchSize,
        ...(options.beforeValidationBatch && { beforeBatch: options.beforeValidationBatch }),
      });
      const result: EpochResult = {
        epoch,
        trainLoss: trained.loss,
        trainAccuracy: trained.accuracy,
        validationLoss: validated.loss,
        validationAccuracy: validated.accuracy,
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

async function runEpoch(
  descent: Descent,
  images: LabelledImages,
  options: TrainingOptions,
  epoch: number,
  { onStep }: TrainingEvents,
): Promise<Score> {
  const score = new Score();
  const size = Math.min(options.batchSize, options.train.length);
  const batches = batchRows(options.orderOf(options.train, epoch), size);
  let lastFinite: number | null = null;
  for (const [index, rows] of batches.entries()) {
    options.beforeStep?.((epoch - 1) * batches.length + index);
    const labels = Array.from(rows, row => images.labels[row]!);
    const logits = descent.step(sceneBatch(images, rows, size), labels);
    const batchScore = new Score();
    labels.forEach((label, place) => {
      const verdict = judge(logits[place]!, label);
      batchScore.add(verdict, label);
      score.add(verdict, label);
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

/** The two optimizers and the variables of each. */
class Descent {
  private readonly groups: readonly { optimizer: tf.AdamOptimizer; variables: tf.Variable[] }[];
  private readonly names = new Map<string, string>();

  constructor(
    private readonly model: tf.LayersModel,
    { learningRate, physicalLearningRate }: TrainingOptions,
  ) {
    const variablesOf = (layers: readonly tf.layers.Layer[]) =>
      layers.flatMap(layer =>
        layer.trainableWeights.map(weight => {
          // What a layer's weight reads is the variable itself.
          const variable = weight.read() as unknown as tf.Variable;
          this.names.set(variable.name, weight.originalName);
          return variable;
        }),
      );
    const hardware = model.layers.filter(isHardwareLayer);
    const network = model.layers.filter(layer => !isHardwareLayer(layer));
    this.groups = [
      { optimizer: tf.train.adam(learningRate), variables: variablesOf(network) },
      { optimizer: tf.train.adam(physicalLearningRate), variables: variablesOf(hardware) },
    ].filter(({ variables }) => variables.length > 0);
  }

  /**
   * One step; disposes the scenes.
   *
   * @returns Logits of each image before the step.
   */
  step(scenes: tf.Tensor4D, labels: readonly number[]): Float32Array[] {
    const variables = this.groups.flatMap(group => group.variables);
    const logits = tf.tidy(() => {
      let made: tf.Tensor2D | null = null;
      const loss = () => {
        made = tf.keep(this.model.apply(scenes, { training: true }) as tf.Tensor2D);
        return crossEntropy(made, meanTargets(labels, scenes.shape[0], made.shape[1]));
      };
      const { grads } = tf.variableGrads(loss, variables);
      for (const { optimizer, variables: own } of this.groups) {
        optimizer.applyGradients(own.map(({ name }) => ({ name, tensor: this.gradientOf(name, grads) })));
      }
      return made!;
    });
    scenes.dispose();
    flush();
    const classes = logits.shape[1];
    const values = logits.dataSync<'float32'>();
    logits.dispose();
    return labels.map((_, place) => values.subarray(place * classes, (place + 1) * classes));
  }

  dispose(): void {
    for (const { optimizer } of this.groups) optimizer.dispose();
  }

  private gradientOf(name: string, grads: Partial<tf.NamedTensorMap>): tf.Tensor {
    const gradient = grads[name];
    if (gradient === undefined) {
      const weight = this.names.get(name) ?? name;
      throw new RangeError(`train: ${weight} is trained but has no influence on the loss`);
    }
    return gradient;
  }
}

function restoreWeights(model: tf.LayersModel, weights: readonly Float32Array[]): void {
  tf.tidy(() => {
    const shapes = model.getWeights().map(weight => weight.shape);
    model.setWeights(weights.map((values, index) => tf.tensor(values, shapes[index])));
  });
}

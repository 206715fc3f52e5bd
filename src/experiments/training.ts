/** The training of a config: what the trainer gets of it, and its Methods text. */
import type { LayerDescription } from '../engine/layer-description.js';
import type { LabelledImages } from '../networks/batch.js';
import type { DescentOptions } from '../networks/descent.js';
import { balancedClassWeights } from '../networks/losses/class-weights.js';
import type { Loss } from '../networks/losses/loss.js';
import { losses } from '../networks/losses/registry.js';
import { optimizers } from '../networks/optimizers/registry.js';
import { scheduleText } from '../networks/optimizers/step-size.js';
import type { StartRecord } from '../networks/start-weights.js';
import type { Task } from '../networks/tasks/task.js';
import { augmentationText } from './augmentation-text.js';
import type { ExperimentConfig } from './config/schema.js';
import type { Choice } from './config/training-schema.js';
import { networkPrefix } from './network.js';

type TrainingConfig = ExperimentConfig['training'];

/** Step sizes, optimizer, schedule, penalties, and which weights are trained when. */
export function descentOptions(training: TrainingConfig): DescentOptions {
  const { frozen, unfreezeAfterEpochs, turns, turnEpochs, optimizer } = training;
  const { make } = optimizers.find(each => each.optimizer === optimizer.type)!;
  return {
    learningRate: training.learningRate,
    physicalLearningRate: training.physicalLearningRate,
    learningRateSchedule: training.learningRateSchedule,
    schedule: training.schedule,
    optimizer: weights => make(weights, optimizer),
    gradientClipNorm: training.gradientClipNorm,
    l1: training.l1,
    l2: training.l2,
    plan: { frozen, unfreezeAfterEpochs, turns, turnEpochs },
    namePrefix: networkPrefix,
  };
}

/** What the weights of classes are made from. */
export interface LossContext {
  readonly task: ExperimentConfig['task'];
  readonly classes: number;
  readonly images: LabelledImages;
  /** Indices of the training images. */
  readonly rows: Uint32Array;
}

/**
 * The loss that a config names; undefined: that of the task.
 *
 * @throws RangeError if there are not as many class weights as classes, or weights are to be balanced and a class has no image.
 */
export function lossOf({ loss }: TrainingConfig, context: LossContext): Loss | undefined {
  if (loss.type === 'task') return undefined;
  const { make } = losses.find(each => each.loss === loss.type)!;
  return make({ ...loss, ...classWeightsOf(loss, context) });
}

function classWeightsOf(loss: Choice, context: LossContext): { readonly classWeights?: readonly number[] } {
  const given = loss.classWeights as 'balanced' | readonly number[] | undefined;
  if (given === undefined) return {};
  if (given === 'balanced') return { classWeights: balancedWeights(context) };
  if (given.length === 0 || given.length === context.classes) return { classWeights: given };
  throw new RangeError(
    `training.loss.classWeights: found ${given.length} weights, must be one for each of ${context.classes} classes`,
  );
}

function balancedWeights(context: LossContext): number[] {
  const counts = classCounts(context);
  const empty = counts.indexOf(0);
  if (empty < 0) return balancedClassWeights(counts);
  const found = context.task === 'segment' ? 'pixels' : 'training images';
  throw new RangeError(
    `training.loss.classWeights: found balanced, must be a list of weights, as class ${empty} has no ${found}`,
  );
}

/** Training images of each class, one in each class of its set, or their pixels where pixels have classes. */
function classCounts({ task, classes, images, rows }: LossContext): number[] {
  const { labels, labelSet, pixelClasses } = images;
  const labelsOf = (row: number): Iterable<number> => {
    if (task === 'segment') return pixelClasses!(Uint32Array.of(row));
    const set = task === 'multi-label' ? labelSet?.(row) : undefined;
    return set ?? [labels[row]!];
  };
  const counts = Array<number>(classes).fill(0);
  for (const row of rows) for (const label of labelsOf(row)) counts[label]!++;
  return counts;
}

/** How training was done, for the Methods text. */
export function describeTraining(
  training: TrainingConfig,
  task: Task,
  start: StartRecord | null = null,
): LayerDescription {
  const { epochs, batchSize, learningRate, physicalLearningRate, earlyStoppingPatience } = training;
  const optimizer = optimizers.find(each => each.optimizer === training.optimizer.type)!;
  const ending =
    earlyStoppingPatience === 0
      ? ''
      : `, or until ${earlyStoppingPatience} epochs in a row brought no lower validation loss`;
  const changing = scheduleText(training.learningRateSchedule, training.schedule);
  return {
    title: 'Training',
    text:
      `The mean ${lossText(training.loss, task)} of batches of ${batchSize} images was minimized by ` +
      `${optimizer.title}${keysText(training.optimizer)} with a step size of ${learningRate} for the network and ` +
      `${optimizer.optimizer === 'adam' ? '' : 'by Adam with '}${physicalLearningRate} for learned hardware${changing}, for ` +
      `${epochs} epochs${ending}. The weights of the epoch with the lowest validation loss were kept. Noise was drawn anew at each ` +
      `training step and was the same at each validation.${startText(start)}${rulesText(training)}` +
      augmentationText(training.augmentation),
    parameters: [
      { name: 'epochs', value: epochs, unit: '' },
      { name: 'batchSize', value: batchSize, unit: 'images' },
      { name: 'learningRate', value: learningRate, unit: '' },
      { name: 'physicalLearningRate', value: physicalLearningRate, unit: '' },
      { name: 'earlyStoppingPatience', value: earlyStoppingPatience, unit: 'epochs' },
    ],
    source: optimizer.source,
  };
}

function startText(start: StartRecord | null): string {
  if (start === null) return '';
  const drawn = start.notTaken.length === 0 ? 'none' : String(start.notTaken.length);
  return ` Training began with ${start.taken.length} weights of a saved model; ${drawn} were drawn at random.`;
}

function lossText(loss: Choice, { lossName, lossNameWith }: Pick<Task, 'lossName' | 'lossNameWith'>): string {
  if (loss.type === 'task') return lossName;
  const { title } = losses.find(each => each.loss === loss.type)!;
  const name = `${title.charAt(0).toLowerCase()}${title.slice(1)}${keysText(loss)}`;
  return lossNameWith?.(name) ?? name;
}

/** ` (momentum 0.9)`; lists that are empty left out. */
function keysText(choice: Choice): string {
  const shown = Object.entries(choice).filter(
    ([key, value]) => key !== 'type' && (!Array.isArray(value) || value.length > 0),
  );
  if (shown.length === 0) return '';
  const texts = shown.map(
    ([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  return ` (${texts.join('; ')})`;
}

/** Sentences for what is not as plain training has it. */
function rulesText(training: TrainingConfig): string {
  const { gradientClipNorm, l1, l2, turns, turnEpochs, frozen, unfreezeAfterEpochs } = training;
  const penalties = [
    ...(l1 > 0 ? [`${l1} times the sum of their magnitudes`] : []),
    ...(l2 > 0 ? [`${l2} times the sum of their squares`] : []),
  ];
  const sentences = [
    ...(gradientClipNorm > 0
      ? [`The gradient of the network was cut to a norm of ${gradientClipNorm}.`]
      : []),
    ...(penalties.length > 0 ? [`Kernels of the network were penalized by ${penalties.join(' and ')}.`] : []),
    ...(turns === 'alternating'
      ? [`Network and learned hardware were trained in turns of ${turnEpochs} epochs, the network first.`]
      : []),
    ...(frozen.length > 0
      ? [
          `Layers ${frozen.join(', ')} were not trained` +
            `${unfreezeAfterEpochs > 0 ? ` in the first ${unfreezeAfterEpochs} epochs` : ''}.`,
        ]
      : []),
  ];
  return sentences.map(sentence => ` ${sentence}`).join('');
}

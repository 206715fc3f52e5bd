/** Schema of the config's `training` section; losses and optimizers are read from their registries. */
import { z } from 'zod';
import type { TaskName } from '../../analysis/score-kind.js';
import type { LossDefinition } from '../../networks/losses/loss.js';
import { losses } from '../../networks/losses/registry.js';
import { optimizers } from '../../networks/optimizers/registry.js';
import { plainSchedule, scheduleNames } from '../../networks/optimizers/step-size.js';
import { plainPlan } from '../../networks/weight-groups.js';
import { augmentationSchema } from './augmentation-schema.js';

/** A choice from a registry; its other keys are those of its definition. */
export interface Choice {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The losses that can train each task, besides its own. */
export const lossesOfTask: Readonly<Record<TaskName, readonly string[]>> = {
  classify: ['softmax-cross-entropy', 'sigmoid-cross-entropy'],
  'multi-label': ['sigmoid-cross-entropy'],
  reconstruct: ['squared', 'absolute', 'huber', 'mu-law'],
  segment: ['cross-entropy-dice', 'dice', 'softmax-cross-entropy', 'sigmoid-cross-entropy'],
  locate: ['squared', 'absolute', 'huber'],
};

const classWeights = z
  .union([z.array(z.number().min(0)), z.literal('balanced')])
  .default([])
  .describe(
    'Weight of each class, in their order; balanced: all images (or pixels) over the classes times those of the class; empty: 1 for all.',
  );

/** The keys of a loss in a config. */
export function lossKeys({ keys }: LossDefinition): z.ZodRawShape {
  return 'classWeights' in keys ? { ...keys, classWeights } : keys;
}

const ownLoss = z.strictObject({
  // Optional before its default, so that a section without a type is one of this kind.
  type: z.literal('task').optional().default('task').describe('The loss of the task.'),
});

const lossSchema: z.ZodType<Choice> = z.discriminatedUnion('type', [
  ownLoss,
  ...losses.map(each =>
    z.strictObject({ type: z.literal(each.loss).describe(`${each.title}.`), ...lossKeys(each) }),
  ),
]);

const [firstOptimizer, ...otherOptimizers] = optimizers.map(({ optimizer, title, keys }, index) => {
  const literal = z.literal(optimizer);
  const type = index === 0 ? literal.optional().default(optimizer) : literal;
  return z.strictObject({ type: type.describe(`${title}.`), ...keys });
});

const optimizerSchema: z.ZodType<Choice> = z.discriminatedUnion('type', [
  firstOptimizer!,
  ...otherOptimizers,
]);

const positive = z.number().gt(0);

const schedule = z.strictObject({
  warmUpEpochs: z
    .number()
    .min(0)
    .max(1000)
    .default(plainSchedule.warmUpEpochs)
    .describe('Epochs in which step sizes rise linearly to their full size, or a fraction of one; 0: none.'),
  lastFactor: z
    .number()
    .min(0)
    .max(1)
    .default(plainSchedule.lastFactor)
    .describe('cosine: factor of the step sizes at the end, 0 to 1.'),
  milestones: z
    .array(positive.lt(1))
    .max(20)
    .default([...plainSchedule.milestones])
    .describe('steps: fractions of all epochs after which step sizes are multiplied by decayFactor.'),
  decayFactor: positive
    .lt(1)
    .default(plainSchedule.decayFactor)
    .describe('steps, plateau: what step sizes are multiplied by, between 0 and 1.'),
  plateauPatience: z
    .int()
    .min(1)
    .max(100_000)
    .default(plainSchedule.plateauPatience)
    .describe('plateau: epochs without lower validation loss before step sizes fall.'),
});

const checkpoint = z.strictObject({
  everyEpochs: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('Epochs from one checkpoint to the next; 0: none for that reason.'),
  everyMinutes: z
    .number()
    .min(0)
    .max(1e6)
    .default(5)
    .describe(
      'Minutes from one checkpoint to the next, also in the midst of an epoch; 0: none for that reason.',
    ),
});

export const trainingSchema = z.strictObject({
  epochs: z.int().min(1).max(100_000).default(4).describe('Passes over the training images, at most.'),
  batchSize: z.int().min(1).max(65_536).default(64).describe('Images per training step.'),
  learningRate: positive.max(10).default(0.001).describe('Step size of the network.'),
  physicalLearningRate: positive
    .max(10)
    .default(0.02)
    .describe('Step size of Adam for learned optics and sensor parameters.'),
  loss: lossSchema
    .prefault({})
    .describe('What is minimized; recorded is the loss of the task, but mu-law where that is minimized.'),
  optimizer: optimizerSchema
    .prefault({})
    .describe('What moves the weights of the network; learned hardware is always moved by Adam.'),
  learningRateSchedule: z
    .enum(scheduleNames)
    .default('constant')
    .describe(
      'cosine: both step sizes fall along a cosine from the first epoch to the last; steps: at milestones; plateau: where the ' +
        'validation loss no longer falls.',
    ),
  schedule: schedule.prefault({}).describe('Numbers of the schedule.'),
  augmentation: augmentationSchema
    .prefault({})
    .describe('How training scenes are changed at random in front of the camera.'),
  gradientClipNorm: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe('Largest norm of the gradient of the network, all weights together; 0: any.'),
  l1: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('Factor of the penalty on the sum of magnitudes of all kernels of the network; 0: none.'),
  l2: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('Factor of the penalty on the sum of squares of all kernels of the network; 0: none.'),
  turns: z
    .enum(['joint', 'alternating'])
    .default(plainPlan.turns)
    .describe('alternating: the network alone for some epochs, then learned hardware alone, and so on.'),
  turnEpochs: z
    .int()
    .min(1)
    .max(100_000)
    .default(plainPlan.turnEpochs)
    .describe('alternating: epochs of a turn.'),
  frozen: z
    .array(z.string().min(1))
    .max(1000)
    .default([...plainPlan.frozen])
    .describe(
      'Names of layers that are not trained, of the network or the camera; * for any letters: conv*.',
    ),
  unfreezeAfterEpochs: z
    .int()
    .min(0)
    .max(100_000)
    .default(plainPlan.unfreezeAfterEpochs)
    .describe('Epochs after which frozen layers are trained too; 0: never.'),
  startPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Saved weights to start from: the folder of a trial, of the results of one, of a model, or a model.json of Keras or TensorFlow.js; none: drawn ones.',
    ),
  earlyStoppingPatience: z
    .int()
    .min(0)
    .max(100_000)
    .default(3)
    .describe('Epochs without better validation loss before training stops; 0: never stop early.'),
  cacheMegabytes: z
    .number()
    .min(0)
    .max(1e6)
    .default(512)
    .describe(
      'Memory for the images behind the fixed layers in front of the camera, which are computed once, MB; 0: computed at each step.',
    ),
  checkpoint: checkpoint
    .prefault({})
    .describe('When the state of a training is saved, so that it can go on after a stop.'),
});

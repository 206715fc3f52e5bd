/** Keys of the config's `data` section that every source has: how many images, and how they are split. */
import { z } from 'zod';

/** Of images. */
export const count = z.int().min(1).max(100_000_000);

/** Of images in arrays. */
export const arrayFullScale = z
  .number()
  .gt(0)
  .max(1e9)
  .exactOptional()
  .describe('Value of a scene at full scale; omitted: 255, 65535, or 1 for floating point.');

const mostFolds = 100;

const split = z.strictObject({
  seed: z.int().min(0).max(2_000_000_000).default(1).describe('Seed of the split; the same for all repeats.'),
  validationFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.15)
    .describe('Fraction of the images kept for choosing the best epoch, 0 to 1.'),
  testFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe(
      'Fraction of the images kept for the final test, 0 to 1. Unused where the set brings a test part, and with folds.',
    ),
  folds: z
    .int()
    .min(2)
    .max(mostFolds)
    .exactOptional()
    .describe(
      'Cross-validation: parts of the images, 2 to 100, each of which is the test part of a training of its own. Omitted: one split.',
    ),
  fold: z
    .int()
    .min(1)
    .max(mostFolds)
    .exactOptional()
    .describe('The only fold that is tested, from 1. Omitted: each in turn.'),
});

export const sharedKeys = {
  classes: z
    .array(z.union([z.string().min(1).max(255), z.int().min(0).max(65_535)]))
    .min(2)
    .max(256)
    .exactOptional()
    .describe('Names of the classes to use, in the order of the labels; omitted: all.'),
  trainImages: count.exactOptional().describe('This many training images; omitted: all.'),
  validationImages: count.exactOptional().describe('This many validation images; omitted: all.'),
  testImages: count.exactOptional().describe('This many test images; omitted: all.'),
  split: split.prefault({}).describe('How images are divided into training, validation and test.'),
  isRolled: z
    .boolean()
    .default(false)
    .describe(
      'true: each scene is rolled circularly by a random shift of its own, so that scenes are alike everywhere.',
    ),
  stackedScenes: z
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe(
      'Grey images stacked as channels, for the layer overlap: each with companions of its own split, 1 to 16; the label is that ' +
        'of the first.',
    ),
};

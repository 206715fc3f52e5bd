/** Schema of the config's `data` section: where the images come from and how they are split. */
import { z } from 'zod';

const count = z.int().min(1).max(100_000_000);

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
      'Fraction of the images kept for the final test, 0 to 1. Unused where the set brings a test part.',
    ),
});

const sharedKeys = {
  trainImages: count.exactOptional().describe('This many training images; omitted: all.'),
  validationImages: count.exactOptional().describe('This many validation images; omitted: all.'),
  testImages: count.exactOptional().describe('This many test images; omitted: all.'),
  split: split.prefault({}).describe('How images are divided into training, validation and test.'),
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

const path = z.string().min(1);

const mnist = z.strictObject({
  source: z.literal('mnist').describe('Handwritten digits, 28 x 28, grey; comes with physlayer.'),
  ...sharedKeys,
});

const idx = z.strictObject({
  source: z.literal('idx').describe('Files in the IDX format of MNIST, plain or .gz.'),
  imagesPath: path.describe(
    'IDX file of the images; a relative path starts at the folder of the config file.',
  ),
  labelsPath: path.describe(
    'IDX file of the labels; a relative path starts at the folder of the config file.',
  ),
  testImagesPath: path.exactOptional().describe("IDX file of the set's own test images."),
  testLabelsPath: path.exactOptional().describe("IDX file of the set's own test labels."),
  ...sharedKeys,
});

const sidePixels = z.int().min(4).max(4096);

const resize = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('none').describe('Images are taken as they are; all must have one size.'),
  }),
  z.strictObject({
    mode: z
      .enum(['stretch', 'cover', 'contain'])
      .describe('stretch: ignore the aspect ratio; cover: fill and crop; contain: fit and pad with black.'),
    heightPixels: sidePixels.describe('Height after resizing, pixels.'),
    widthPixels: sidePixels.describe('Width after resizing, pixels.'),
  }),
]);

const folder = z.strictObject({
  source: z.literal('folder').describe('A folder with one sub-folder of images (JPEG, PNG, TIFF) per class.'),
  path: path.describe('The folder; a relative path starts at the folder of the config file.'),
  color: z.enum(['grey', 'rgb']).default('rgb').describe('One channel (grey) or three (rgb).'),
  resize: resize.default({ mode: 'none' }).describe('How images are brought to one size.'),
  groupPattern: z
    .string()
    .exactOptional()
    .describe(
      'Regular expression on the file name; its first group identifies the original of augmented copies, ' +
        'and one original never spans two splits.',
    ),
  ...sharedKeys,
});

export const dataSchema = z.discriminatedUnion('source', [mnist, idx, folder]);

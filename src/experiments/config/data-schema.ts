/** Schema of the config's `data` section: where the images come from and how they are split. */
import { z } from 'zod';
import { fluorophoreNames } from '../../spectra/fluorophores.js';

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

const groupPattern = z
  .string()
  .exactOptional()
  .describe(
    'Regular expression on the file name; its first group identifies the original of augmented copies, ' +
      'and one original never spans two splits.',
  );

const folder = z.strictObject({
  source: z.literal('folder').describe('A folder with one sub-folder of images (JPEG, PNG, TIFF) per class.'),
  path: path.describe('The folder; a relative path starts at the folder of the config file.'),
  color: z.enum(['grey', 'rgb']).default('rgb').describe('One channel (grey) or three (rgb).'),
  resize: resize.default({ mode: 'none' }).describe('How images are brought to one size.'),
  groupPattern,
  ...sharedKeys,
});

const color = z.enum(['grey', 'rgb']).default('rgb').describe('One channel (grey) or three (rgb).');
const fileName = z.string().min(1).max(255);
const imagesFolder = fileName.default('images').describe('Folder of the images in data.path.');

const masks = z.strictObject({
  source: z.literal('masks').describe('Images, and masks that say which class each pixel is of.'),
  path: path.describe('Folder of both folders; a relative path starts at the folder of the config file.'),
  imagesFolder,
  masksFolder: fileName.default('masks').describe('Folder of the masks in data.path.'),
  maskFiles: z
    .enum(['one', 'per-object'])
    .default('one')
    .describe(
      'one: a mask for each image, of its name; per-object: a folder for each image, of its name, with a mask for each object, above 0 ' +
        'where it is.',
    ),
  maskSuffix: z
    .string()
    .max(100)
    .default('')
    .describe('What the name of a mask, or of a folder of masks, has behind that of its image.'),
  maskValues: z
    .array(z.int().min(0).max(65_535))
    .min(2)
    .max(256)
    .default([0, 255])
    .describe('Code of each class in the masks, the ground first; another code is an error.'),
  maskNames: z
    .array(z.string().min(1).max(60))
    .min(2)
    .max(256)
    .default(['ground', 'object'])
    .describe('Name of each class, in the order of maskValues.'),
  tilePixels: z
    .int()
    .min(8)
    .max(4096)
    .exactOptional()
    .describe(
      'Side of square tiles into which images are cut, 8 to 4096; those of one image stay in one part of the split. Omitted: whole images.',
    ),
  color,
  resize: resize
    .default({ mode: 'none' })
    .describe('How images are brought to one size, before they are cut.'),
  groupPattern,
  ...sharedKeys,
});

const boxes = z.strictObject({
  source: z.literal('boxes').describe('Images, and a box around the object whose position is asked for.'),
  path: path.describe('Folder of images and boxes; a relative path starts at the folder of the config file.'),
  imagesFolder,
  boxes: fileName
    .default('boxes.csv')
    .describe(
      'In data.path: a CSV file with the columns image, label, xmin, ymin, xmax, ymax, or a folder of Pascal VOC files.',
    ),
  objectLabel: z.string().min(1).max(100).describe('Label of the boxes around the object.'),
  otherImages: z
    .enum(['error', 'skip'])
    .default('error')
    .describe('What becomes of images with no such box or with several: error, or skip (left out).'),
  color,
  resize: resize.default({ mode: 'none' }).describe('How images are brought to one size.'),
  groupPattern,
  ...sharedKeys,
});

const npy = z.strictObject({
  source: z.literal('npy').describe('Arrays of NumPy: .npy, or in an .npz archive.'),
  imagesPath: path.describe(
    'Array of the images, (count, height, width) or (count, height, width, channels); a relative path starts at the folder of the ' +
      'config file.',
  ),
  labelsPath: path.describe('Array of the labels; a relative path starts at the folder of the config file.'),
  testImagesPath: path.exactOptional().describe("Array of the set's own test images."),
  testLabelsPath: path.exactOptional().describe("Array of the set's own test labels."),
  imagesArray: path.exactOptional().describe('Name of the array where imagesPath is an archive of several.'),
  labelsArray: path.exactOptional().describe('Name of the array where labelsPath is an archive of several.'),
  testImagesArray: path
    .exactOptional()
    .describe('Name of the array where testImagesPath is an archive of several.'),
  testLabelsArray: path
    .exactOptional()
    .describe('Name of the array where testLabelsPath is an archive of several.'),
  fullScale: z
    .number()
    .gt(0)
    .max(1e9)
    .exactOptional()
    .describe('Value of a scene at full scale; omitted: 255, 65535, or 1 for floating point.'),
  ...sharedKeys,
});

const cifar10 = z.strictObject({
  source: z
    .literal('cifar10')
    .describe('CIFAR-10, binary version: data_batch_1 to 5.bin and test_batch.bin.'),
  path: path.describe('Folder of the files; a relative path starts at the folder of the config file.'),
  ...sharedKeys,
});

const csv = z.strictObject({
  source: z.literal('csv').describe('A text file with a label and the codes of the pixels in each line.'),
  path: path.describe('The file; a relative path starts at the folder of the config file.'),
  testPath: path.exactOptional().describe("File of the set's own test images."),
  heightPixels: z.int().min(1).max(4096).describe('Height of the images, 1 to 4096.'),
  widthPixels: z.int().min(1).max(4096).describe('Width of the images, 1 to 4096.'),
  channels: z.int().min(1).max(64).default(1).describe('Codes of a pixel, which follow each other, 1 to 64.'),
  labelColumn: z.enum(['first', 'last']).default('first').describe('Where the label stands in a line.'),
  hasHeader: z.boolean().default(true).describe('Whether the first line names the columns.'),
  fullScale: z.int().min(1).max(65535).default(255).describe('Code of a scene at full scale, 1 to 65535.'),
  ...sharedKeys,
});

const procedural = {
  source: z.literal('procedural').describe('Scenes that are computed, of a kind.'),
  images: count.default(1000).describe('Number of images in all.'),
  heightPixels: z.int().min(16).max(1024).default(32).describe('Height of the images, 16 to 1024.'),
  widthPixels: z.int().min(16).max(1024).default(32).describe('Width of the images, 16 to 1024.'),
  seed: z
    .int()
    .min(0)
    .max(2_000_000_000)
    .default(1)
    .describe('Seed of the scenes; the same for all repeats.'),
};

const kinds = z.discriminatedUnion('kind', [
  z.strictObject({
    ...procedural,
    kind: z.literal('textures').describe('Bar gratings; a class for each period and orientation.'),
    periodsPixels: z
      .array(z.number().min(3).max(1024))
      .min(1)
      .max(64)
      .default([4, 8])
      .describe('Distances from bar to bar, 3 to 1024 pixels each.'),
    orientations: z.int().min(1).max(64).default(4).describe('Directions, evenly over 180 degrees, 1 to 64.'),
    ...sharedKeys,
  }),
  z.strictObject({
    ...procedural,
    kind: z.literal('point-emitters').describe('Points of light on a dark ground.'),
    classBy: z
      .enum(['count', 'quadrant'])
      .default('count')
      .describe('count: how many points; quadrant: in which quarter of the image the only one is.'),
    mostEmitters: z.int().min(2).max(64).default(5).describe('Number of classes by count, 2 to 64.'),
    spotPixels: z
      .number()
      .min(0.5)
      .max(64)
      .default(1)
      .describe('Standard deviation of a spot, 0.5 to 64 pixels.'),
    ...sharedKeys,
  }),
  z.strictObject({
    ...procedural,
    kind: z.literal('hdr-scenes').describe('A bright lamp and a dark object, whose shape is the class.'),
    dynamicRange: z
      .number()
      .min(1)
      .max(1e6)
      .default(1000)
      .describe('Radiance of the lamp over that of the object, 1 to 1000000.'),
    lampRange: z
      .number()
      .min(1)
      .max(10_000)
      .default(1)
      .describe('Radiance of the brightest part of lamps over that of the darkest, 1 (all alike) to 10000.'),
    ...sharedKeys,
  }),
  z.strictObject({
    ...procedural,
    kind: z
      .literal('position')
      .describe('One bright disk among dim ones; the class is its quarter of the frame.'),
    objectPixels: z
      .number()
      .min(1)
      .max(256)
      .default(6)
      .describe('Diameter of the bright disk, 1 to 256 pixels.'),
    clutter: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe('Brightness of the brightest of the dim disks, 0 to 1; the bright one has 0.8 to 1.'),
    ...sharedKeys,
  }),
  z.strictObject({
    ...procedural,
    kind: z.literal('cells').describe('Stained white blood cells of 4 kinds among red ones, in colour.'),
    ...sharedKeys,
  }),
  z.strictObject({
    ...procedural,
    kind: z
      .literal('dead-leaves')
      .describe(
        'Leaves that hide each other, in colour, with the statistics of photographs; the class is the cast.',
      ),
    saturation: z
      .number()
      .min(0)
      .max(1)
      .default(0.15)
      .describe('How much the channels of a leaf differ, 0 (by the cast of the class alone) to 1.'),
    ...sharedKeys,
  }),
  z.strictObject({
    ...procedural,
    kind: z
      .literal('fluorophores')
      .describe('Mixtures of fluorophores, as spectra or as abundances; the class is the dominant one.'),
    fluorophores: z
      .array(z.enum(fluorophoreNames))
      .min(2)
      .max(fluorophoreNames.length)
      .default(['Cerulean', 'EGFP', 'mOrange', 'mCherry'])
      .describe('Fluorophores in the mixture, 2 or more; the classes, in this order.'),
    content: z
      .enum(['spectra', 'abundances'])
      .default('spectra')
      .describe(
        'What the channels are: spectra (bands of wavelengths), or abundances (fluorophores), for the layer fluorophores.',
      ),
    spectralChannels: z
      .int()
      .min(2)
      .max(64)
      .default(8)
      .describe('With content spectra: channels from 420 to 740 nm, 2 to 64.'),
    ...sharedKeys,
  }),
]);

export const dataSchema = z.discriminatedUnion('source', [
  mnist,
  idx,
  folder,
  masks,
  boxes,
  npy,
  cifar10,
  csv,
  kinds,
]);

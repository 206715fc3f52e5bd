/** Schema of the config's `data` section: where the images come from. */
import { z } from 'zod';
import { arrayFullScale, sharedKeys } from './data-keys.js';
import { hdf5Schema, matSchema } from './array-schema.js';
import { proceduralSchema } from './procedural-schema.js';

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
  imageClasses: z
    .enum(['none', 'object'])
    .default('none')
    .describe(
      'Classes of whole images, for task classify: none, or object (the one of maskNames with most pixels but the ground; the ground ' +
        'where there is nothing else; those that no image has are left out).',
    ),
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
  fullScale: arrayFullScale,
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

export const dataSchema = z.discriminatedUnion('source', [
  mnist,
  idx,
  folder,
  masks,
  boxes,
  npy,
  hdf5Schema,
  matSchema,
  cifar10,
  csv,
  proceduralSchema,
]);

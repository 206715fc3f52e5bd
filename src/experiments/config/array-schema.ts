/** Schemas of the config's data sections for arrays in HDF5 and MAT files. */
import { z } from 'zod';
import { arrayFullScale, sharedKeys } from './data-keys.js';

const path = z.string().min(1);
const array = (what: string) =>
  path.exactOptional().describe(`Name of the array of ${what}; omitted where the file has one only.`);

/** Each letter once, c perhaps. */
const axes = z
  .string()
  .regex(
    /^(?=.*n)(?=.*h)(?=.*w)(?!.*(.).*\1)[nhwc]{3,4}$/,
    'must be the letters n, h, w and perhaps c, each once',
  );

const keys = {
  imagesPath: path.describe('File of the images; a relative path starts at the folder of the config file.'),
  labelsPath: path.exactOptional().describe('File of the labels; omitted: that of the images.'),
  testImagesPath: path.exactOptional().describe("File of the set's own test images."),
  testLabelsPath: path
    .exactOptional()
    .describe("File of the set's own test labels; omitted: that of the test images."),
  imagesArray: array('images'),
  labelsArray: array('labels'),
  testImagesArray: array('test images'),
  testLabelsArray: array('test labels'),
  fullScale: arrayFullScale,
  ...sharedKeys,
};

const axesText =
  'Order of the axes of images: n images, h rows, w columns, c channels; three axes: without c.';

export const hdf5Schema = z.strictObject({
  source: z.literal('hdf5').describe('Arrays in an HDF5 file.'),
  axes: axes.default('nhwc').describe(`${axesText} As h5py shows them.`),
  ...keys,
});

export const matSchema = z.strictObject({
  source: z.literal('mat').describe('Arrays in a MAT file of MATLAB, version 5 to 7.3.'),
  axes: axes.describe(`${axesText} As MATLAB shows them, often hwcn.`),
  ...keys,
});

/** Schema of the config's `training.augmentation` section. */
import { z } from 'zod';
import { noAugmentation } from '../../data/augmentation/options.js';
import { boundaries } from '../../engine/fourier/pad-images.js';

const none = noAugmentation;

const fraction = z.number().min(0).max(1);
const flag = z.boolean().default(false);
const zoom = z.number().min(0.5).max(8);

export const augmentationSchema = z.strictObject({
  horizontalFlip: flag.describe('Half of the scenes, at random, are mirrored left to right.'),
  verticalFlip: flag.describe('Half of the scenes, at random, are mirrored upside down.'),
  quarterTurns: flag.describe('Scenes are turned by 0, 90, 180 or 270 degrees; square scenes only.'),
  rotationDegrees: z
    .number()
    .min(0)
    .max(180)
    .default(none.rotationDegrees)
    .describe('Largest angle to either side, degrees, 0 to 180.'),
  shiftPixels: z
    .int()
    .min(0)
    .max(4096)
    .default(none.shiftPixels)
    .describe('Largest shift along each axis in whole pixels, which are copied as they are.'),
  shiftFraction: fraction
    .default(none.shiftFraction)
    .describe('Largest shift along each axis, of the side of the scene, 0 to 1; instead of shiftPixels.'),
  zoomMin: zoom
    .default(none.zoomMin)
    .describe('Least magnification, 0.5 to 8; below 1 scenes shrink. Even on a logarithmic scale.'),
  zoomMax: zoom.default(none.zoomMax).describe('Largest magnification, 0.5 to 8.'),
  cropFractionMin: fraction
    .min(0.1)
    .default(none.cropFractionMin)
    .describe(
      'Least side of a window anywhere in the scene, of the side of the scene, 0.1 to 1; it is enlarged to the size of the scene.',
    ),
  boundary: z
    .enum(boundaries)
    .default(none.boundary)
    .describe(
      'What lies beyond the edges of a scene: zero (nothing; the ground of a mask), circular, reflect, symmetric, replicate.',
    ),
  brightnessFraction: z
    .number()
    .min(0)
    .max(0.95)
    .default(none.brightnessFraction)
    .describe('Light is multiplied by 1 plus or minus up to this, 0 to 0.95.'),
  contrastFraction: z
    .number()
    .min(0)
    .max(0.95)
    .default(none.contrastFraction)
    .describe(
      'Differences from the mean of a channel are multiplied by 1 plus or minus up to this, 0 to 0.95.',
    ),
  noiseFraction: fraction
    .default(none.noiseFraction)
    .describe('Standard deviation of Gaussian noise, of full scale of the scene, 0 to 1.'),
  cutoutFraction: fraction
    .default(none.cutoutFraction)
    .describe(
      'Side of a square somewhere that is filled with the mean of each channel, of the shorter side of the scene, 0 to 1.',
    ),
  mixupAlpha: z
    .number()
    .min(0)
    .max(100)
    .default(none.mixupAlpha)
    .describe(
      'With task classify: another scene is blended in, and its label, with the smaller one of two shares from Beta(alpha, alpha), ' +
        '0 to 100; 0: none.',
    ),
});

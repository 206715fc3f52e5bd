/** Schema of the config's `data` section where scenes are computed. */
import { z } from 'zod';
import { fluorophoreNames } from '../../spectra/fluorophores.js';
import { count, sharedKeys } from './data-keys.js';

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

export const proceduralSchema = z.discriminatedUnion('kind', [
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

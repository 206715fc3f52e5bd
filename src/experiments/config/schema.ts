/**
 * Schema of an experiment's config. Units are in the key names; every default is written into the record of each run.
 *
 * Rules that tie several keys together are in rules.ts.
 */
import { z } from 'zod';
import { taskNames } from '../../analysis/score-kind.js';
import { engineNames } from '../../engine/engine-names.js';
import { dataSchema } from './data-schema.js';
import { headsSchema } from './head-schema.js';
import { listSchema } from './layer-schema.js';
import { networkSchema } from './network-schema.js';
import { trainingSchema } from './training-schema.js';

const wavelength = z.number().min(100).max(20_000);

const scene = z.strictObject({
  pixelPitchUm: z
    .number()
    .min(0.1)
    .max(1000)
    .default(3.45)
    .describe('Distance of the samples of the scene at the sensor in µm, 0.1 to 1000.'),
  wavelengthNm: z
    .union([wavelength, z.array(wavelength).min(1).max(64)])
    .default(550)
    .describe(
      'Wavelength in nm, 100 to 20000: one number, or a list with one for each channel; spectra of fluorophores know their own.',
    ),
});

const analysis = z.strictObject({
  sampleImages: z
    .int()
    .min(0)
    .max(64)
    .default(4)
    .describe(
      'Images in the sensor strip and among the reconstructions, segmentations or positions, 0 to 64.',
    ),
  saliencyImages: z
    .int()
    .min(0)
    .max(64)
    .default(8)
    .describe('Test images with saliency maps, 0 to 64; half right and half wrong where there are so many.'),
  hitRadiusPixels: z
    .number()
    .gt(0)
    .max(4096)
    .default(2)
    .describe('With task locate: largest distance of a hit, pixels of the scene.'),
  topClasses: z
    .int()
    .min(2)
    .max(1000)
    .default(3)
    .describe(
      'With task classify: among how many of the likeliest classes the right one counts for top-k accuracy.',
    ),
  specificity: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe('With task classify: least specificity at which the sensitivity is measured, 0 to 1.'),
});

export const experimentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .describe(
      'Name of the experiment: letters, digits, dot, dash, underscore. Results go to results/<name>.',
    ),
  seed: z
    .int()
    .min(0)
    .max(2_000_000_000)
    .default(1)
    .describe('Seed of initialization, noise and batch order; repeat r (0, 1, ...) uses seed + r.'),
  engine: z
    .enum(engineNames)
    .default('onnx')
    .describe(
      'What computes: onnx (ONNX Runtime on the processor), webgpu (ONNX Runtime on a graphics card), tensorflow (tfjs-node, if ' +
        'installed), cpu (JavaScript, slow).',
    ),
  task: z
    .enum(taskNames)
    .default('classify')
    .describe(
      'What the network is asked: classify (the class of the scene), multi-label (all classes of stacked scenes), reconstruct (the scene itself), segment (the class of each pixel) or ' +
        'locate (where the object is).',
    ),
  heads: headsSchema,
  isNoisy: z
    .boolean()
    .default(true)
    .describe(
      'False: a camera without noise. Photons, dark electrons, read noise and counts of all layers are their means; the fixed pattern ' +
        'of a sensor stays.',
    ),
  data: dataSchema.describe('Images and labels.'),
  scene: scene.prefault({}).describe('How the scene is sampled before the optics.'),
  optics: listSchema('optics').describe('Layers between scene and sensor, in the order of the light.'),
  sensor: listSchema('sensor').describe('Layers of the image sensor, in the order of the signal.'),
  network: networkSchema.prefault({}).describe('The neural network behind the camera.'),
  training: trainingSchema.prefault({}).describe('How camera and network are trained.'),
  analysis: analysis.prefault({}).describe('What is recorded for figures and report.'),
});

/** The config of one trial, all defaults filled in. */
export type ExperimentConfig = z.output<typeof experimentSchema>;

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** A config file: a base experiment, its axes and the number of repeats. */
export const sweepSchema = experimentSchema.extend({
  repeats: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Trainings per combination of axis values, each with its own seed, 1 to 1000.'),
  sweep: z
    .record(z.string(), z.array(z.union([scalar, z.array(scalar)])).min(1))
    .default({})
    .describe('Axes: key path (such as sensor.bitDepth) and its list of values. All combinations are run.'),
  variants: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/),
      z.record(z.string(), z.union([scalar, z.array(z.union([scalar, z.record(z.string(), z.unknown())]))])),
    )
    .default({})
    .describe(
      'Named settings of several keys at once: key paths and their values. Together they are the axis variant.',
    ),
});

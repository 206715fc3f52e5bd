/**
 * Schema of an experiment's config. Units are in the key names; every default is written into the record of each run.
 *
 * Rules that tie several keys together are in rules.ts.
 */
import { z } from 'zod';
import { engineNames } from '../../engine/engine-names.js';
import { dataSchema } from './data-schema.js';

const fixedOrOff = z.enum(['fixed', 'off']);
const fixedLearnedOrOff = z.enum(['fixed', 'learned', 'off']);
const fNumber = z.number().min(0.5).max(128);
const wavelength = z.number().min(100).max(20_000);
const photons = z.number().min(0.01).max(1e9);

const optics = z.strictObject({
  diffraction: fixedLearnedOrOff
    .default('fixed')
    .describe('Blur by a diffraction-limited lens. learned: its f-number is trained.'),
  fNumber: fNumber.default(4).describe('f-number of the lens, 0.5 to 128; where training starts if learned.'),
  fNumberMin: fNumber.default(1).describe('Smallest f-number that can be built; used if learned.'),
  fNumberMax: fNumber.default(32).describe('Largest f-number that can be built; used if learned.'),
  wavelengthNm: z
    .union([wavelength, z.array(wavelength).min(1).max(3)])
    .default(550)
    .describe('Wavelength in nm, 100 to 20000: one number, or a list with one per colour channel.'),
  pixelPitchUm: z
    .number()
    .min(0.1)
    .max(1000)
    .default(3.45)
    .describe('Distance of pixel centres in µm, 0.1 to 1000.'),
});

const sensor = z.strictObject({
  exposure: fixedLearnedOrOff
    .default('fixed')
    .describe(
      'Scene to photons. learned: photonsAtFullScale is trained. off: no photons, so no noise and no full well.',
    ),
  photonsAtFullScale: photons
    .default(4000)
    .describe('Photons per pixel and exposure where the scene is 1; where training starts if learned.'),
  photonsMin: photons.default(10).describe('Smallest photonsAtFullScale; used if learned.'),
  photonsMax: photons.default(100_000).describe('Largest photonsAtFullScale; used if learned.'),
  quantumEfficiency: z
    .number()
    .gt(0)
    .max(1)
    .default(0.65)
    .describe('Electrons per photon, above 0, at most 1.'),
  shotNoise: fixedOrOff.default('fixed').describe('Poisson noise of the electrons.'),
  readNoise: fixedOrOff.default('fixed').describe('Gaussian noise of the amplifier.'),
  readNoiseElectrons: z
    .number()
    .min(0)
    .max(10_000)
    .default(3)
    .describe('Read noise in electrons rms, 0 to 10000.'),
  fullWell: fixedOrOff.default('fixed').describe('Electrons above fullWellElectrons are lost.'),
  fullWellElectrons: z
    .number()
    .min(1)
    .max(1e8)
    .default(10_000)
    .describe('Most electrons a pixel holds, and the signal that gives the highest code at gain 1.'),
  quantizer: fixedLearnedOrOff
    .default('fixed')
    .describe('Analogue-digital converter. learned: its gain is trained, at 1 bit its threshold too.'),
  bitDepth: z.int().min(1).max(16).default(8).describe('Bits per pixel, 1 to 16.'),
  gain: z
    .number()
    .min(0.001)
    .max(1000)
    .default(1)
    .describe('Code = round(clip(gain * electrons / fullWellElectrons, 0, 1) * (2^bitDepth - 1)).'),
  threshold: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('At 1 bit: the code is 1 where gain * electrons / fullWellElectrons is at least this, 0 to 1.'),
});

const network = z.strictObject({
  type: z
    .literal('basic-cnn')
    .default('basic-cnn')
    .describe('Convolutions with ReLU and pooling, one dense layer, softmax.'),
  filters: z
    .array(z.int().min(1).max(1024))
    .min(1)
    .max(8)
    .default([16, 32])
    .describe('Filters of each convolution; each is followed by 2 x 2 pooling.'),
  kernelSize: z.int().min(1).max(31).default(5).describe('Side of the convolution kernels, pixels.'),
  denseUnits: z.int().min(1).max(16_384).default(64).describe('Units of the hidden dense layer.'),
});

const training = z.strictObject({
  epochs: z.int().min(1).max(100_000).default(4).describe('Passes over the training images, at most.'),
  batchSize: z.int().min(1).max(65_536).default(64).describe('Images per training step.'),
  learningRate: z.number().gt(0).max(1).default(0.001).describe('Step size of Adam for the network.'),
  physicalLearningRate: z
    .number()
    .gt(0)
    .max(10)
    .default(0.02)
    .describe('Step size of Adam for learned optics and sensor parameters.'),
  learningRateSchedule: z
    .enum(['constant', 'cosine'])
    .default('constant')
    .describe('cosine: both step sizes fall to 0 along a cosine from the first epoch to the last.'),
  earlyStoppingPatience: z
    .int()
    .min(0)
    .max(100_000)
    .default(3)
    .describe('Epochs without better validation loss before training stops; 0: never stop early.'),
});

const analysis = z.strictObject({
  sampleImages: z.int().min(0).max(64).default(4).describe('Images in the sensor strip, 0 to 64.'),
  saliencyImages: z
    .int()
    .min(0)
    .max(64)
    .default(8)
    .describe('Test images with saliency maps, 0 to 64; half right and half wrong where there are so many.'),
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
  data: dataSchema.describe('Images and labels.'),
  optics: optics.prefault({}).describe('The lens.'),
  sensor: sensor.prefault({}).describe('The image sensor.'),
  network: network.prefault({}).describe('The neural network behind the camera.'),
  training: training.prefault({}).describe('How camera and network are trained.'),
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
});

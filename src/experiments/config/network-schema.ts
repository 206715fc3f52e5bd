/** Schema of the config's `network` section. */
import { z } from 'zod';
import { boundaries } from '../../engine/fourier/pad-images.js';
import type { TaskName } from '../../analysis/score-kind.js';

const basicCnn = z.strictObject({
  // Optional before its default, so that a section without a type is one of this kind.
  type: z
    .literal('basic-cnn')
    .optional()
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

const linear = z.strictObject({
  type: z
    .literal('linear')
    .describe('One dense layer on all pixels, softmax: what is not linear is the camera.'),
  isRectified: z
    .boolean()
    .default(false)
    .describe('ReLU on the standardized frames, as behind the convolution that a camera makes.'),
  poolSize: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe('Side of the windows of max pooling in front of the dense layer, pixels; 1: none.'),
});

const deconvolutionKernel = z
  .int()
  .min(1)
  .max(63)
  .default(5)
  .describe('Side of the kernels, pixels, 1 to 63.');

const edges = z
  .enum(boundaries)
  .default('symmetric')
  .describe(`What the filters find beyond the edges of the frame: ${boundaries.join(', ')}.`);

const tied = z.strictObject({
  type: z
    .literal('tied')
    .describe('One linear filter for the whole frame, which restores the scene; for task reconstruct.'),
  kernelSize: deconvolutionKernel,
  boundary: edges,
});

const locallyConnected = z.strictObject({
  type: z
    .literal('locally-connected')
    .describe('A linear filter of its own for each pixel of the frame; for task reconstruct.'),
  kernelSize: deconvolutionKernel,
  boundary: edges,
  neighbourTying: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe('Factor of the penalty on kernels of neighbouring pixels that differ; 0: none.'),
  ridge: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe('Factor of the penalty on the mean over pixels of the sum of squares of a kernel; 0: none.'),
});

export const networkSchema = z.discriminatedUnion('type', [basicCnn, linear, tied, locallyConnected]);

type NetworkType = z.output<typeof networkSchema>['type'];

/** The networks that answer each task. */
export const networksOfTask = {
  classify: ['basic-cnn', 'linear'],
  reconstruct: ['tied', 'locally-connected'],
  segment: [],
  locate: ['basic-cnn', 'linear'],
} as const satisfies Readonly<Record<TaskName, readonly NetworkType[]>>;

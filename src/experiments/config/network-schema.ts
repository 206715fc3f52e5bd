/** Schema of the config's `network` section. */
import { z } from 'zod';

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

export const networkSchema = z.discriminatedUnion('type', [basicCnn, linear]);

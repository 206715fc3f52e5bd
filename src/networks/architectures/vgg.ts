/**
 * VGG: stages of 3 x 3 convolutions with ReLU, each ended by 2 x 2 max pooling, then two dense layers with dropout.
 *
 * Weights for frames of 224 x 224 x 3 and 1000 outputs, without batch normalization: 132,863,336 with 11 layers, 133,047,848 with 13,
 * 138,357,544 with 16, 143,667,240 with 19. Batch normalization, which the paper has not, lets the deep ones train from scratch.
 * Source: Simonyan & Zisserman, ICLR 2015, doi:10.48550/arXiv.1409.1556.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { batchNorm, dropout, widthText, width } from './keys.js';
import { Parts, scaled } from './parts.js';

const source = 'Simonyan & Zisserman, ICLR 2015, doi:10.48550/arXiv.1409.1556';

/** Convolutions of each stage, by the number of layers with weights. */
const convolutionsOf = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;
const filtersOf = [64, 128, 256, 512, 512];

const keys = {
  layers: z.literal([11, 13, 16, 19]).default(16).describe('Layers with weights: 11, 13, 16 or 19.'),
  width,
  denseUnits: z
    .int()
    .min(1)
    .max(16_384)
    .default(4096)
    .describe('Units of each of the two hidden dense layers.'),
  batchNorm: batchNorm(false),
  dropout: dropout(0.5),
};

export type VggOptions = z.output<z.ZodObject<typeof keys>>;

const leastSide = () => [2 ** filtersOf.length, `for ${filtersOf.length} stages of 2 x 2 pooling`] as const;

/** @throws RangeError if frames are smaller than 32 x 32 pixels. */
export function vgg(
  { layers, width, denseUnits, batchNorm, dropout }: VggOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('vgg', input, ...leastSide());
  const parts = new Parts(seed, prefix);
  let x = input;
  convolutionsOf[layers].forEach((count, stage) => {
    const filters = scaled(filtersOf[stage]!, width);
    for (let index = 1; index <= count; index++) {
      const name = `conv${stage + 1}_${index}`;
      x = batchNorm
        ? parts.normalizedConvolution(x, name, { filters })
        : parts.convolution(x, name, { filters, nonlinearity: 'relu' });
    }
    x = parts.maxPooling(x, `pool${stage + 1}`);
  });
  const dense = (features: tf.SymbolicTensor, layer: number) =>
    parts.dropout(parts.dense(features, `dense${layer}`, denseUnits, 'relu'), `dropout${layer}`, dropout);
  return parts.dense(dense(dense(parts.flatten(x), 1), 2), 'logits', outputs);
}

export const vggArchitecture = defineArchitecture({
  network: 'vgg',
  title: 'VGG',
  summary: 'Five stages of 3 x 3 convolutions with max pooling, then two dense layers with dropout.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: vgg,
  describe: ({ layers, width, denseUnits, batchNorm, dropout }, outputs) => ({
    title: `VGG-${layers}`,
    text:
      `VGG-${layers} read the frames${widthText(width)}: five stages of ${convolutionsOf[layers].join(', ')} convolutions of 3 x 3 ` +
      `pixels with ${batchNorm ? 'batch normalization and ' : ''}ReLU, each stage ended by 2 x 2 max pooling, two dense layers of ` +
      `${denseUnits} units with dropout of ${dropout}, and ${outputs} outputs.`,
    parameters: [
      { name: 'layers', value: layers, unit: '' },
      { name: 'width', value: width, unit: '' },
      { name: 'denseUnits', value: denseUnits, unit: '' },
      { name: 'dropout', value: dropout, unit: '' },
    ],
    source,
  }),
});

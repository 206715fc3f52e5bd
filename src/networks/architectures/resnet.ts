/**
 * Residual networks of basic blocks for photographs: ResNet-18 and ResNet-34.
 *
 * Trainable weights for 3 channels and 1000 outputs: 11,689,512 and 21,797,672. They count the scale and offset of batch normalization,
 * not its averages; convolutions have no bias. Strides lie where the paper has them, on the first convolution of a stage.
 * Source: He et al., CVPR 2016, doi:10.1109/CVPR.2016.90.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { stem, widthText, width } from './keys.js';
import { Parts, scaled } from './parts.js';
import { residualStages } from './residual-blocks.js';
import { imageStem, leastSideOfHalvings, stemText } from './stem.js';

const source = 'He et al., CVPR 2016, doi:10.1109/CVPR.2016.90';

const blocksOf = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3] } as const;
const filtersOf = [64, 128, 256, 512];

const keys = {
  layers: z.literal([18, 34]).default(18).describe('Layers with weights: 18 or 34.'),
  width,
  stem,
};

export type ResNetOptions = z.output<z.ZodObject<typeof keys>>;

function leastSide({ stem }: Pick<ResNetOptions, 'stem'>) {
  return leastSideOfHalvings(filtersOf.length - 1, stem);
}

/** @throws RangeError if frames are smaller than 32 x 32 pixels, or 8 x 8 with a small stem. */
export function resNet(
  { layers, width, stem }: ResNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('resnet', input, ...leastSide({ stem }));
  const parts = new Parts(seed, prefix);
  const first = imageStem(parts, input, stem, scaled(filtersOf[0]!, width));
  const stages = blocksOf[layers].map((blocks, stage) => ({
    blocks,
    filters: scaled(filtersOf[stage]!, width),
  }));
  const features = residualStages(parts, first, stages, 'projection');
  return parts.dense(parts.globalAveragePooling(features, 'mean'), 'logits', outputs);
}

export const resNetArchitecture = defineArchitecture({
  network: 'resnet',
  title: 'Residual network',
  summary:
    'ResNet-18 or ResNet-34: four stages of residual blocks, then the mean of each map and one dense layer.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: resNet,
  describe: ({ layers, width, stem }, outputs) => ({
    title: `ResNet-${layers}`,
    text:
      `ResNet-${layers} read the frames${widthText(width)}: ${stemText(stem)}, four stages of ${blocksOf[layers].join(', ')} residual ` +
      'blocks of two 3 x 3 convolutions with batch normalization and ReLU, the mean of each map, and one dense layer of ' +
      `${outputs} outputs.`,
    parameters: [
      { name: 'layers', value: layers, unit: '' },
      { name: 'width', value: width, unit: '' },
      { name: 'outputs', value: outputs, unit: '' },
    ],
    source,
  }),
});

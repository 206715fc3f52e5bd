/**
 * Residual networks for small frames: three stages of n residual blocks with 16, 32 and 64 filters; 6n + 2 layers, so ResNet-20 for n = 3.
 *
 * Trainable weights of ResNet-20 for 3 channels and 10 outputs: 272,474 with projections as shortcuts, 269,722 with padding, which the
 * paper took here (0.27 M both). They count the scale and offset of batch normalization, not its averages.
 * Source: He et al., CVPR 2016, doi:10.1109/CVPR.2016.90, section 4.2.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { widthText, width } from './keys.js';
import { Parts, scaled } from './parts.js';
import { residualStages, shortcuts } from './residual-blocks.js';
import { imageStem, leastSideOfHalvings } from './stem.js';

const source = 'He et al., CVPR 2016, doi:10.1109/CVPR.2016.90';
const filtersOf = [16, 32, 64];

const keys = {
  blocks: z
    .int()
    .min(1)
    .max(18)
    .default(3)
    .describe('Residual blocks of each of the three stages; n blocks make 6n + 2 layers: 3 for ResNet-20.'),
  width,
  shortcut: z
    .enum(shortcuts)
    .default('projection')
    .describe('Shortcut where the number of filters changes: a 1 x 1 convolution, or padding with zeros.'),
};

export type SmallResNetOptions = z.output<z.ZodObject<typeof keys>>;

function leastSide() {
  return leastSideOfHalvings(filtersOf.length - 1);
}

/** @throws RangeError if frames are smaller than 4 x 4 pixels. */
export function smallResNet(
  { blocks, width, shortcut }: SmallResNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('resnet-small', input, ...leastSide());
  const parts = new Parts(seed, prefix);
  const stages = filtersOf.map(filters => ({ blocks, filters: scaled(filters, width) }));
  const first = imageStem(parts, input, 'small', stages[0]!.filters);
  const features = residualStages(parts, first, stages, shortcut);
  return parts.dense(parts.globalAveragePooling(features, 'mean'), 'logits', outputs);
}

export const smallResNetArchitecture = defineArchitecture({
  network: 'resnet-small',
  title: 'Residual network for small frames',
  summary: 'ResNet-20, 32, 44, 56, ...: three stages of residual blocks with 16, 32 and 64 filters.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: smallResNet,
  describe: ({ blocks, width, shortcut }, outputs) => ({
    title: `ResNet-${6 * blocks + 2}`,
    text:
      `ResNet-${6 * blocks + 2} for small frames read them${widthText(width)}: a 3 x 3 convolution, three stages of ${blocks} residual ` +
      'blocks of two 3 x 3 convolutions with batch normalization and ReLU, the mean of each map, and one dense layer of ' +
      `${outputs} outputs. Shortcuts between stages were ${shortcut === 'pad' ? 'padded with zeros' : '1 x 1 convolutions'}.`,
    parameters: [
      { name: 'blocks', value: blocks, unit: '' },
      { name: 'width', value: width, unit: '' },
      { name: 'outputs', value: outputs, unit: '' },
    ],
    source,
  }),
});

/**
 * Densely connected networks: each layer of a block sees the maps of all layers before it.
 *
 *   xₗ = Hₗ([x₀, x₁, …, xₗ₋₁]),   H = norm, ReLU, 1 x 1 convolution to 4 k maps, norm, ReLU, 3 x 3 convolution to k maps
 *
 * Between blocks a 1 x 1 convolution halves the number of maps and 2 x 2 mean pooling the side. DenseNet-121 is blocks of 6, 12, 24
 * and 16 layers with k = 32: 7,978,856 trainable weights for 3 channels and 1000 outputs (scale and offset of batch normalization
 * counted, not its averages). With a small stem, blocks of 16, 16 and 16 and k = 12 it is DenseNet-BC-100: 769,162 for 10 outputs.
 * Source: Huang et al., CVPR 2017, doi:10.1109/CVPR.2017.243.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, frameOf, type NetworkPlace } from './architecture.js';
import { dropout, stem } from './keys.js';
import { Parts } from './parts.js';
import { imageStem, leastSideOfHalvings, stemText } from './stem.js';

const source = 'Huang et al., CVPR 2017, doi:10.1109/CVPR.2017.243';

const keys = {
  blocks: z
    .array(z.int().min(1).max(64))
    .min(1)
    .max(6)
    .default([6, 12, 24, 16])
    .describe('Layers of each block; 6, 12, 24, 16 for DenseNet-121.'),
  growth: z.int().min(1).max(128).default(32).describe('Maps that each layer adds.'),
  stem,
  dropout: dropout(0),
};

export type DenseNetOptions = z.output<z.ZodObject<typeof keys>>;

/** Maps of the 1 x 1 convolution of a layer, over its growth. */
const bottleneck = 4;

function leastSide({ blocks, stem }: Pick<DenseNetOptions, 'blocks' | 'stem'>) {
  return leastSideOfHalvings(blocks.length - 1, stem);
}

/** @throws RangeError if frames are too small: 32 x 32 pixels for four blocks and a large stem. */
export function denseNet(
  { blocks, growth, stem, dropout }: DenseNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('densenet', input, ...leastSide({ blocks, stem }));
  const parts = new Parts(seed, prefix);
  const before = (x: tf.SymbolicTensor, name: string) =>
    parts.activation(parts.batchNormalization(x, name), name, 'relu');
  const convolution = (x: tf.SymbolicTensor, name: string, filters: number, kernelSize: number) => {
    const options = { filters, kernelSize, useBias: false, isRectified: true };
    return parts.convolution(before(x, name), name, options);
  };
  // A small stem leaves its norm and ReLU to the first layer.
  let maps =
    stem === 'large'
      ? imageStem(parts, input, stem, 2 * growth)
      : parts.convolution(input, 'stem', { filters: 2 * growth, useBias: false, isRectified: true });
  blocks.forEach((layers, block) => {
    for (let layer = 1; layer <= layers; layer++) {
      const name = `block${block + 1}_layer${layer}`;
      const inner = convolution(maps, `${name}_conv1`, bottleneck * growth, 1);
      const added = parts.dropout(convolution(inner, `${name}_conv2`, growth, 3), `${name}_dropout`, dropout);
      maps = parts.concatenation([maps, added], `${name}_join`);
    }
    if (block === blocks.length - 1) return;
    const half = Math.floor(frameOf(maps).channels / 2);
    const name = `transition${block + 1}`;
    maps = parts.averagePooling(convolution(maps, name, half, 1), `${name}_pool`);
  });
  return parts.dense(parts.globalAveragePooling(before(maps, 'last'), 'mean'), 'logits', outputs);
}

export const denseNetArchitecture = defineArchitecture({
  network: 'densenet',
  title: 'Densely connected network',
  summary:
    'Blocks in which each layer sees the maps of all layers before it, then the mean of each map and one dense layer.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: denseNet,
  describe: ({ blocks, growth, stem, dropout }, outputs) => ({
    title: 'Densely connected network',
    text:
      `A DenseNet read the frames: ${stemText(stem)}, dense blocks of ${blocks.join(', ')} layers that each add ${growth} maps (1 x 1, ` +
      `then 3 x 3 convolution, each behind batch normalization and ReLU${dropout > 0 ? `, dropout of ${dropout}` : ''}), half the maps ` +
      `and half the side from block to block, the mean of each map, and one dense layer of ${outputs} outputs.`,
    parameters: [
      ...blocks.map((value, block) => ({ name: `layers of block ${block + 1}`, value, unit: '' })),
      { name: 'growth', value: growth, unit: '' },
      { name: 'dropout', value: dropout, unit: '' },
    ],
    source,
  }),
});

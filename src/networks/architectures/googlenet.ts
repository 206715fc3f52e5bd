/**
 * GoogLeNet: a stem, nine inception blocks in three stages, the mean of each map, one dense layer.
 *
 * 6,998,552 weights for 3 channels and 1000 outputs. The auxiliary classifiers of training and the response normalization of the stem
 * are left out; batch normalization, which the paper has not, lets it train without them.
 * Source: Szegedy et al., CVPR 2015, doi:10.1109/CVPR.2015.7298594, table 1.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { inceptionBlock, type InceptionFilters } from './inception.js';
import { batchNorm, dropout, stem, widthText, width } from './keys.js';
import { Parts, scaled } from './parts.js';
import { leastSideOfHalvings } from './stem.js';

const source = 'Szegedy et al., CVPR 2015, doi:10.1109/CVPR.2015.7298594';

/** Name and filters in the order of `InceptionFilters`. */
const blocksOf = [
  ['3a', 64, 96, 128, 16, 32, 32],
  ['3b', 128, 128, 192, 32, 96, 64],
  ['4a', 192, 96, 208, 16, 48, 64],
  ['4b', 160, 112, 224, 24, 64, 64],
  ['4c', 128, 128, 256, 24, 64, 64],
  ['4d', 112, 144, 288, 32, 64, 64],
  ['4e', 256, 160, 320, 32, 128, 128],
  ['5a', 256, 160, 320, 32, 128, 128],
  ['5b', 384, 192, 384, 48, 128, 128],
] as const;

const keys = {
  blocks: z
    .int()
    .min(1)
    .max(blocksOf.length)
    .default(blocksOf.length)
    .describe('Inception blocks, of the nine from 3a to 5b the first ones.'),
  width,
  stem,
  batchNorm: batchNorm(false),
  dropout: dropout(0.4),
};

export type GoogLeNetOptions = z.output<z.ZodObject<typeof keys>>;

function leastSide({ blocks, stem }: Pick<GoogLeNetOptions, 'blocks' | 'stem'>) {
  const stages = new Set(blocksOf.slice(0, blocks).map(([name]) => stageOf(name))).size;
  return leastSideOfHalvings(stages - 1 + (stem === 'large' ? 3 : 0));
}

/** @throws RangeError if frames are too small: 32 x 32 pixels with a large stem and all blocks. */
export function googLeNet(
  { blocks, width, stem, batchNorm, dropout }: GoogLeNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  const chosen = blocksOf.slice(0, blocks);
  checkLeastSide('googlenet', input, ...leastSide({ blocks, stem }));
  const parts = new Parts(seed, prefix);
  const pooling = (x: tf.SymbolicTensor, name: string) =>
    parts.maxPooling(x, name, { poolSize: 3, strides: 2, padding: 'same' });
  const convolution = (
    x: tf.SymbolicTensor,
    name: string,
    filters: number,
    kernelSize: number,
    strides = 1,
  ) => {
    const options = { filters: scaled(filters, width), kernelSize, strides, nonlinearity: 'relu' } as const;
    return batchNorm ? parts.normalizedConvolution(x, name, options) : parts.convolution(x, name, options);
  };
  let x =
    stem === 'small'
      ? convolution(input, 'conv1', 64, 3)
      : pooling(convolution(input, 'conv1', 64, 7, 2), 'pool1');
  x = convolution(convolution(x, 'conv2_reduce', 64, 1), 'conv2', 192, 3);
  if (stem === 'large') x = pooling(x, 'pool2');
  chosen.forEach(([name, ...counts], index) => {
    const [stage, before] = [stageOf(name), stageOf(chosen[index - 1]?.[0] ?? name)];
    if (before !== stage) x = pooling(x, `pool${before}`);
    x = inceptionBlock(parts, x, `inception${name}`, filtersOf(counts, width), batchNorm);
  });
  const features = parts.dropout(parts.globalAveragePooling(x, 'mean'), 'dropout', dropout);
  return parts.dense(features, 'logits', outputs);
}

/** Blocks of one stage have maps of one size. */
function stageOf(block: string): number {
  return Number.parseInt(block);
}

function filtersOf(counts: readonly number[], width: number): InceptionFilters {
  const [one, threeReduce, three, fiveReduce, five, pool] = counts.map(count => scaled(count, width));
  return {
    one: one!,
    threeReduce: threeReduce!,
    three: three!,
    fiveReduce: fiveReduce!,
    five: five!,
    pool: pool!,
  };
}

export const googLeNetArchitecture = defineArchitecture({
  network: 'googlenet',
  title: 'GoogLeNet',
  summary:
    'Inception blocks: convolutions of several sizes side by side, then the mean of each map and one dense layer.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: googLeNet,
  describe: ({ blocks, width, stem, batchNorm, dropout }, outputs) => ({
    title: 'GoogLeNet',
    text:
      `GoogLeNet read the frames${widthText(width)}: a ${stem} stem of three convolutions, the first ${blocks} of its nine inception ` +
      `blocks${batchNorm ? ', all with batch normalization' : ''}, the mean of each map, dropout of ${dropout}, and one dense layer of ` +
      `${outputs} outputs.`,
    parameters: [
      { name: 'blocks', value: blocks, unit: '' },
      { name: 'width', value: width, unit: '' },
      { name: 'dropout', value: dropout, unit: '' },
    ],
    source,
  }),
});

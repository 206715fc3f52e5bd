/**
 * U-Net: down through `depth` levels of convolutions and 2 x 2 max pooling, and up again, each level joined with the maps of the same
 * size on the way down. One 1 x 1 convolution ends in `outputs` channels for each pixel of the frame.
 *
 * Convolutions keep the size (the paper's lose their border), so the output is as large as the frame, whatever size that is: pooling
 * rounds odd sides up, and on the way up what is too large by one row or column is cut below and on the right. Frames of other sizes than
 * those of training may enter.
 *
 * 31,037,633 trainable weights for 3 channels and 1 output with the default keys (64 filters, depth 4, batch normalization,
 * transposed convolutions). Source: Ronneberger et al., MICCAI 2015, doi:10.1007/978-3-319-24574-4_28.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { defineArchitecture, type NetworkPlace } from './architecture.js';
import { enlarged, level, upsamplingText } from './encoder.js';
import { batchNorm, dropout, kernelSize } from './keys.js';
import { Parts, upsamplings } from './parts.js';

const source = 'Ronneberger et al., MICCAI 2015, doi:10.1007/978-3-319-24574-4_28';

const keys = {
  depth: z.int().min(1).max(8).default(4).describe('Poolings on the way down, 1 to 8.'),
  filters: z
    .int()
    .min(1)
    .max(1024)
    .default(64)
    .describe('Filters of the first level; each level down has twice as many.'),
  kernelSize,
  convolutions: z.int().min(1).max(8).default(2).describe('Convolutions of each level.'),
  upsampling: z
    .enum(upsamplings)
    .default('transposed')
    .describe('Way up: transposed convolution, or nearest or bilinear resizing and a convolution.'),
  batchNorm: batchNorm(true),
  dropout: dropout(0),
};

export type UNetOptions = z.output<z.ZodObject<typeof keys>>;

export function uNet(
  { depth, filters, kernelSize, convolutions, upsampling, batchNorm, dropout }: UNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  const parts = new Parts(seed, prefix);
  const levelOptions = (row: number) => ({
    filters: filters * 2 ** row,
    kernelSize,
    count: convolutions,
    batchNorm,
  });
  const skips: tf.SymbolicTensor[] = [];
  let x = input;
  for (let row = 0; row < depth; row++) {
    skips.push(level(parts, x, `down${row + 1}`, levelOptions(row)));
    x = parts.maxPooling(skips[row]!, `pool${row + 1}`, { padding: 'same' });
  }
  x = level(parts, x, 'bottom', levelOptions(depth));
  x = parts.dropout(x, 'dropout', dropout);
  for (let row = depth - 1; row >= 0; row--) {
    const name = `up${row + 1}`;
    const options = { filters: filters * 2 ** row, method: upsampling };
    const larger = enlarged(parts, x, skips[row]!, name, options);
    x = level(parts, parts.concatenation([skips[row]!, larger], `${name}_join`), name, levelOptions(row));
  }
  return parts.convolution(x, 'logits', { filters: outputs, kernelSize: 1 });
}

/** Each pooling must have 2 pixels to choose from. */
function leastSide({ depth }: Pick<UNetOptions, 'depth'>) {
  return [2 ** (depth - 1) + 1, `for ${depth} poolings, of 2 x 2 pixels each`] as const;
}

export const uNetArchitecture = defineArchitecture({
  network: 'unet',
  title: 'U-Net',
  summary:
    'Down and up through levels of convolutions, each joined with the maps of its size; one output for each pixel.',
  source,
  gives: 'image',
  takesAnySize: true,
  keys,
  leastSide,
  connect: uNet,
  describe: ({ depth, filters, kernelSize, convolutions, upsampling, batchNorm, dropout }, outputs) => ({
    title: 'U-Net',
    text:
      `A U-Net read the frames: ${depth} levels of ${convolutions} convolutions (${filters} filters at the first level, twice as many at ` +
      `each further one, ${kernelSize} x ${kernelSize} pixels, ${batchNorm ? 'batch normalization, ' : ''}ReLU) and 2 x 2 max pooling, ` +
      `then up by ${upsamplingText(upsampling)}${dropout > 0 ? ` behind dropout of ${dropout}` : ''}, joined at each level with the maps ` +
      `of the way down; ${outputs} output channels for each pixel. Odd sides were rounded up by pooling and cut on the way up.`,
    parameters: [
      { name: 'depth', value: depth, unit: '' },
      { name: 'filters', value: filters, unit: '' },
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
      { name: 'convolutions', value: convolutions, unit: '' },
      { name: 'dropout', value: dropout, unit: '' },
    ],
    source,
  }),
});

/**
 * Encoder and decoder without joins: convolutions of stride 2 down, enlargement and convolutions up, `outputs` channels for each pixel.
 *
 * Like a U-Net (unet.ts) without the joins, so that all that leaves has gone through the smallest maps. Frames of any size may enter; odd
 * sides are rounded up on the way down and cut on the way up.
 * Source: Noh et al., ICCV 2015, doi:10.1109/ICCV.2015.178.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { defineArchitecture, type NetworkPlace } from './architecture.js';
import { enlarged, level, upsamplingText } from './encoder.js';
import { batchNorm, kernelSize } from './keys.js';
import { Parts, upsamplings, type Upsampling } from './parts.js';

const source = 'Noh et al., ICCV 2015, doi:10.1109/ICCV.2015.178';

const keys = {
  filters: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(8)
    .default([32, 64, 128])
    .describe('Filters of each level down, each of half the size of the one before.'),
  kernelSize,
  upsampling: z
    .enum(upsamplings)
    .default('nearest')
    .describe('Way up: transposed convolution, or nearest or bilinear resizing and a convolution.'),
  batchNorm: batchNorm(true),
};

export type EncoderDecoderOptions = z.output<z.ZodObject<typeof keys>>;

interface CodingOptions {
  readonly kernelSize: number;
  readonly batchNorm: boolean;
}

/** Levels of stride 2; returns the maps in front of each, for their sizes, and the smallest last. */
export function encoder(
  parts: Parts,
  input: tf.SymbolicTensor,
  filters: readonly number[],
  { kernelSize, batchNorm }: CodingOptions,
): tf.SymbolicTensor[] {
  const maps = [input];
  filters.forEach((count, row) => {
    const options = { filters: count, kernelSize, strides: 2, nonlinearity: 'relu' } as const;
    const name = `down${row + 1}`;
    const x = maps[row]!;
    maps.push(
      batchNorm ? parts.normalizedConvolution(x, name, options) : parts.convolution(x, name, options),
    );
  });
  return maps;
}

/** The way up to the sizes of `sizes`, smallest last; the level that gives row r has the filters of row r − 1. */
export function decoder(
  parts: Parts,
  code: tf.SymbolicTensor,
  sizes: readonly tf.SymbolicTensor[],
  filters: readonly number[],
  { upsampling, kernelSize, batchNorm }: CodingOptions & { readonly upsampling: Upsampling },
): tf.SymbolicTensor {
  let x = code;
  for (let row = filters.length - 1; row >= 0; row--) {
    const count = filters[Math.max(row - 1, 0)]!;
    const larger = enlarged(parts, x, sizes[row]!, `up${row + 1}`, { filters: count, method: upsampling });
    x = level(parts, larger, `up${row + 1}`, { filters: count, kernelSize, count: 1, batchNorm });
  }
  return x;
}

export function encoderDecoder(
  { filters, ...options }: EncoderDecoderOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  const parts = new Parts(seed, prefix);
  const maps = encoder(parts, input, filters, options);
  const x = decoder(parts, maps.at(-1)!, maps, filters, options);
  return parts.convolution(x, 'logits', { filters: outputs, kernelSize: 1 });
}

export const encoderDecoderArchitecture = defineArchitecture({
  network: 'encoder-decoder',
  title: 'Encoder and decoder',
  summary: 'Convolutions of stride 2 down to small maps and enlargement up again; one output for each pixel.',
  source,
  gives: 'image',
  takesAnySize: true,
  keys,
  connect: encoderDecoder,
  describe: ({ filters, kernelSize, upsampling, batchNorm }, outputs) => ({
    title: 'Encoder and decoder',
    text:
      `An encoder of convolutions of stride 2 (${filters.join(', ')} filters of ${kernelSize} x ${kernelSize} pixels` +
      `${batchNorm ? ', batch normalization' : ''}, ReLU) read the frames, and a decoder enlarged its maps by ` +
      `${upsamplingText(upsampling)}, to ${outputs} output channels for each pixel.`,
    parameters: [
      ...filters.map((value, row) => ({ name: `filters of level ${row + 1}`, value, unit: '' })),
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
    ],
    source,
  }),
});

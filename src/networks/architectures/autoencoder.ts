/**
 * Autoencoder: an encoder down to a code of few numbers, and a decoder that makes an image of it again.
 *
 *   code = f(W x + b),   image = decoder(code)
 *
 * Encoder and decoder are those of encoder-decoder.ts, with dense layers between them.
 * Source: Hinton & Salakhutdinov, Science 313, 504 (2006), doi:10.1126/science.1127647.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { defineArchitecture, fixedFrame, type NetworkPlace } from './architecture.js';
import { upsamplingText } from './encoder.js';
import { decoder, encoder } from './encoder-decoder.js';
import { batchNorm, kernelSize } from './keys.js';
import { connect, Parts, upsamplings } from './parts.js';

const source = 'Hinton & Salakhutdinov, Science 313, 504 (2006), doi:10.1126/science.1127647';

const keys = {
  code: z.int().min(1).max(65_536).default(32).describe('Numbers of the code.'),
  filters: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(8)
    .default([16, 32])
    .describe('Filters of each level down, each of half the size of the one before.'),
  kernelSize,
  upsampling: z
    .enum(upsamplings)
    .default('nearest')
    .describe('Way up: transposed convolution, or nearest or bilinear resizing and a convolution.'),
  batchNorm: batchNorm(false),
};

export type AutoencoderOptions = z.output<z.ZodObject<typeof keys>>;

/** @throws RangeError if frames have no fixed size. */
export function autoencoder(
  { code, filters, ...options }: AutoencoderOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  fixedFrame('autoencoder', input);
  const parts = new Parts(seed, prefix);
  const maps = encoder(parts, input, filters, options);
  const { height, width, channels } = fixedFrame('autoencoder', maps.at(-1)!);
  const coded = parts.dense(parts.flatten(maps.at(-1)!), 'code', code);
  const spread = parts.dense(coded, 'spread', height * width * channels, 'relu');
  const targetShape = [height, width, channels];
  const start = connect(tf.layers.reshape({ name: parts.named('start'), targetShape }), spread);
  const x = decoder(parts, start, maps, filters, options);
  return parts.convolution(x, 'logits', { filters: outputs, kernelSize: 1 });
}

export const autoencoderArchitecture = defineArchitecture({
  network: 'autoencoder',
  title: 'Autoencoder',
  summary: 'An encoder down to a code of few numbers, and a decoder that makes an image of it again.',
  source,
  gives: 'image',
  takesAnySize: false,
  keys,
  connect: autoencoder,
  describe: ({ code, filters, kernelSize, upsampling, batchNorm }, outputs) => ({
    title: 'Autoencoder',
    text:
      `An autoencoder read the frames: convolutions of stride 2 (${filters.join(', ')} filters of ${kernelSize} x ${kernelSize} pixels` +
      `${batchNorm ? ', batch normalization' : ''}, ReLU) and a dense layer down to a code of ${code} numbers, a dense layer and ` +
      `${upsamplingText(upsampling)} up again, to ${outputs} output channels for each pixel.`,
    parameters: [
      { name: 'code', value: code, unit: '' },
      ...filters.map((value, row) => ({ name: `filters of level ${row + 1}`, value, unit: '' })),
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
    ],
    source,
  }),
});

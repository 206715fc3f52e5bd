/**
 * Learned demosaicking: filters of their own for each pixel of a tile, so that any layout of colour filters can be undone.
 *
 *   x(pP + q) ≈ Σ_d w(q; d) y(pP + d) + b(q),   tile p, pixel q of it, d from −m to P + m − 1
 *
 * With maps, convolutions with ReLU read the same pixels, tile by tile at first, and add what no linear filter can know, such as where
 * edges run. The linear part alone is the Wiener filter of the layout.
 * Sources: Trussell & Hartwig, IEEE Trans. Image Process. 11, 485 (2002), doi:10.1109/TIP.2002.999681 (linear, minimal error);
 * Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078 (learned with the layout).
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { ContinueTiles, JoinTiles } from '../layers/tiles.js';
import { defineArchitecture, fixedFrame, type NetworkPlace } from './architecture.js';
import { connect, Parts } from './parts.js';

const source = 'Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078';

const keys = {
  periodPixels: z
    .int()
    .min(1)
    .max(32)
    .default(4)
    .describe('Side of the tile of the layout, pixels, 1 to 32.'),
  marginPixels: z
    .int()
    .min(0)
    .max(32)
    .default(3)
    .describe('How far beyond its tile a pixel is restored from, pixels, 0 to 32.'),
  filters: z
    .array(z.int().min(1).max(1024))
    .max(16)
    .default([24, 24])
    .describe('Maps of the convolutions with ReLU; empty: linear filters alone.'),
};

export type DemosaickingOptions = z.output<z.ZodObject<typeof keys>>;

/**
 * Connects the network behind mosaicked frames.
 *
 * @returns [batch, height, width, outputs].
 * @throws RangeError if frames have no fixed size, or are smaller than a tile.
 */
export function demosaickingNetwork(
  { periodPixels: period, marginPixels: margin, filters }: DemosaickingOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  const { height, width } = fixedFrame('demosaicking', input);
  const parts = new Parts(seed, prefix);
  const tiles = connect(new ContinueTiles({ name: parts.named('tiles'), period, margin }), input);
  const perTile = (name: string, maps: number, nonlinearity: 'linear' | 'relu') => {
    const options = { filters: maps * period ** 2, kernelSize: period + 2 * margin, strides: period };
    const made = parts.convolution(tiles, name, { ...options, padding: 'valid', nonlinearity });
    return connect(new JoinTiles({ name: parts.named(`${name}-joined`), period, height, width }), made);
  };
  const linear = perTile('linear', outputs, 'linear');
  const [first, ...others] = filters;
  if (first === undefined) return linear;
  const maps = others.reduce(
    (x, count, index) => parts.convolution(x, `conv${index + 2}`, { filters: count, nonlinearity: 'relu' }),
    perTile('conv1', first, 'relu'),
  );
  return parts.sum([linear, parts.convolution(maps, 'rest', { filters: outputs })], 'sum');
}

export const demosaickingArchitecture = defineArchitecture({
  network: 'demosaicking',
  title: 'Learned demosaicking',
  summary: 'Filters of their own for each pixel of a tile of colour filters, which restore the scene.',
  source,
  gives: 'image',
  takesAnySize: false,
  keys,
  leastSide: ({ periodPixels }) => [periodPixels, 'for one tile'],
  connect: demosaickingNetwork,
  describe: ({ periodPixels, marginPixels, filters }, outputs) => ({
    title: 'Learned demosaicking',
    text:
      `Each of ${outputs} output channels of each pixel of a tile of ${periodPixels} x ${periodPixels} pixels had a linear filter of its ` +
      `own, which read the standardized frame up to ${marginPixels} pixels beyond the tile` +
      (filters.length === 0
        ? ''
        : `; convolutions with ReLU added to it (${filters.join(', ')} maps, the first with filters of its own for each pixel of the ` +
          'tile, the others 3 x 3)') +
      '. Frames were continued by whole tiles.',
    parameters: [
      { name: 'periodPixels', value: periodPixels, unit: 'pixels' },
      { name: 'marginPixels', value: marginPixels, unit: 'pixels' },
    ],
    source,
  }),
});

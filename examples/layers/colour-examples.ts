/** Colour filters over the pixels, and colours from them. */
import type { PixelImage } from '../../src/figures/pixel-image.js';
import type { LayerExamples } from './example.js';
import { image } from './panels.js';
import { colourTarget, flat, stacked } from './scenes.js';
import { through, type Settings } from './through.js';

const small = colourTarget(24);
const scene = colourTarget(64);

/** What each pixel passes of red, green and blue. */
function filters(keys: Settings): PixelImage {
  const dark = flat(12, 0);
  const planes = [0, 1, 2].map(lit =>
    through(stacked([0, 1, 2].map(channel => (channel === lit ? flat(12) : dark))), keys),
  );
  return stacked(planes);
}

const arrays: readonly [string, Settings][] = [
  ['Bayer', { layer: 'colour-filter-array' }],
  ['X-Trans', { layer: 'colour-filter-array', pattern: 'x-trans' }],
  ['RGBW', { layer: 'colour-filter-array', pattern: 'rgbw' }],
  ['random', { layer: 'colour-filter-array', pattern: 'random' }],
];
const methods: readonly [string, string, Settings][] = [
  ['Bayer, bilinear', 'bayer', { layer: 'demosaic' }],
  ['Bayer, Malvar', 'bayer', { layer: 'demosaic', method: 'malvar' }],
  ['X-Trans, bilinear', 'x-trans', { layer: 'demosaic', pattern: 'x-trans' }],
];

export const colourExamples: LayerExamples = {
  'colour-filter-array': {
    caption:
      'Colour filters over 12 × 12 pixels, as the colour that each pixel passes, and what a colour scene of 24 × 24 pixels leaves ' +
      'behind them: one value a pixel, in parts of full scale from 0 to the value at the end of the bar. Bayer, X-Trans, RGBW ' +
      '(white pixels pass all three colours), and a random tile of 4 × 4 filters.',
    rows: () => [
      [null, ...arrays.map(([name, keys]) => image(name, filters(keys), 1))],
      [image('scene', small, 1), ...arrays.map(([, keys]) => image('mosaic', through(small, keys)))],
    ],
  },
  demosaic: {
    caption:
      'A colour scene (64 × 64 pixels) and what bilinear interpolation and the gradient-corrected filters of Malvar et al. make of ' +
      'its Bayer mosaic, and bilinear interpolation of its X-Trans mosaic, 0 to 1 of full scale: fine ' +
      'stripes take on false colours.',
    rows: () => [
      [
        image('scene', scene, 1),
        ...methods.map(([name, pattern, keys]) =>
          image(name, through(scene, { layer: 'colour-filter-array', pattern }, keys), 1),
        ),
      ],
    ],
  },
};

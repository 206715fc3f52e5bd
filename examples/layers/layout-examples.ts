/** Pixels of different sizes, and binning by blocks. */
import type { LayerExamples } from './example.js';
import { element, image, imageBetween } from './panels.js';
import { digit, flat } from './scenes.js';
import { through, type Settings } from './through.js';

const five = digit(48);
const even = flat(48);
const quiet = { layer: 'shot-noise', isNoisy: false, quantumEfficiency: 1 };
const layouts: readonly [string, Settings][] = [
  ['uniform', { layer: 'pixel-layout', pixelsAcross: 9 }],
  ['foveated', { layer: 'pixel-layout', pixelsAcross: 9, layout: 'foveated', foveaFraction: 0.3 }],
  ['random', { layer: 'pixel-layout', pixelsAcross: 9, layout: 'random' }],
];
const light = { layer: 'exposure', photonsAtFullScale: 20 };
const grid = { layer: 'layout-to-grid' };
const detection: readonly Settings[] = [
  { layer: 'shot-noise', quantumEfficiency: 1 },
  { layer: 'read-noise', readNoiseElectrons: 10 },
];
const electrons: readonly Settings[] = [{ layer: 'exposure', photonsAtFullScale: 40 }, quiet];
const choices = [
  ['1 × 1', '1'],
  ['2 × 2', '2'],
  ['4 × 4', '4'],
  ['random', 'random'],
] as const;

export const layoutExamples: LayerExamples = {
  'pixel-layout': {
    caption:
      'Photons on 9 × 9 pixels of a frame of 48 × 48 samples with 20 photons at full scale, drawn as rows and columns of one size: ' +
      'above an even scene, which shows the areas of the pixels, up to 1200 photons; below a digit, up to 600 photons. Pixels all ' +
      'alike, narrow in the middle by the law of the visual cortex, and at random.',
    rows: () => [
      [
        image('even scene', even, 1),
        ...layouts.map(([name, layout]) => element(name, through(even, light, layout), 1200)),
      ],
      [
        image('digit', five, 1),
        ...layouts.map(([, layout]) => image('photons', through(five, light, layout), 600)),
      ],
    ],
  },
  'layout-to-grid': {
    caption:
      'A digit with 20 electrons a sample at full scale (48 × 48 samples) behind 9 × 9 pixels of different sizes, back on the grid of ' +
      'the samples, 0 to 20 electrons; below, with shot noise and with read noise of 10 electrons rms a pixel, −5 to 25 electrons: ' +
      'small pixels are noisier.',
    rows: () => [
      [
        image('digit', five, 1),
        ...layouts.map(([name, layout]) => image(name, through(five, light, layout, quiet, grid), 20)),
      ],
      [
        null,
        ...layouts.map(([, layout]) =>
          imageBetween('with noise', through(five, light, layout, ...detection, grid), -5, 25),
        ),
      ],
    ],
  },
  'block-binning': {
    caption:
      'A digit of up to 40 electrons a pixel (48 × 48 pixels), and what reading its blocks of 4 × 4 pixels as 16, as 4 or as 1 makes ' +
      'of it with 20 electrons rms a readout, from −30 to 70 electrons; last, one of the three at random for each block. Binned ' +
      'charges are read once: larger pixels are less noisy and less sharp.',
    rows: () => [
      [
        imageBetween('electrons', through(five, ...electrons), -30, 70),
        ...choices.map(([name, binning]) =>
          imageBetween(
            name,
            through(five, ...electrons, { layer: 'block-binning', binning, readNoiseElectrons: 20 }),
            -30,
            70,
          ),
        ),
      ],
    ],
  },
};

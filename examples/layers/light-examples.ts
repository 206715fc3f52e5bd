/** What pixels do with light: integration, exposure, saturation and conversion. */
import type { LayerExamples } from './example.js';
import { element, image } from './panels.js';
import { digit, flat, ramp, star, wedge } from './scenes.js';
import { channelOf, through, type Settings } from './through.js';

const spokes = star(96, 24);
const steps = wedge(64);
const five = digit(48);
const tiles: readonly [string, Record<string, unknown>][] = [
  ['checker', {}],
  ['quad', { exposures: 'quad' }],
  ['random', { exposures: 'random' }],
];

const graded: readonly [string, Record<string, unknown>][] = [
  ['0.35', {}],
  ['2 × 2', { spread: 0.7 }],
  ['8 × 8', { spread: 0.7, tilePixels: 8 }],
];
const noisy: readonly Settings[] = [{ layer: 'exposure' }, { layer: 'shot-noise' }];
const bracketed: readonly Settings[] = [
  { layer: 'exposure' },
  { layer: 'exposure-bracket', exposureTimes: [16, 4, 1] },
  { layer: 'shot-noise' },
  { layer: 'full-well', fullWellElectrons: 750 },
];

export const lightExamples: LayerExamples = {
  pixels: {
    caption:
      'A star of 24 spokes (96 × 96 samples) on pixels of 2, 4 and 8 samples, and of 8 samples with an active area of a quarter of ' +
      'their side, 0 to 1 of full scale. Spokes finer than two pixels alias; small active areas let more of it through.',
    rows: () => [
      [
        image('star', spokes, 1),
        ...[2, 4, 8].map(factor =>
          image(`${factor} × ${factor} samples`, through(spokes, { layer: 'pixels', factor }), 1),
        ),
        image('8 × 8, fill 0.25', through(spokes, { layer: 'pixels', factor: 8, fillFactor: 0.25 }), 1),
      ],
    ],
  },
  exposure: {
    caption:
      'A step wedge (64 × 64 pixels) in parts of full scale, and the mean photons per pixel at exposures of 4000, 1000 and 250 ' +
      'photons at full scale, all shown from 0 to 4000 photons.',
    rows: () => [
      [
        image('wedge', steps, 1),
        ...[4000, 1000, 250].map(photonsAtFullScale =>
          image(
            `${photonsAtFullScale} photons`,
            through(steps, { layer: 'exposure', photonsAtFullScale }),
            4000,
          ),
        ),
      ],
    ],
  },
  'exposure-tile': {
    caption:
      'Tiles of neutral-density filters on 8 × 8 pixels, transmissions from 0 to 1, and a digit (48 × 48 pixels) behind them, 0 ' +
      'to 1 of full scale: a checkerboard of 1 and 0.125, a quad of 1, 0.5, 0.25 and 0.125, and a random tile of 4 × 4 pixels.',
    rows: () => [
      [
        null,
        ...tiles.map(([name, keys]) =>
          element(name, through(flat(8), { layer: 'exposure-tile', ...keys }), 1),
        ),
      ],
      [
        image('digit', five, 1),
        ...tiles.map(([, keys]) => image('image', through(five, { layer: 'exposure-tile', ...keys }), 1)),
      ],
    ],
  },
  'graded-exposure': {
    caption:
      'Tiles of neutral-density filters of any transmission on 8 × 8 pixels, transmissions from 0 to 1, and a digit (48 × 48 pixels) ' +
      'behind them, 0 to 1 of full scale: 0.35 all over, and tiles of 2 × 2 and 8 × 8 pixels spread about 0.35 with a standard ' +
      'deviation of the logarithm of 0.7.',
    rows: () => [
      [
        null,
        ...graded.map(([name, keys]) =>
          element(name, through(flat(8), { layer: 'graded-exposure', ...keys }), 1),
        ),
      ],
      [
        image('digit', five, 1),
        ...graded.map(([, keys]) => image('image', through(five, { layer: 'graded-exposure', ...keys }), 1)),
      ],
    ],
  },
  'exposure-bracket': {
    caption:
      'A ramp (64 × 64 pixels) of up to 2600 electrons, and three exposures that share its light by 16 : 4 : 1, on pixels that hold 750 ' +
      'electrons, all shown from 0 to 750 electrons: what saturates the long exposure is left in the short ones.',
    rows: () => [
      [
        image('scene', ramp(64), 1),
        ...['long', 'middle', 'short'].map((name, exposure) =>
          image(name, channelOf(through(ramp(64), ...bracketed), exposure), 750),
        ),
      ],
    ],
  },
  'merge-exposures': {
    caption:
      'A ramp (64 × 64 pixels) of up to 2600 electrons on pixels that hold 750: in one exposure, in exposures that share its light by ' +
      '16 : 1, and by 16 : 4 : 1, merged from those that did not saturate; 0 to 2600 electrons. Bright parts are noisier, as only the ' +
      'short exposure tells of them.',
    rows: () => [
      [
        image('scene', ramp(64), 1),
        image(
          'one exposure',
          through(ramp(64), ...noisy, { layer: 'full-well', fullWellElectrons: 750 }),
          2600,
        ),
        ...[['16 : 1', [16, 1]] as const, ['16 : 4 : 1', [16, 4, 1]] as const].map(([name, exposureTimes]) =>
          image(
            name,
            through(
              ramp(64),
              { layer: 'exposure' },
              { layer: 'exposure-bracket', exposureTimes },
              { layer: 'shot-noise' },
              { layer: 'full-well', fullWellElectrons: 750 },
              { layer: 'merge-exposures', exposureTimes },
            ),
            2600,
          ),
        ),
      ],
    ],
  },
  'full-well': {
    caption:
      'A ramp (64 × 64 pixels) that gives up to 2600 electrons, on pixels that hold 10000, 1500 and 750 electrons, all shown from ' +
      '0 to 2600 electrons: what is brighter is lost.',
    rows: () => {
      const electrons = [{ layer: 'exposure' }, { layer: 'shot-noise', isNoisy: false }];
      return [
        [
          image('scene', ramp(64), 1),
          ...[10_000, 1500, 750].map(fullWellElectrons =>
            image(
              `full well ${fullWellElectrons}`,
              through(ramp(64), ...electrons, { layer: 'full-well', fullWellElectrons }),
              2600,
            ),
          ),
        ],
      ];
    },
  },
  'pixel-gain': {
    caption:
      'A ramp (64 × 64 pixels) behind gains of 1, of 2, and of 1 with a standard deviation of the logarithm of 0.3 from pixel to ' +
      'pixel, 0 to 1 of full scale: what goes beyond is clipped.',
    rows: () => [
      [
        image('scene', ramp(64), 1),
        image('gain 1', through(ramp(64), { layer: 'pixel-gain' }), 1),
        image('gain 2', through(ramp(64), { layer: 'pixel-gain', gain: 2 }), 1),
        image('spread 0.3', through(ramp(64), { layer: 'pixel-gain', spread: 0.3 }), 1),
      ],
    ],
  },
  'pixel-bits': {
    caption:
      'A ramp (64 × 64 pixels) converted with 4, 2 and 1 bits in every pixel, and with 2 bits on average that differ from pixel to ' +
      'pixel with a standard deviation of 1, in the middles of cells, 0 to 1 of full scale; a pixel of 0 bits says one half.',
    rows: () => [
      [
        image('scene', ramp(64), 1),
        ...[4, 2, 1].map(bits =>
          image(bits === 1 ? '1 bit' : `${bits} bits`, through(ramp(64), { layer: 'pixel-bits', bits }), 1),
        ),
        image('spread 1 bit', through(ramp(64), { layer: 'pixel-bits', bits: 2, spreadBits: 1 }), 1),
      ],
    ],
  },
  companding: {
    caption:
      'A ramp (64 × 64 pixels) as it is, behind a power law of gamma 2.2 and behind a logarithm of µ = 255, 0 to 1 of full scale; ' +
      'below, converted with 3 bits, as parts of the highest code, 0 to 1: the curves give dark parts more codes.',
    rows: () => {
      const curves: readonly [string, Settings[]][] = [
        ['linear', []],
        ['gamma', [{ layer: 'companding' }]],
        ['logarithmic', [{ layer: 'companding', curve: 'logarithmic' }]],
      ];
      const codes = { layer: 'quantizer', bitDepth: 3 };
      return [
        curves.map(([name, settings]) => image(name, through(ramp(64), ...settings), 1)),
        curves.map(([, settings]) => image('3 bits', through(ramp(64), ...settings, codes), 1)),
      ];
    },
  },
  quantizer: {
    caption:
      'A ramp (64 × 64 pixels) converted with 1, 2 and 4 bits at a gain of 1, and with 1 bit at a threshold of 0.25, as parts of ' +
      'the highest code, 0 to 1.',
    rows: () => [
      [
        image('scene', ramp(64), 1),
        ...[1, 2, 4].map(bitDepth =>
          image(
            bitDepth === 1 ? '1 bit' : `${bitDepth} bits`,
            through(ramp(64), { layer: 'quantizer', bitDepth }),
            1,
          ),
        ),
        image('1 bit, at 0.25', through(ramp(64), { layer: 'quantizer', bitDepth: 1, threshold: 0.25 }), 1),
      ],
    ],
  },
};

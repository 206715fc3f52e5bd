/** Noise of the sensor, on a step wedge. */
import type { LayerExamples } from './example.js';
import { image, imageBetween } from './panels.js';
import { digit, flat, wedge } from './scenes.js';
import { through, type Settings } from './through.js';

const steps = wedge(64);
const quiet = { layer: 'shot-noise', isNoisy: false };

/** Mean electrons of an exposure, and what a layer makes of them. */
function electrons(photonsAtFullScale: number, scene: typeof steps, ...settings: readonly Settings[]) {
  return through(scene, { layer: 'exposure', photonsAtFullScale }, quiet, ...settings);
}

const dark: readonly [string, Settings][] = [
  ['0.1 s at 25 °C', { layer: 'dark-current' }],
  ['10 s at 25 °C', { layer: 'dark-current', exposureSeconds: 10 }],
  ['10 s at 60 °C', { layer: 'dark-current', exposureSeconds: 10, temperatureCelsius: 60 }],
];
const fixed: readonly [string, Settings][] = [
  ['1 %, 1 e⁻', { layer: 'fixed-pattern' }],
  ['5 %, 1 e⁻', { layer: 'fixed-pattern', gainDeviationPercent: 5 }],
  ['1 %, 100 e⁻', { layer: 'fixed-pattern', offsetDeviationElectrons: 100 }],
];

const counters: readonly [string, number, Settings][] = [
  ['1 frame', 3, { layer: 'photon-counter', frames: 1 }],
  ['16 frames', 48, { layer: 'photon-counter' }],
  ['256 frames', 768, { layer: 'photon-counter', frames: 256 }],
  ['16 frames, 3 bits', 48, { layer: 'photon-counter', bitDepth: 3 }],
];

export const noiseExamples: LayerExamples = {
  'shot-noise': {
    caption:
      'A step wedge (64 × 64 pixels) and its electrons at 4000, 200 and 20 photons at full scale and a quantum efficiency of 0.65: ' +
      'Poisson noise, from 0 to 1.25 times the mean of the brightest step (2600, 130 and 13 electrons).',
    rows: () => [
      [
        image('wedge', steps, 1),
        ...[4000, 200, 20].map(photonsAtFullScale =>
          image(
            `${photonsAtFullScale} photons`,
            through(steps, { layer: 'exposure', photonsAtFullScale }, { layer: 'shot-noise' }),
            1.25 * 0.65 * photonsAtFullScale,
          ),
        ),
      ],
    ],
  },
  'photon-counter': {
    caption:
      'A step wedge (64 × 64 pixels) whose brightest step sends 3 photons a pixel and frame (1.95 electrons), counted with 1 bit in ' +
      '1, 16 and 256 frames and with 3 bits in 16 frames, as parts of the highest count, 0 to 1. With 1 bit bright steps approach 1 ' +
      'slowly, as 1 − exp(−electrons): 0.86 for the brightest; with 3 bits it is at 1.95 of 7.',
    rows: () => [
      [
        image('wedge', steps, 1),
        ...counters.map(([name, photonsAtFullScale, keys]) =>
          image(name, through(steps, { layer: 'exposure', photonsAtFullScale }, keys), 1),
        ),
      ],
    ],
  },
  binning: {
    caption:
      'A step wedge of up to 13 electrons a pixel (64 × 64 pixels) with read noise of 10 electrons rms, from −30 to 50 electrons; and ' +
      'blocks of 4 × 4 pixels, from −120 to 330 electrons: their charge added up and read once, with noise of 10 electrons; each pixel ' +
      'read and the values added up, with noise of 40 electrons.',
    rows: () => {
      const [blocks, reading] = [
        { layer: 'binning', factor: 4 },
        { layer: 'read-noise', readNoiseElectrons: 10 },
      ];
      return [
        [
          imageBetween('electrons', electrons(20, steps), -30, 50),
          imageBetween('read', electrons(20, steps, reading), -30, 50),
          imageBetween('binned, read', electrons(20, steps, blocks, reading), -120, 330),
          imageBetween('read, binned', electrons(20, steps, reading, blocks), -120, 330),
        ],
      ];
    },
  },
  'dark-current': {
    caption:
      'A digit of up to 130 electrons (48 × 48 pixels) with the noise of dark electrons, 10 per second and pixel at 25 °C, their ' +
      'mean subtracted: after 0.1 s, after 10 s, and after 10 s at 60 °C, where they are 32 times as many. From −100 to 230 electrons.',
    rows: () => [
      [
        imageBetween('electrons', electrons(200, digit(48)), -100, 230),
        ...dark.map(([name, keys]) => imageBetween(name, electrons(200, digit(48), keys), -100, 230)),
      ],
    ],
  },
  'fixed-pattern': {
    caption:
      'A step wedge of up to 2600 electrons (64 × 64 pixels) where gain and offset differ from pixel to pixel, with standard ' +
      'deviations of 1 % and 1 electron, 5 % and 1 electron, 1 % and 100 electrons: the gain shows in the light, the offset in the ' +
      'dark too. From −200 to 2900 electrons. Below, what a dark frame adds, from −300 to 300 electrons.',
    rows: () => [
      [
        imageBetween('electrons', electrons(4000, steps), -200, 2900),
        ...fixed.map(([name, keys]) => imageBetween(name, electrons(4000, steps, keys), -200, 2900)),
      ],
      [
        imageBetween('dark frame', electrons(4000, flat(64, 0)), -300, 300),
        ...fixed.map(([name, keys]) => imageBetween(name, electrons(4000, flat(64, 0), keys), -300, 300)),
      ],
    ],
  },
  'read-noise': {
    caption:
      'A step wedge of up to 130 electrons (64 × 64 pixels) with read noise of 3, 10 and 30 electrons rms, the same in light and ' +
      'dark. From −60 to 190 electrons.',
    rows: () => [
      [
        imageBetween('electrons', electrons(200, steps), -60, 190),
        ...[3, 10, 30].map(readNoiseElectrons =>
          imageBetween(
            `${readNoiseElectrons} e⁻ rms`,
            electrons(200, steps, { layer: 'read-noise', readNoiseElectrons }),
            -60,
            190,
          ),
        ),
      ],
    ],
  },
};

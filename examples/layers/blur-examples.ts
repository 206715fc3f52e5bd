/** Blurs: digits and points, and the kernels. */
import type { PixelImage } from '../../src/figures/pixel-image.js';
import type { LayerExamples } from './example.js';
import { decades, element, image, middle, signed } from './panels.js';
import { digit, point, points, stacked, target } from './scenes.js';
import { channelOf, through, type Settings } from './through.js';

const scene = target(64);
const five = digit(48);

/** The image of a point as a map of shares of its light, `side` pixels wide. */
function kernelOf(title: string, side: number, settings: Settings) {
  return element(title, middle(through(point(63), settings), side));
}

const sigmas = [3, 6, 12];
const paths = [
  { lengthUm: 10, angleDegrees: 0 },
  { lengthUm: 30, angleDegrees: 0 },
  { lengthUm: 30, angleDegrees: 45 },
];
const four = { layer: 'optical-convolution', kernels: 4, initialization: 'random' };
const pair = { layer: 'optical-kernel', kind: 'pseudo-negative', initialization: 'random' };
const digital = [{ layer: 'quantizer' }, { layer: 'digital-convolution', kernels: 4 }];
const each = [0, 1, 2, 3];
const dots = points(65, 3);

export const blurExamples: LayerExamples = {
  'gaussian-blur': {
    caption:
      'A target (64 × 64 pixels of 3.45 µm) through Gaussian blurs of 3, 6 and 12 µm standard deviation, 0 to 1 of full scale; ' +
      'below, a bright pixel and its images, 21 pixels wide, in shares of its light.',
    rows: () => [
      [
        image('target', scene, 1),
        ...sigmas.map(sigmaUm =>
          image(`σ = ${sigmaUm} µm`, through(scene, { layer: 'gaussian-blur', sigmaUm }), 1),
        ),
      ],
      [
        element('point', middle(point(63), 21)),
        ...sigmas.map(sigmaUm => kernelOf('its image', 21, { layer: 'gaussian-blur', sigmaUm })),
      ],
    ],
  },
  'motion-blur': {
    caption:
      'A digit (48 × 48 pixels of 3.45 µm) that moves by 10 µm to the right, by 30 µm, and by 30 µm at 45° towards the lower ' +
      'right while the shutter is open, 0 to 1 of full scale; below, a bright pixel and its images, 15 pixels wide, in shares ' +
      'of its light.',
    rows: () => [
      [
        image('digit', five, 1),
        ...paths.map(path =>
          image(
            `${path.lengthUm} µm at ${path.angleDegrees}°`,
            through(five, { layer: 'motion-blur', ...path }),
            1,
          ),
        ),
      ],
      [
        element('point', middle(point(63), 15)),
        ...paths.map(path => kernelOf('its image', 15, { layer: 'motion-blur', ...path })),
      ],
    ],
  },
  'optical-kernel': {
    caption:
      'A digit (48 × 48 pixels) through point spread functions of 7 × 7 pixels: a Gaussian, speckle, and the two of a ' +
      'pseudo-negative kernel, which share the light; each image from 0 to the value at the end of its bar, in parts of full ' +
      'scale. Below, a bright pixel and its images in shares of its light, 9 pixels wide.',
    rows: () => {
      const kinds: readonly [string, Settings, number][] = [
        ['gaussian', { layer: 'optical-kernel' }, 0],
        ['random', { layer: 'optical-kernel', initialization: 'random' }, 0],
        ['channel +', pair, 0],
        ['channel −', pair, 1],
      ];
      return [
        [
          image('digit', five, 1),
          ...kinds.map(([name, keys, channel]) => image(name, channelOf(through(five, keys), channel))),
        ],
        [
          element('point', middle(point(63), 9)),
          ...kinds.map(([, keys, channel]) =>
            element('kernel', middle(channelOf(through(point(63), keys), channel), 9)),
          ),
        ],
      ];
    },
  },
  'optical-convolution': {
    caption:
      'A digit (48 × 48 pixels) through 4 random kernels of 7 × 7 pixels side by side, each with a quarter of the light and an ' +
      'image of its own, 0 to 0.25 of full scale; below, a bright pixel and the kernels in shares of its light, 9 pixels wide.',
    rows: () => {
      const [images, kernels] = [through(five, four), through(point(63), four)];
      return [
        [image('digit', five, 1), ...each.map(k => image(`image ${k + 1}`, channelOf(images, k), 0.25))],
        [
          element('point', middle(point(63), 9)),
          ...each.map(k => element(`kernel ${k + 1}`, middle(channelOf(kernels, k), 9))),
        ],
      ];
    },
  },
  difference: {
    caption:
      'A digit (48 × 48 pixels) behind a pseudo-negative kernel of 7 × 7 pixels: the frames of the channels + and −, 0 to 0.5 of ' +
      'full scale, and their difference, which has either sign. Below, the same of a bright pixel, 9 pixels wide: the kernel.',
    rows: () => {
      const [frames, kernels] = [through(five, pair), through(point(63), pair)];
      const less = { layer: 'difference' };
      return [
        [
          image('digit', five, 1),
          image('channel +', channelOf(frames, 0), 0.5),
          image('channel −', channelOf(frames, 1), 0.5),
          signed('difference', through(five, pair, less)),
        ],
        [
          element('point', middle(point(63), 9)),
          element('kernel +', middle(channelOf(kernels, 0), 9)),
          element('kernel −', middle(channelOf(kernels, 1), 9)),
          signed('difference', middle(through(point(63), pair, less), 9)),
        ],
      ];
    },
  },
  'digital-convolution': {
    caption:
      'A digit (48 × 48 pixels) recorded with 8 bits and its convolutions with 4 random kernels of 7 × 7 pixels, which have either ' +
      'sign, as parts of the highest code; below, the same of a bright pixel, 9 pixels wide: the kernels.',
    rows: () => {
      const [images, kernels] = [five, point(63)].map(scene => through(scene, ...digital)) as [
        PixelImage,
        PixelImage,
      ];
      return [
        [image('digit', five, 1), ...each.map(k => signed(`image ${k + 1}`, channelOf(images, k)))],
        [
          element('point', middle(point(63), 9)),
          ...each.map(k => signed(`kernel ${k + 1}`, middle(channelOf(kernels, k), 9))),
        ],
      ];
    },
  },
  'shift-variant-blur': {
    caption:
      'Points and a target (65 × 65 pixels of 3.45 µm) through blurs that change over the frame: a Gaussian of 1 µm at the ' +
      'centre and 6 µm in the corners; a lens of f/4 with 1500 nm of coma or of astigmatism in the corners; and random ' +
      'speckle. Points over their largest value on two decades, targets from 0 to 1 of full scale.',
    rows: () => {
      const lens = {
        layer: 'shift-variant-blur',
        psf: 'aberrations',
        rank: 12,
        kernelPixels: 21,
        pupilSamples: 34,
      };
      const blurs: readonly [string, Settings][] = [
        ['gaussian', { layer: 'shift-variant-blur' }],
        ['coma', { ...lens, comaNm: 1500 }],
        ['astigmatism', { ...lens, astigmatismNm: 1500 }],
        ['random', { layer: 'shift-variant-blur', psf: 'random' }],
      ];
      const scenes = [dots, target(65)] as const;
      const images = blurs.map(([, keys]) => through(stacked(scenes), keys));
      return [
        [decades('points', dots, 2), ...blurs.map(([name], i) => decades(name, channelOf(images[i]!, 0), 2))],
        [
          image('target', target(65), 1),
          ...blurs.map(([name], i) => image(name, channelOf(images[i]!, 1), 1)),
        ],
      ];
    },
  },
};

/** Masks: over the pixels, in front of one detector, and in front of a bare sensor. */
import type { LayerExamples } from './example.js';
import { element, image, middle, sheet, signed } from './panels.js';
import { digit, flat, point, points } from './scenes.js';
import { designOf, through, type Settings } from './through.js';

const five = digit(64);
const coded: readonly [string, Settings][] = [
  ['random', { layer: 'coded-mask' }],
  ['MURA of 13', { layer: 'coded-mask', pattern: 'mura', muraPrime: 13 }],
  ['Hadamard 37', { layer: 'coded-mask', pattern: 'hadamard', hadamardIndex: 37 }],
  ['inner disk', { layer: 'coded-mask', pattern: 'inner-disk', openFraction: 0.3 }],
];
const sets: readonly [string, Settings][] = [
  ['16 random masks', { layer: 'single-pixel' }],
  ['16 Hadamard masks', { layer: 'single-pixel', masks: 'hadamard' }],
  ['4 blocks', { layer: 'single-pixel', masks: 'blocks', measurements: 4 }],
];
const lensless: readonly [string, Settings][] = [
  ['random', { layer: 'lensless-mask' }],
  ['MURA of 5', { layer: 'lensless-mask', pattern: 'mura' }],
  ['disk', { layer: 'lensless-mask', pattern: 'inner-disk', openFraction: 0.02 }],
];
const wide = digit(160);

export const maskExamples: LayerExamples = {
  'coded-mask': {
    caption:
      'Masks of 64 × 64 elements, one over each pixel, in transmissions from 0 to 1, and what they pass of a digit, 0 to 1 of ' +
      'full scale: half of the elements open at random, a MURA pattern of 13 × 13 repeated over the frame, Hadamard mask 37, and ' +
      'an inner disk of 30 % of the elements.',
    rows: () => [
      [null, ...coded.map(([name, keys]) => element(name, through(flat(64), keys), 1))],
      [image('digit', five, 1), ...coded.map(([, keys]) => image('image', through(five, keys), 1))],
    ],
  },
  'single-pixel': {
    caption:
      'Sets of masks over a digit of 16 × 16 elements, open yellow and closed violet, and what a detector without pixels measures ' +
      'behind them, mask by mask from the upper left, as means over the frame in parts of full scale: 16 random masks, 16 ' +
      'Hadamard masks, and the 4 blocks of a quadrant detector.',
    rows: () => [
      [
        null,
        ...sets.map(([name, keys]) =>
          element(name, sheet(designOf(digit(16), { ...keys, constraint: 'binary' }, 'masks')), 1),
        ),
      ],
      [
        image('digit', digit(16), 1),
        ...sets.map(([, keys]) => image('measurements', through(digit(16), keys))),
      ],
    ],
  },
  'lensless-mask': {
    caption:
      'A point and a digit (160 × 160 pixels of 3.45 µm) seen without a lens through masks of 15 × 15 elements of 30 µm, 1 mm in ' +
      'front of the sensor: half of them open at random, a MURA pattern of 5 × 5 repeated, and an opening of 5 elements. The ' +
      'point casts the shadow of the mask, in shares of the light that falls on the open mask; images from 0 to the value at the ' +
      'end of each bar.',
    rows: () => [
      [
        element('point', points(160, 1), 1),
        ...lensless.map(([name, keys]) => element(name, through(points(160, 1), keys))),
      ],
      [image('digit', wide, 1), ...lensless.map(([, keys]) => image('image', through(wide, keys)))],
    ],
  },
  'lensless-phase': {
    caption:
      'Random phase plates of 80 µm side, 0.5 mm in front of the sensor: optical path difference in nm where it spans at most ' +
      '2 µm, the caustic that is the image of a point (550 nm, 31 pixels of 3.45 µm), in shares of its light, and the image of a ' +
      'digit (64 × 64 pixels), from 0 to its largest value in parts of full scale. Below, the same for a span of 0.2 µm.',
    rows: () =>
      [2, 0.2].map(depthUm => {
        const plate = { layer: 'lensless-phase', depthUm };
        const [path] = designOf(point(63), plate, 'opticalPathDifference');
        return [
          signed('path difference (nm)', path!),
          element('image of a point', middle(through(point(63), plate), 31)),
          image('digit', five, 1),
          image('image', through(five, plate)),
        ];
      }),
  },
};

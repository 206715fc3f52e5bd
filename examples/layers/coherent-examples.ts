/** Coherent light: LED microscope, element array and diffractive network. */
import { hostRandom } from '../../src/engine/host-random.js';
import { ledDirections, ledPattern, type LedPattern } from '../../src/optics/coherent/led-array.js';
import type { PixelImage } from '../../src/figures/pixel-image.js';
import type { LayerExamples } from './example.js';
import { decades, element, image, phase } from './panels.js';
import { cells, digit, point, pointsAt } from './scenes.js';
import { designOf, through, type Settings } from './through.js';

const patterns: readonly LedPattern[] = ['centre', 'all', 'off-axis', 'dark-field'];

/** The drives of the array that the layer has by default. */
function drives(pattern: LedPattern): PixelImage {
  const directions = ledDirections({ rows: 5, columns: 5, pitch: 4e-3, distance: 40e-3 });
  const values = ledPattern(pattern, directions, { numericalAperture: 0.25, random: hostRandom(1, 0) });
  return { height: 5, width: 5, channels: 1, values: Float32Array.from(values) };
}

const arrays: readonly [string, Settings][] = [
  ['8 × 8 elements', { layer: 'element-array' }],
  ['Hann weights', { layer: 'element-array', apodization: 'hann' }],
  ['one wave apart', { layer: 'element-array', pitchWavelengths: 1 }],
  ['12 at random', { layer: 'element-array', activeElements: 12, activeStart: 'random' }],
];
const sources = pointsAt(65, [
  [13, 16],
  [39, 29],
]);
const network = { layer: 'diffractive-network', masks: 5, distanceMm: 0.2 };
const five = digit(64);

export const coherentExamples: LayerExamples = {
  'led-microscope': {
    caption:
      'A transparent object of up to 1 rad phase delay (96 × 96 pixels of 0.345 µm at the object, NA 0.25, 550 nm) in the light ' +
      'of 5 × 5 LEDs, 4 mm apart and 40 mm away; below, which of them are lit. The image is 1 where nothing is in the way of the ' +
      'bright field. One LED shows little but rims, all of them next to nothing, half of the bright field a relief, and the LEDs ' +
      'outside of the aperture bright rims on black.',
    rows: () => [
      [
        element('phase (rad)', cells(96), 1),
        image('centre', through(cells(96), { layer: 'led-microscope', pattern: 'centre' })),
        image('all', through(cells(96), { layer: 'led-microscope', pattern: 'all' })),
        image('off-axis', through(cells(96), { layer: 'led-microscope', pattern: 'off-axis' })),
        image('dark-field', through(cells(96), { layer: 'led-microscope', pattern: 'dark-field' })),
      ],
      [null, ...patterns.map(pattern => element('LEDs', drives(pattern), 1))],
    ],
  },
  'element-array': {
    caption:
      'Two points (65 × 65 samples over 90°) scanned by arrays of 8 × 8 elements half a wavelength apart, with even and with ' +
      'Hann weights, one wavelength apart, and with 12 elements that are on; each image from 0 to its largest value, in parts of the ' +
      'scene. Below, the image of the point in the middle: the beam, over its peak, on four decades. Elements one wavelength ' +
      'apart have a narrower beam, but a grating lobe where its sine is 1 away: the outer point appears four times.',
    rows: () => [
      [image('points', sources, 1), ...arrays.map(([name, keys]) => image(name, through(sources, keys)))],
      [
        element('elements that are on', designOf(point(65), arrays[3]![1], 'gates')[0]!, 1),
        ...arrays.map(([, keys]) => decades('beam', through(point(65), keys))),
      ],
    ],
  },
  'diffractive-network': {
    caption:
      'A digit (64 × 64 pixels of 3.45 µm, 550 nm) as amplitude behind 5 masks, 0.2 mm from plane to plane: flat masks leave its ' +
      'diffraction pattern, random ones speckle; the first of them in rad; and ten detectors of 4 pixels behind the random masks. ' +
      'Irradiances from 0 to the value at the end of each bar, 1 in the open parts of the scene.',
    rows: () => {
      const random = { ...network, start: 'random' };
      return [
        [
          image('digit', five, 1),
          image('flat masks', through(five, network)),
          phase('first random mask (rad)', designOf(five, random, 'phases')[0]!),
          image('random masks', through(five, random)),
          image('ten detectors', asRow(through(five, { ...random, detectors: 10 }))),
        ],
      ];
    },
  },
};

/** Detectors, which come as channels, as a row of pixels. */
function asRow({ channels, values }: PixelImage): PixelImage {
  return { height: 1, width: channels, channels: 1, values };
}

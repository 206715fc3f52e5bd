/** What a config can say of several cameras. */
import { z } from 'zod';
import { boundProblems } from '../../engine/bounded-parameter.js';
import { defineLayer } from '../../engine/layer-definition.js';
import { cameraLayouts } from './camera-layout.js';
import { Cameras } from './cameras.js';

const micrometres = z.number().min(0).max(1e6);
const degrees = z.number().min(0).max(180);
const zoom = z.number().min(0.05).max(20);

export const cameras = defineLayer({
  layer: 'cameras',
  title: 'Several cameras',
  summary: 'Several cameras of low resolution that see the scene from their own poses; these may be learned.',
  equation: 'y_k = D_s T(p_k) x, p_k = (shift, rotation, zoom)',
  source: 'Tanida et al., Appl. Opt. 40, 1806 (2001), doi:10.1364/AO.40.001806',
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    cameras: z.number().int().min(1).max(64).default(4).describe('Number of cameras, 1 to 64.'),
    layout: z
      .enum(cameraLayouts)
      .default('grid')
      .describe(
        'Poses; where training starts if learned. grid: evenly over a square. random: anywhere in it. co-located: all the same.',
      ),
    spreadUm: micrometres
      .default(10)
      .describe('Half the side of the square over which the layout shifts images at the sensor, µm.'),
    rotationDegrees: degrees
      .default(0)
      .describe('Largest rotation of a random layout, either way, 0 to 180 degrees.'),
    zoom: zoom.default(1).describe('Magnification of all cameras, 0.05 to 20.'),
    zoomMin: zoom.default(0.5).describe('Smallest magnification; used if learned.'),
    zoomMax: zoom.default(2).describe('Largest magnification; used if learned.'),
    shiftUmMax: micrometres
      .default(50)
      .describe('Largest shift of an image along x or y, µm; used if learned.'),
    rotationDegreesMax: degrees
      .default(45)
      .describe('Largest rotation either way, degrees; used if learned.'),
    binning: z
      .number()
      .int()
      .min(1)
      .max(1024)
      .default(2)
      .describe('Samples along a side of a pixel, which integrates over them; 1 to 1024.'),
  },
  problems: (keys, { isLearned, signal: { height, width } }) => {
    const smallest = Math.min(height, width);
    const size =
      keys.binning > smallest
        ? [{ key: 'binning', must: `at most ${smallest}, the smaller side of the frame` }]
        : [];
    if (!isLearned) return size;
    const below = (key: 'spreadUm' | 'rotationDegrees', bound: 'shiftUmMax' | 'rotationDegreesMax') =>
      keys[key] < keys[bound] ? [] : [{ key, must: `below ${bound} ${keys[bound]}, because it is learned` }];
    return [
      ...size,
      ...below('spreadUm', 'shiftUmMax'),
      ...below('rotationDegrees', 'rotationDegreesMax'),
      ...boundProblems(keys, 'zoom'),
    ];
  },
  make: (keys, { name, isLearned, seed, stream, signal: { unit, pixelPitch } }) =>
    new Cameras({
      ...{ name, isLearned, seed, stream, pixelPitch },
      ...{ layout: keys.layout, cameras: keys.cameras, zoom: keys.zoom, binning: keys.binning },
      spread: keys.spreadUm * 1e-6,
      rotation: (keys.rotationDegrees * Math.PI) / 180,
      shiftMax: keys.shiftUmMax * 1e-6,
      rotationMax: (keys.rotationDegreesMax * Math.PI) / 180,
      zoomBounds: [keys.zoomMin, keys.zoomMax],
      reading: unit === 'scene' ? 'mean' : 'sum',
    }),
  gives: ({ binning, cameras: count }, { unit, pixelPitch, fullScale, wavelengths }) => ({
    pixelPitch: pixelPitch * binning,
    fullScale: unit === 'scene' ? fullScale : fullScale * binning ** 2,
    wavelengths: wavelengths.length === 1 ? wavelengths : (Array(count).fill(wavelengths).flat() as number[]),
  }),
});

/** The diffractive network as a config names it. */
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import { largestDetector } from './diffractive-network.js';
import { DiffractiveNetwork } from './diffractive-network-layer.js';

export const diffractiveNetwork = defineLayer({
  layer: 'diffractive-network',
  title: 'Diffractive network',
  summary:
    'Phase masks one behind the other turn the field of the scene into an image or into signals of detectors.',
  equation: 'y = |P exp(iφ_L) P … exp(iφ₁) P x|², P = propagation by the angular spectrum',
  source: 'Lin et al., Science 361, 1004 (2018), doi:10.1126/science.aat8084',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    masks: z.int().min(1).max(20).default(5).describe('Number of phase masks, 1 to 20.'),
    distanceMm: z
      .number()
      .min(0.001)
      .max(10_000)
      .default(1)
      .describe('From the scene to the first mask, from mask to mask and to the sensor, mm.'),
    input: z
      .enum(['amplitude', 'phase'])
      .default('amplitude')
      .describe('What of the light the scene sets: amplitude or phase.'),
    phaseRangeRadians: z
      .number()
      .min(-100)
      .max(100)
      .default(Math.PI)
      .describe('Phase delay where the scene is 1, for a phase input, rad.'),
    start: z
      .enum(['flat', 'random'])
      .default('flat')
      .describe('Masks, or where they start if learned: flat, or a random phase at each pixel.'),
    levels: z
      .int()
      .min(0)
      .max(256)
      .default(0)
      .describe('Height levels of a mask as built, 2 to 256; 0: any height.'),
    detectors: z
      .int()
      .min(0)
      .max(1024)
      .default(0)
      .describe('Number of detectors, such as one for each class; 0: an image.'),
    detectorPixels: z.int().min(1).max(1024).default(4).describe('Side of a detector, pixels.'),
  },
  problems: ({ levels, detectors, detectorPixels }, { signal: { height, width } }) => {
    const largest = largestDetector(detectors, height, width);
    const room = `at most ${largest} for ${detectors} detectors on ${height} × ${width} pixels`;
    return [
      ...(levels === 1 ? [{ key: 'levels', must: '0 (any height) or at least 2' }] : []),
      ...(detectors > 0 && detectorPixels > largest ? [{ key: 'detectorPixels', must: room }] : []),
    ];
  },
  make: (keys, { name, isLearned, seed, stream, signal }) =>
    new DiffractiveNetwork({
      name,
      masks: keys.masks,
      distance: keys.distanceMm * 1e-3,
      wavelengths: signal.wavelengths,
      pixelPitch: signal.pixelPitch,
      input: keys.input,
      phaseRange: keys.phaseRangeRadians,
      start: keys.start,
      levels: keys.levels,
      detectors: keys.detectors,
      detectorSide: keys.detectorPixels,
      isLearned,
      seed,
      stream,
    }),
  gives: ({ detectors, detectorPixels }, { pixelPitch, wavelengths }) =>
    detectors === 0
      ? {}
      : {
          pixelPitch: pixelPitch * detectorPixels,
          wavelengths: [wavelengths.reduce((sum, each) => sum + each) / wavelengths.length],
        },
});

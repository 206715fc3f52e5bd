import { colourFilterArray } from '../../src/sensor/colour-filters/colour-filter-definition.js';
import { demosaic } from '../../src/sensor/colour-filters/demosaic-layer.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9] };
const ways = { relaxation: 'straight-through', schedule: 'exponential', sharpening: 1 };
const frame = { channels: 1, height: 9, width: 10 };

export const colourFilterCases: readonly PhysicalLayerCase[] = [
  caseOf(colourFilterArray, { signal: rgb, variants: { pattern: 'rgbw' } }),
  caseOf(colourFilterArray, {
    suffix: 'random',
    signal: rgb,
    keys: { pattern: 'random' },
    variants: { periodPixels: 3, filters: ['R', 'B'] },
  }),
  caseOf(colourFilterArray, {
    isLearned: true,
    signal: rgb,
    variants: { pattern: 'white', filters: ['R', 'G', 'B'], startWeight: 2, ...ways },
  }),
  caseOf(colourFilterArray, {
    suffix: 'given filters',
    signal: { channels: 2, wavelengths: [620e-9, 460e-9] },
    keys: {
      pattern: 'custom',
      tile: ['S1S2', 'S3S1'],
      spectra: [
        [0.9, 0.1],
        [0.2, 0.7],
        [1, 1],
      ],
    },
    variants: {
      tile: ['S1S2'],
      spectra: [
        [0.9, 0.2],
        [0.2, 0.7],
        [1, 1],
      ],
    },
  }),
  caseOf(colourFilterArray, {
    suffix: 'given filters',
    isLearned: true,
    signal: { channels: 2, wavelengths: [620e-9, 460e-9] },
    keys: {
      pattern: 'random',
      filters: ['S1', 'S2'],
      spectra: [
        [0.9, 0.1],
        [0.2, 0.7],
      ],
    },
    variants: {
      spectra: [
        [0.9, 0.2],
        [0.2, 0.7],
      ],
    },
  }),
  caseOf(demosaic, { signal: frame, variants: { pattern: 'x-trans', method: 'malvar' } }),
];

import { colourFilterArray } from '../../src/sensor/colour-filters/colour-filter-array.js';
import { demosaic } from '../../src/sensor/colour-filters/demosaic-layer.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9] };
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
    variants: { pattern: 'white', filters: ['R', 'G', 'B'], startWeight: 2, sharpening: 1 },
  }),
  caseOf(demosaic, { signal: frame, variants: { pattern: 'x-trans', method: 'malvar' } }),
];

import { depthDefocus } from '../../src/optics/depth/depth-definition.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9] };
/** Few samples, so that the tests are fast; kernels small enough for direct sums, which do not mix images of a batch. */
const small = { pupilSamples: 24 };
const cubic = { ...small, phaseMask: 'cubic', cubicWaves: 0.4, cubicWavesMax: 0.6, kernelPixels: 11 };
const learned = { focusDistanceMMin: 0.7, focusDistanceMMax: 1.5 };

export const depthCases: readonly PhysicalLayerCase[] = [
  caseOf(depthDefocus, {
    draws: 'off',
    keys: small,
    variants: {
      focalLengthMm: 6,
      fNumber: 5,
      focusDistanceM: 0.9,
      objectDistanceM: 0.6,
      pupilSamples: 20,
      kernelPixels: 7,
      boundary: 'replicate',
    },
  }),
  caseOf(depthDefocus, {
    suffix: 'cubic mask in colours',
    draws: 'off',
    signal: rgb,
    keys: cubic,
    variants: { phaseMask: 'none', cubicWaves: 0.3, boundary: 'zero' },
  }),
  caseOf(depthDefocus, {
    suffix: 'random distances',
    draws: 'noise',
    keys: { ...small, objectDistanceM: [0.5, 0.7, 1, 2, 3] },
    variants: { objectDistanceM: [0.5, 0.6, 0.8, 1, 2] },
  }),
  caseOf(depthDefocus, {
    isLearned: true,
    draws: 'off',
    keys: { ...small, ...learned, kernelPixels: 8 },
    variants: { focusDistanceM: 0.9 },
  }),
  caseOf(depthDefocus, {
    isLearned: true,
    suffix: 'cubic mask at random distances',
    draws: 'noise',
    keys: { ...cubic, ...learned, objectDistanceM: [0.7, 0.8, 1, 1.2, 2] },
    variants: { focusDistanceM: 0.9, cubicWaves: 0.3 },
  }),
];

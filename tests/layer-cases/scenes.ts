import { cameras } from '../../src/optics/scenes/cameras-definition.js';
import { overlap } from '../../src/optics/scenes/overlap-layer.js';
import { pixels } from '../../src/sensor/pixels.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const pair = { channels: 2 };
const scattered = { layout: 'random', spreadUm: 8, rotationDegrees: 20, zoom: 1.1, binning: 1 } as const;

const overlapCases: readonly PhysicalLayerCase[] = [
  caseOf(overlap, {
    signal: pair,
    keys: { kernel: 'gaussian' },
    variants: { kernel: 'random', kernelPixels: 3, sigmaUm: 5, boundary: 'zero' },
  }),
  caseOf(overlap, { isLearned: true, signal: { channels: 3 }, variants: { kernel: 'gaussian' } }),
];

const cameraCases: readonly PhysicalLayerCase[] = [
  caseOf(cameras, {
    variants: { cameras: 3, layout: 'random', spreadUm: 5, zoom: 1.2, binning: 3 },
  }),
  caseOf(cameras, {
    suffix: 'photons of two channels',
    signal: { ...pair, unit: 'photons' },
    keys: { ...scattered, cameras: 3 },
    variants: { rotationDegrees: 10 },
  }),
  caseOf(cameras, {
    isLearned: true,
    keys: { ...scattered, cameras: 2 },
    variants: { layout: 'grid' },
    // Bilinear interpolation has corners; tests/optics/scenes/cameras.test.ts tests the gradient between them.
    isSmooth: false,
  }),
];

const pixelCases: readonly PhysicalLayerCase[] = [
  caseOf(pixels, {
    signal: pair,
    keys: { factor: 2.5, fillFactor: 0.8 },
    variants: { factor: 2.4, fillFactor: 0.7 },
  }),
  caseOf(pixels, {
    suffix: 'photons',
    signal: { unit: 'photons' },
    keys: { pixelsAcross: 3 },
    variants: { pixelsAcross: 4, fillFactor: 0.5 },
  }),
];

export const sceneCases: readonly PhysicalLayerCase[] = [...overlapCases, ...cameraCases, ...pixelCases];

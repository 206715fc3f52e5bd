import { difference } from '../../src/sensor/difference.js';
import { gaussianBlur } from '../../src/optics/blur/gaussian-layer.js';
import { motionBlur } from '../../src/optics/blur/motion-layer.js';
import {
  digitalConvolution,
  opticalConvolution,
  opticalKernel,
} from '../../src/optics/blur/optical-definitions.js';
import { shiftVariantBlur } from '../../src/optics/shift-variant/shift-variant-definition.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9] };
const digital = { unit: 'digital' } as const;
const lens = { psf: 'aberrations', kernelPixels: 5, rank: 2, pupilSamples: 10 };
const small = { kernelPixels: 4 };

const comparisonCases: readonly PhysicalLayerCase[] = [
  caseOf(gaussianBlur, { signal: rgb, variants: { sigmaUm: 4, boundary: 'zero' } }),
  caseOf(gaussianBlur, { isLearned: true, variants: { sigmaUm: 4 } }),
  caseOf(motionBlur, {
    signal: rgb,
    keys: { angleDegrees: 30 },
    variants: { lengthUm: 15, angleDegrees: 40, boundary: 'replicate' },
  }),
  caseOf(motionBlur, {
    isLearned: true,
    keys: { lengthUmMax: 30, angleDegrees: 25 },
    variants: { lengthUm: 15, angleDegrees: 40 },
  }),
];

const kernelCases: readonly PhysicalLayerCase[] = [
  caseOf(opticalKernel, {
    signal: rgb,
    keys: small,
    variants: { kernelPixels: 5, kind: 'pseudo-negative', initialization: 'random', boundary: 'circular' },
  }),
  caseOf(opticalKernel, { isLearned: true, keys: small, variants: { initialization: 'random' } }),
  caseOf(digitalConvolution, {
    signal: digital,
    keys: { ...small, kernels: 2 },
    variants: { kernels: 3, kernelPixels: 5, initialization: 'delta', boundary: 'circular' },
  }),
  caseOf(digitalConvolution, {
    isLearned: true,
    signal: digital,
    keys: { ...small, kernels: 2 },
    variants: { initialization: 'gaussian' },
  }),
  caseOf(opticalConvolution, {
    keys: { ...small, kernels: 2, initialization: 'random' },
    variants: {
      kernels: 3,
      kernelPixels: 5,
      kind: 'pseudo-negative',
      boundary: 'reflect',
      initialization: 'delta',
    },
  }),
  caseOf(opticalConvolution, {
    suffix: 'pseudo-negative',
    isLearned: true,
    signal: rgb,
    keys: { ...small, kernels: 2, kind: 'pseudo-negative' },
    variants: { initialization: 'delta' },
  }),
  caseOf(difference, { signal: { channels: 4 }, variants: {} }),
];

const shiftVariantCases: readonly PhysicalLayerCase[] = [
  caseOf(shiftVariantBlur, {
    signal: rgb,
    keys: { kernelPixels: 5, rank: 2 },
    variants: {
      kernelPixels: 4,
      rank: 1,
      psf: 'random',
      sigmaCentreUm: 2,
      sigmaCornerUm: 4,
      boundary: 'replicate',
    },
  }),
  caseOf(shiftVariantBlur, {
    suffix: 'aberrations',
    signal: { height: 4, width: 5 },
    keys: { ...lens, sphericalNm: 200, comaNm: 300, astigmatismNm: 300, fieldCurvatureNm: 300 },
    variants: {
      psf: 'gaussian',
      fNumber: 8,
      pupilSamples: 12,
      sphericalNm: 0,
      comaNm: 0,
      astigmatismNm: 0,
      fieldCurvatureNm: 0,
    },
  }),
  caseOf(shiftVariantBlur, {
    suffix: 'random',
    keys: { kernelPixels: 5, rank: 3, psf: 'random' },
    variants: { gridPoints: 3 },
  }),
  caseOf(shiftVariantBlur, {
    isLearned: true,
    keys: { kernelPixels: 4, rank: 3, gridPoints: 3 },
    variants: { sigmaCornerUm: 4, gridPoints: 4, smoothness: 1 },
  }),
];

export const blurCases: readonly PhysicalLayerCase[] = [
  ...comparisonCases,
  ...kernelCases,
  ...shiftVariantCases,
];

import { codedMask } from '../../src/optics/masks/coded-mask.js';
import { lenslessMask } from '../../src/optics/masks/lensless-layer.js';
import { lenslessPhase } from '../../src/optics/masks/lensless-phase-layer.js';
import { singlePixel } from '../../src/optics/masks/single-pixel-layer.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9] };
const photons = { unit: 'photons' } as const;
/** A budget that the start of training exceeds. */
const tight = { openFraction: 0.3, budgetWeight: 2 };
const binary = { constraint: 'binary' } as const;
const straightThrough = { ...binary, relaxation: 'straight-through' } as const;
/** Every way to train a choice. */
const ways = { relaxation: 'straight-through', schedule: 'exponential', sharpening: 2 };

const codedMaskCases: readonly PhysicalLayerCase[] = [
  caseOf(codedMask, { signal: rgb, variants: { pattern: 'inner-disk', openFraction: 0.25 } }),
  caseOf(codedMask, { suffix: 'MURA', keys: { pattern: 'mura' }, variants: { muraPrime: 7 } }),
  caseOf(codedMask, { suffix: 'Hadamard', keys: { pattern: 'hadamard' }, variants: { hadamardIndex: 2 } }),
  caseOf(codedMask, {
    isLearned: true,
    keys: { pattern: 'outer-ring', ...tight },
    variants: { pattern: 'grey', openFraction: 0.2, budgetWeight: 3, constraint: 'binary' },
  }),
  caseOf(codedMask, {
    suffix: 'binary',
    isLearned: true,
    keys: { ...binary, ...tight, pattern: 'open' },
    variants: { ...ways, budget: 'exact' },
  }),
  caseOf(codedMask, {
    suffix: 'straight-through',
    isLearned: true,
    keys: { ...straightThrough, ...tight, pattern: 'grey' },
    variants: { openFraction: 0.6 },
    isSmooth: false,
  }),
];

const singlePixelCases: readonly PhysicalLayerCase[] = [
  caseOf(singlePixel, {
    signal: rgb,
    variants: { masks: 's-matrix', measurements: 9, layout: 'row', openFraction: 0.25 },
  }),
  caseOf(singlePixel, {
    suffix: 'photons',
    signal: photons,
    keys: { masks: 'hadamard', measurements: 4 },
    variants: { masks: 'blocks' },
  }),
  caseOf(singlePixel, {
    isLearned: true,
    keys: { measurements: 5, layout: 'row', ...tight },
    variants: { masks: 'grey', budgetWeight: 3, constraint: 'binary' },
  }),
  caseOf(singlePixel, {
    suffix: 'binary',
    isLearned: true,
    keys: { measurements: 4, ...binary },
    variants: { ...ways, budget: 'exact' },
  }),
  caseOf(singlePixel, {
    suffix: 'straight-through',
    isLearned: true,
    keys: { measurements: 4, masks: 'grey', ...straightThrough, ...tight },
    variants: { openFraction: 0.6 },
    isSmooth: false,
  }),
];

const flat = { elements: 5, elementUm: 3 };

const lenslessCases: readonly PhysicalLayerCase[] = [
  caseOf(lenslessMask, {
    signal: rgb,
    keys: flat,
    variants: {
      elements: 4,
      elementUm: 4,
      maskDistanceMm: 50,
      sceneDistanceMm: 10,
      boundary: 'circular',
      pattern: 'mura',
      openFraction: 0.25,
    },
  }),
  caseOf(lenslessMask, {
    suffix: 'MURA',
    keys: { ...flat, pattern: 'mura' },
    variants: { muraPrime: 3 },
  }),
  caseOf(lenslessMask, {
    suffix: 'Hadamard',
    keys: { ...flat, pattern: 'hadamard' },
    variants: { hadamardIndex: 2 },
  }),
  caseOf(lenslessMask, {
    isLearned: true,
    keys: { ...flat, ...tight, pattern: 'mura', boundary: 'circular' },
    variants: { pattern: 'open', budgetWeight: 3, constraint: 'binary' },
  }),
  caseOf(lenslessMask, {
    suffix: 'binary',
    isLearned: true,
    keys: { ...flat, ...binary },
    variants: { ...ways, budget: 'exact' },
  }),
];

const plate = { plateUm: 24, maskDistanceMm: 0.1, waves: 3, strength: 0.3 };

const phaseCases: readonly PhysicalLayerCase[] = [
  caseOf(lenslessPhase, {
    signal: rgb,
    keys: plate,
    variants: { plateUm: 30, maskDistanceMm: 0.2, depthUm: 1, waves: 4, strength: 1 },
  }),
  caseOf(lenslessPhase, {
    isLearned: true,
    keys: { ...plate, plateUm: 17, depthUm: 0.4 },
    variants: { strength: 1, boundary: 'circular' },
  }),
];

export const maskCases: readonly PhysicalLayerCase[] = [
  ...codedMaskCases,
  ...singlePixelCases,
  ...lenslessCases,
  ...phaseCases,
];

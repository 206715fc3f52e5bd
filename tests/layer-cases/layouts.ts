import * as tf from '@tensorflow/tfjs';
import { blockBinning } from '../../src/sensor/layouts/block-binning-definition.js';
import { layoutToGrid } from '../../src/sensor/layouts/layout-to-grid.js';
import { pixelLayout } from '../../src/sensor/layouts/pixel-layout-definition.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

/** Small enough that a few pixels fit on the frame of the cases, where a sample has 3.45 µm. */
const colours = { channels: 2, wavelengths: [550e-9, 550e-9] };
const blocks = { height: 8, width: 8 };
const size = { pixelsAcross: 4, pixelsDown: 3 };

export const layoutCases: readonly PhysicalLayerCase[] = [
  caseOf(pixelLayout, {
    signal: colours,
    keys: size,
    variants: { layout: 'foveated', pixelsAcross: 5, pixelsDown: 4 },
  }),
  caseOf(pixelLayout, {
    suffix: 'foveated',
    keys: { ...size, layout: 'foveated' },
    variants: { foveaFraction: 1 },
  }),
  caseOf(pixelLayout, {
    suffix: 'random',
    signal: { unit: 'electrons' },
    keys: { ...size, layout: 'random' },
    variants: { smallestUm: 3 },
  }),
  caseOf(pixelLayout, {
    isLearned: true,
    keys: { ...size, layout: 'foveated', foveaFraction: 0.8 },
    variants: { layout: 'uniform' },
  }),
  caseOf(layoutToGrid, {
    signal: {
      ...colours,
      ...{ unit: 'electrons', height: 3, width: 4 },
      borders: {
        ...{ height: 6, width: 7, pixelPitch: 3.45e-6, rows: 3, columns: 4, smallestArea: 1 },
        down: () => tf.tensor1d([0, 1.5, 4.2, 6]),
        across: () => tf.tensor1d([0, 2, 3.1, 4.5, 7]),
      },
    },
    variants: {},
  }),
  caseOf(blockBinning, {
    signal: blocks,
    variants: { binning: '2', readNoiseElectrons: 4 },
    draws: 'noise',
    isLinear: false,
  }),
  caseOf(blockBinning, {
    isLearned: true,
    signal: { ...blocks, ...colours },
    keys: { binning: 'random', readoutsPerImage: 20 },
    variants: {
      ...{ readNoiseElectrons: 4, readoutsPerImage: 30, budgetWeight: 2, startWeight: 2 },
      ...{ relaxation: 'straight-through', schedule: 'constant', sharpening: 1 },
    },
    draws: 'noise',
    isLinear: false,
  }),
];

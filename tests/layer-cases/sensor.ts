import { Exposure } from '../../src/sensor/exposure.js';
import { FullWell } from '../../src/sensor/full-well.js';
import { Quantizer, type QuantizerOptions } from '../../src/sensor/quantizer.js';
import { ReadNoise } from '../../src/sensor/read-noise.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';
import type { PhysicalLayerCase } from './layer-case.js';

const converter: QuantizerOptions = { bitDepth: 3, fullScale: 1000 };
const comparator: QuantizerOptions = { bitDepth: 1, fullScale: 1000, threshold: 0.4, isLearned: true };
const noise = { seed: 3, stream: 1 };
const greyFrame = [6, 7, 1] as const;

export const sensorCases: readonly PhysicalLayerCase[] = [
  {
    name: 'Exposure',
    make: () => new Exposure({ photonsAtFullScale: 1000 }),
    variants: { photonsAtFullScale: () => new Exposure({ photonsAtFullScale: 1100 }) },
    inputShape: greyFrame,
    inputScale: 1,
    draws: 'nothing',
    isLinear: true,
    isSmooth: true,
  },
  {
    name: 'Exposure, learned',
    make: () => new Exposure({ photonsAtFullScale: 1000, isLearned: true, bounds: [100, 5000] }),
    variants: {
      photonsAtFullScale: () =>
        new Exposure({ photonsAtFullScale: 1100, isLearned: true, bounds: [100, 5000] }),
    },
    inputShape: greyFrame,
    inputScale: 1,
    draws: 'nothing',
    isLinear: true,
    isSmooth: true,
  },
  {
    name: 'ShotNoise',
    make: () => new ShotNoise({ quantumEfficiency: 0.6, ...noise }),
    variants: {
      quantumEfficiency: () => new ShotNoise({ quantumEfficiency: 0.7, ...noise }),
      isNoisy: () => new ShotNoise({ quantumEfficiency: 0.6, ...noise, isNoisy: false }),
      seed: () => new ShotNoise({ quantumEfficiency: 0.6, ...noise, seed: 4 }),
      stream: () => new ShotNoise({ quantumEfficiency: 0.6, ...noise, stream: 2 }),
    },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'noise',
    isLinear: false,
    isSmooth: false,
  },
  {
    name: 'ShotNoise, noise off',
    make: () => new ShotNoise({ quantumEfficiency: 0.6, ...noise, isNoisy: false }),
    variants: {
      quantumEfficiency: () => new ShotNoise({ quantumEfficiency: 0.7, ...noise, isNoisy: false }),
    },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'off',
    isLinear: true,
    isSmooth: true,
  },
  {
    name: 'ReadNoise',
    make: () => new ReadNoise({ readNoise: 3, ...noise }),
    variants: {
      readNoise: () => new ReadNoise({ readNoise: 4, ...noise }),
      seed: () => new ReadNoise({ readNoise: 3, ...noise, seed: 4 }),
      stream: () => new ReadNoise({ readNoise: 3, ...noise, stream: 2 }),
    },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'noise',
    isLinear: false,
    isSmooth: true,
  },
  {
    name: 'FullWell',
    make: () => new FullWell({ fullWell: 500 }),
    variants: { fullWell: () => new FullWell({ fullWell: 600 }) },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'nothing',
    isLinear: false,
    isSmooth: true,
  },
  {
    name: 'Quantizer',
    make: () => new Quantizer(converter),
    variants: {
      bitDepth: () => new Quantizer({ ...converter, bitDepth: 4 }),
      fullScale: () => new Quantizer({ ...converter, fullScale: 700 }),
      gain: () => new Quantizer({ ...converter, gain: 1.5 }),
    },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'nothing',
    isLinear: false,
    isSmooth: false,
  },
  {
    name: 'Quantizer, learned gain',
    make: () => new Quantizer({ ...converter, isLearned: true }),
    variants: { gain: () => new Quantizer({ ...converter, isLearned: true, gain: 1.5 }) },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'nothing',
    isLinear: false,
    isSmooth: false,
  },
  {
    name: 'Quantizer, 1 bit, learned gain and threshold',
    make: () => new Quantizer(comparator),
    variants: {
      gain: () => new Quantizer({ ...comparator, gain: 1.5 }),
      threshold: () => new Quantizer({ ...comparator, threshold: 0.6 }),
    },
    inputShape: greyFrame,
    inputScale: 1000,
    draws: 'nothing',
    isLinear: false,
    isSmooth: false,
  },
];

import { binning } from '../../src/sensor/binning.js';
import { companding } from '../../src/sensor/companding/companding.js';
import { darkCurrent } from '../../src/sensor/dark-current.js';
import { exposureBracket } from '../../src/sensor/exposure-bracket.js';
import { gradedExposure } from '../../src/sensor/exposure-tile-graded.js';
import { exposureTileLayer } from '../../src/sensor/exposure-tile.js';
import { exposure } from '../../src/sensor/exposure.js';
import { fixedPattern } from '../../src/sensor/fixed-pattern.js';
import { fullWell } from '../../src/sensor/full-well.js';
import { mergeExposuresLayer } from '../../src/sensor/merge-exposures-layer.js';
import { photonCounter } from '../../src/sensor/photon-counting/photon-counter.js';
import { pixelBits } from '../../src/sensor/pixel-design/pixel-bits-definition.js';
import { pixelGain } from '../../src/sensor/pixel-design/pixel-gain.js';
import { quantizer } from '../../src/sensor/quantizer-layer.js';
import { readNoise } from '../../src/sensor/read-noise.js';
import { shotNoise } from '../../src/sensor/shot-noise.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const converted = { isLinear: false, isSmooth: false } as const;
/** Every way to train a choice. */
const ways = { relaxation: 'straight-through', schedule: 'exponential', sharpening: 1 };
const detected = { quantumEfficiency: 0.6 };
const comparator = { bitDepth: 1, threshold: 0.4 };

export const sensorCases: readonly PhysicalLayerCase[] = [
  caseOf(exposure, {
    keys: { photonsAtFullScale: 1000 },
    variants: { photonsAtFullScale: 1100, timeFactor: 0.5 },
  }),
  caseOf(exposure, {
    isLearned: true,
    keys: { photonsAtFullScale: 1000, photonsAtFullScaleMin: 100, photonsAtFullScaleMax: 5000 },
    variants: { photonsAtFullScale: 1100 },
  }),
  caseOf(gradedExposure, { keys: { spread: 1 }, variants: { tilePixels: 3, transmission: 0.5, spread: 0 } }),
  caseOf(gradedExposure, { isLearned: true, variants: { transmission: 0.5, spread: 1 } }),
  caseOf(exposureBracket, {
    signal: { channels: 2, wavelengths: [500e-9, 600e-9] },
    variants: { exposureTimes: [4, 2, 1] },
  }),
  caseOf(mergeExposuresLayer, {
    signal: { channels: 4, wavelengths: [500e-9, 600e-9, 500e-9, 600e-9] },
    keys: { saturation: 0.6 },
    variants: { exposureTimes: [4, 1], saturation: 0.9, blackLevel: 0.1 },
    isLinear: false,
  }),
  caseOf(mergeExposuresLayer, {
    suffix: 'codes',
    signal: { unit: 'digital', channels: 3, fullScale: 1 },
    keys: { exposureTimes: [4, 2, 1] },
    variants: { exposureTimes: [9, 3, 1] },
    isLinear: false,
  }),
  caseOf(exposureTileLayer, { variants: { exposures: 'quad', levels: [1, 0.1] } }),
  caseOf(exposureTileLayer, {
    suffix: 'random',
    keys: { exposures: 'random' },
    variants: { tilePixels: 3 },
  }),
  caseOf(exposureTileLayer, { isLearned: true, variants: { startWeight: 2, ...ways } }),
  caseOf(shotNoise, {
    keys: detected,
    variants: { quantumEfficiency: 0.7, isNoisy: false },
    draws: 'noise',
    isLinear: false,
    isSmooth: false,
  }),
  caseOf(shotNoise, {
    suffix: 'noise off',
    keys: { ...detected, isNoisy: false },
    variants: { quantumEfficiency: 0.7 },
    draws: 'off',
  }),
  caseOf(photonCounter, {
    keys: { frames: 200 },
    variants: {
      frames: 300,
      bitDepth: 2,
      thresholdElectrons: 2,
      quantumEfficiency: 0.7,
      darkCountsPerFrame: 0.5,
      isNoisy: false,
    },
    draws: 'noise',
    isLinear: false,
  }),
  caseOf(photonCounter, {
    suffix: 'noise off',
    keys: { isNoisy: false, frames: 200, bitDepth: 3 },
    variants: { bitDepth: 2 },
    draws: 'off',
    isLinear: false,
  }),
  caseOf(readNoise, { variants: { readNoiseElectrons: 4 }, draws: 'noise', isLinear: false }),
  caseOf(darkCurrent, {
    variants: {
      darkElectronsPerSecond: 100,
      exposureSeconds: 1,
      temperatureCelsius: 60,
      referenceCelsius: -10,
      isMeanSubtracted: false,
    },
    draws: 'noise',
    isLinear: false,
  }),
  caseOf(darkCurrent, {
    suffix: 'warm',
    keys: { temperatureCelsius: 60 },
    variants: { doublingKelvin: 10 },
    draws: 'noise',
    isLinear: false,
  }),
  caseOf(fixedPattern, {
    variants: { gainDeviationPercent: 2, offsetDeviationElectrons: 5 },
    isLinear: false,
  }),
  caseOf(fullWell, {
    keys: { fullWellElectrons: 500 },
    variants: { fullWellElectrons: 600 },
    isLinear: false,
  }),
  caseOf(binning, { signal: { channels: 2, wavelengths: [550e-9, 550e-9] }, variants: { factor: 3 } }),
  caseOf(binning, {
    suffix: 'codes',
    signal: { unit: 'digital', height: 7, width: 7 },
    keys: { factor: 3 },
    variants: { factor: 2 },
  }),
  caseOf(pixelGain, { variants: { gain: 1.5, spread: 0.5 }, isLinear: false }),
  caseOf(pixelGain, {
    isLearned: true,
    keys: { gain: 0.4, spread: 0.2, gainMin: 0.1, gainMax: 3 },
    variants: { gain: 0.5, spread: 0.3 },
    isLinear: false,
  }),
  caseOf(pixelBits, {
    keys: { spreadBits: 1 },
    variants: { bits: 3, spreadBits: 2, bitsPerImage: 100 },
    isLinear: false,
  }),
  caseOf(pixelBits, {
    isLearned: true,
    signal: { unit: 'scene', channels: 2, wavelengths: [550e-9, 550e-9] },
    keys: { bitsPerImage: 100 },
    variants: { bits: 3, spreadBits: 1, bitsPerImage: 120, budgetWeight: 2, budget: 'projection', ...ways },
    isLinear: false,
  }),
  caseOf(companding, { variants: { curve: 'linear', gamma: 1.8 }, isLinear: false }),
  caseOf(companding, {
    suffix: 'logarithmic',
    keys: { curve: 'logarithmic' },
    variants: { mu: 500 },
    isLinear: false,
  }),
  caseOf(companding, {
    isLearned: true,
    variants: { curve: 'linear', gamma: 1.8, parts: 5, slopeMin: 0.3 },
    isLinear: false,
  }),
  caseOf(quantizer, {
    ...converted,
    keys: { bitDepth: 3 },
    variants: {
      bitDepth: 4,
      fullScaleElectrons: 700,
      electronsPerCode: 100,
      blackLevel: 0.1,
      gain: 1.5,
      spread: 1,
      form: 'mid-rise',
      gradient: 'annealed',
    },
  }),
  caseOf(quantizer, {
    ...converted,
    suffix: 'the scene itself',
    signal: { unit: 'scene', fullScale: Infinity },
    keys: comparator,
    variants: { bitDepth: 2, gain: 1.5, threshold: 0.6 },
  }),
  caseOf(quantizer, {
    ...converted,
    isLearned: true,
    keys: { bitDepth: 3, gradient: 'annealed' },
    variants: { gain: 1.5, gradientSharpness: 3 },
  }),
  caseOf(quantizer, {
    ...converted,
    suffix: '1 bit',
    isLearned: true,
    keys: comparator,
    variants: { gain: 1.5, threshold: 0.6, spread: 1 },
  }),
];

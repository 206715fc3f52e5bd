import { ledMicroscope } from '../../src/optics/coherent/led-microscope-definition.js';
import { diffractiveNetwork } from '../../src/optics/propagation/diffractive-network-definition.js';
import { elementArray } from '../../src/optics/propagation/element-array-definition.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9], height: 5, width: 8 };
/** Few LEDs and coarse samples, so that the tests are fast. */
const fewLeds = { magnification: 4, ledRows: 3, ledColumns: 3, ledDistanceMm: 18 };

export const coherentCases: readonly PhysicalLayerCase[] = [
  caseOf(ledMicroscope, {
    isLinear: false,
    keys: fewLeds,
    variants: {
      numericalAperture: 0.2,
      magnification: 5,
      ledRows: 1,
      ledColumns: 2,
      ledPitchMm: 3,
      ledDistanceMm: 30,
      phaseRangeRadians: 2,
      absorbance: 1,
      pattern: 'centre',
      ledWavelengthsNm: [500],
    },
  }),
  caseOf(ledMicroscope, {
    suffix: 'one camera channel for three LED colours',
    isLinear: false,
    keys: {
      ...fewLeds,
      ledWavelengthsNm: [620, 540, 460],
      pattern: 'random',
      isColourSummed: true,
      pupilRmsNm: 50,
    },
    variants: { isColourSummed: false, pattern: 'off-axis', pupilModes: 2 },
  }),
  caseOf(ledMicroscope, {
    isLearned: true,
    isLinear: false,
    signal: rgb,
    keys: { ...fewLeds, pattern: 'off-axis', pupilModes: 3, pupilRmsNm: 60, pupilNmMax: 200 },
    variants: { isColourSummed: true, pattern: 'dark-field', pupilModes: 2, pupilRmsNm: 90 },
  }),
  caseOf(elementArray, {
    keys: { elementRows: 3, elementColumns: 4 },
    variants: {
      elementRows: 4,
      elementColumns: 3,
      pitchWavelengths: 0.7,
      fieldOfViewDegrees: 60,
      apodization: 'hann',
      activeElements: 5,
    },
  }),
  caseOf(elementArray, {
    suffix: 'five elements',
    keys: { elementRows: 3, elementColumns: 4, activeElements: 5 },
    variants: { activeStart: 'random' },
  }),
  caseOf(elementArray, {
    isLearned: true,
    signal: rgb,
    keys: { elementRows: 3, elementColumns: 3, activeElements: 4, activeStart: 'random' },
    variants: {
      ...{ activeElements: 3, apodization: 'hann' },
      ...{ relaxation: 'straight-through', schedule: 'constant', sharpening: 2 },
    },
  }),
  caseOf(diffractiveNetwork, {
    isLinear: false,
    keys: { masks: 2, distanceMm: 0.1, start: 'random', levels: 8 },
    variants: { masks: 3, distanceMm: 0.2, input: 'phase', start: 'flat', levels: 0 },
  }),
  caseOf(diffractiveNetwork, {
    suffix: 'phase input to detectors',
    isLinear: false,
    signal: rgb,
    keys: { masks: 2, distanceMm: 0.1, input: 'phase', detectors: 3, detectorPixels: 2 },
    variants: { phaseRangeRadians: 1, detectors: 2, detectorPixels: 1 },
  }),
  caseOf(diffractiveNetwork, {
    isLearned: true,
    isLinear: false,
    keys: { masks: 2, distanceMm: 0.1, levels: 4 },
    variants: { start: 'random' },
  }),
];

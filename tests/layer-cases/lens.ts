import { diffraction } from '../../src/optics/diffraction-blur.js';
import { lens } from '../../src/optics/lens/lens-definition.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const rgb = { channels: 3, wavelengths: [620e-9, 540e-9, 460e-9], height: 5, width: 8 };

const diffractionCases: readonly PhysicalLayerCase[] = [
  caseOf(diffraction, { variants: { fNumber: 8 } }),
  caseOf(diffraction, { suffix: 'one wavelength per channel', signal: rgb, variants: { fNumber: 8 } }),
  caseOf(diffraction, {
    isLearned: true,
    keys: { fNumberMin: 1.4, fNumberMax: 22 },
    // A bound sets how far one step of the free number goes, not the f-number that training starts from.
    variants: { fNumber: 8 },
  }),
];

/** Few samples, so that the tests are fast, and pixels that see the pattern. */
const small = { pupilSamples: 16, mapSamples: 4, fNumber: 8 };
/** Random numbers well within the bounds: steps of finite differences are shares of the largest path difference. */
const random = { ...small, initialization: 'random', rmsNm: 60, maximumOpdNm: 200 };

const fixedLensCases: readonly PhysicalLayerCase[] = [
  caseOf(lens, {
    keys: small,
    variants: {
      fNumber: 4,
      aperture: 'square',
      film: 'gaussian',
      defocusWaves: 1,
      zernikeNm: [0, 100],
      phase: 'cubic',
      bandwidthNm: 200,
      pupilSamples: 20,
      kernelPixels: 4,
      isPixelIntegrated: false,
      boundary: 'replicate',
    },
  }),
  caseOf(lens, {
    suffix: 'annulus in bands of light',
    signal: rgb,
    keys: { ...small, aperture: 'annulus', bandwidthNm: 100, boundary: 'zero' },
    variants: { obscuration: 0.5, spectralLines: 2 },
  }),
  caseOf(lens, {
    suffix: 'film',
    keys: { ...small, film: 'gaussian' },
    variants: { edgeAmplitude: 0.2, film: 'free-form' },
  }),
  caseOf(lens, {
    suffix: 'cubic',
    keys: { ...small, phase: 'cubic', kernelPixels: 4, boundary: 'circular' },
    variants: { cubicWaves: 0.5 },
  }),
  caseOf(lens, {
    suffix: 'height map in colours',
    signal: rgb,
    keys: { ...random, phase: 'height-map' },
    variants: {
      initialization: 'flat',
      rmsNm: 80,
      maximumOpdNm: 300,
      mapSamples: 8,
      material: 'pmma',
      heightLevels: 4,
    },
  }),
];

const learnedLensCases: readonly PhysicalLayerCase[] = [
  caseOf(lens, {
    isLearned: true,
    suffix: 'film and Zernike',
    keys: { ...random, film: 'free-form', phase: 'zernike', zernikeNm: [40, -20] },
    variants: { edgeAmplitude: 0.3 },
  }),
  caseOf(lens, {
    isLearned: true,
    suffix: 'Zernike',
    keys: { ...random, phase: 'zernike', zernikeNm: [40, -20, 30, 10, 0, -30] },
    variants: { zernikeNm: [40, -20, 30, 10, 0], rmsNm: 30 },
  }),
  caseOf(lens, {
    isLearned: true,
    suffix: 'free-form in colours',
    signal: rgb,
    keys: { ...random, phase: 'free-form', kernelPixels: 4, boundary: 'reflect' },
    variants: { smoothnessWeight: 1, mapSamples: 5 },
  }),
  caseOf(lens, {
    isLearned: true,
    suffix: 'height map',
    keys: { ...random, phase: 'height-map', aperture: 'hexagon' },
    variants: { smoothnessWeight: 1, aperture: 'circle' },
  }),
  caseOf(lens, {
    isLearned: true,
    suffix: 'cubic',
    keys: { ...small, phase: 'cubic', cubicWaves: 0.3, defocusWaves: 0.2 },
    variants: { cubicWaves: 0.2 },
  }),
];

export const lensCases: readonly PhysicalLayerCase[] = [
  ...diffractionCases,
  ...fixedLensCases,
  ...learnedLensCases,
];

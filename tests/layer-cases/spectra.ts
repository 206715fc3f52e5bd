import { fluorophoreMixture } from '../../src/optics/spectra/fluorophore-definition.js';
import { illuminant } from '../../src/optics/spectra/illuminant-definition.js';
import { spectralFilters } from '../../src/sensor/spectra/spectral-filters-definition.js';
import { spectralResponse } from '../../src/sensor/spectra/spectral-response.js';
import { channelCentres } from '../../src/spectra/channels.js';
import { caseOf, type PhysicalLayerCase } from './layer-case.js';

const range = { shortest: 420e-9, longest: 740e-9 };
const spectrum = { height: 4, width: 5, channels: 12, wavelengths: channelCentres(range, 12) };
const amounts = { height: 4, width: 5, channels: 3 };
const mixture = { fluorophores: ['EGFP', 'Venus', 'mOrange'], spectralChannels: 10 };
const led = { light: 'led', ledPeaksNm: [470, 560, 640], ledWidthNm: 40 };

export const spectralCases: readonly PhysicalLayerCase[] = [
  caseOf(fluorophoreMixture, {
    signal: amounts,
    keys: mixture,
    variants: {
      fluorophores: ['EGFP', 'Venus', 'mCherry'],
      spectralChannels: 12,
      shortestNm: 430,
      longestNm: 700,
      excitationNm: [470],
      excitationWeights: [1, 2, 1, 0],
      leak: 0.1,
    },
  }),
  caseOf(fluorophoreMixture, {
    suffix: 'with scattered excitation',
    signal: amounts,
    keys: { ...mixture, leak: 0.2 },
    variants: { leak: 0.3 },
    isLinear: false,
  }),
  caseOf(fluorophoreMixture, {
    isLearned: true,
    signal: amounts,
    keys: mixture,
    variants: { excitationWeights: [1, 2, 3, 1] },
  }),
  caseOf(illuminant, { signal: spectrum, variants: { light: 'blackbody', temperatureK: 4000 } }),
  caseOf(illuminant, {
    isLearned: true,
    signal: spectrum,
    keys: led,
    variants: { ledPeaksNm: [450, 560, 640], ledWidthNm: 30 },
  }),
  caseOf(spectralResponse, { signal: spectrum, variants: { depthUm: 2, deadLayerNm: 100 } }),
  caseOf(spectralFilters, {
    signal: spectrum,
    variants: {
      filters: 3,
      shape: 'gaussian',
      arrangement: 'random',
      centresNm: [450, 500, 550, 600],
      widthNm: 50,
      edgeNm: 10,
      peakTransmission: 0.8,
      isDoseShared: false,
      bleachedFraction: 0.5,
    },
  }),
  ...['flat-top', 'gaussian', 'free'].map(shape =>
    caseOf(spectralFilters, {
      suffix: shape,
      isLearned: true,
      signal: spectrum,
      keys: { shape },
      variants: { widthNm: 50 },
    }),
  ),
];

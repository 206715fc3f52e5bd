/** Spectral filters as a config names them. See spectral-filters.ts. */
import { z } from 'zod';
import { defineLayer, type KeyProblem, type LayerPlace } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';
import { areOrdered, channelEdges, type WavelengthRange } from '../../spectra/channels.js';
import { bandShapes } from './band.js';
import { doseShares } from './dose.js';
import { evenFilters, randomFilters, type FilterDesign } from './filter-design.js';
import { SpectralFilters } from './spectral-filters.js';

const keys = {
  filters: z.int().min(1).max(16).default(4).describe('Filters, each of which makes a channel, 1 to 16.'),
  shape: z
    .enum([...bandShapes, 'free'])
    .default('flat-top')
    .describe(
      'Of the bands: flat-top, gaussian, or free (any transmission in each channel; Gaussian if not learned).',
    ),
  arrangement: z
    .enum(['even', 'random'])
    .default('even')
    .describe(
      'even: side by side over all channels; random: any centre and width. If learned: at the start.',
    ),
  centresNm: z
    .array(z.number().min(200).max(2000))
    .max(16)
    .default([])
    .describe('Centres in nm in place of an even arrangement, 200 to 2000; none: as arranged.'),
  widthNm: z
    .number()
    .min(0)
    .max(2000)
    .default(0)
    .describe('Full width at half maximum of even filters in nm, up to 2000; 0: each as wide as its part.'),
  widthNmMin: z
    .number()
    .gt(0)
    .max(2000)
    .default(10)
    .describe('Narrowest band that can be built in nm, above 0.'),
  widthNmMax: z
    .number()
    .gt(0)
    .max(2000)
    .default(200)
    .describe('Widest band that can be built in nm, up to 2000.'),
  edgeNm: z
    .number()
    .min(0.1)
    .max(100)
    .default(2)
    .describe('Softness of the edges of flat tops in nm, 0.1 to 100.'),
  peakTransmission: z
    .number()
    .gt(0)
    .max(1)
    .default(0.95)
    .describe('Highest transmission, above 0, at most 1.'),
  isDoseShared: z
    .boolean()
    .default(true)
    .describe('true: each filter gets an equal share of one dose; false: each gets the whole dose.'),
  bleachedFraction: z
    .number()
    .min(0)
    .max(0.99)
    .default(0)
    .describe(
      'Share of what emits that the dose bleaches, 0 to 0.99, over all exposures, in the order of the filters.',
    ),
};

type Keys = z.output<z.ZodObject<typeof keys>>;

/** From the outer end of the first channel to that of the last. */
function rangeOf({ wavelengths }: Signal): WavelengthRange {
  const edges = channelEdges(wavelengths);
  return {
    shortest: Math.min(...edges.map(({ shortest }) => shortest)),
    longest: Math.max(...edges.map(({ longest }) => longest)),
  };
}

function designOf(
  given: Keys,
  { signal, seed, stream }: Pick<LayerPlace, 'signal' | 'seed' | 'stream'>,
): FilterDesign {
  const range = rangeOf(signal);
  const width = given.widthNm > 0 ? given.widthNm * 1e-9 : undefined;
  const bounds = [given.widthNmMin * 1e-9, given.widthNmMax * 1e-9] as const;
  if (given.arrangement === 'random') return randomFilters(range, given.filters, bounds, { seed, stream });
  const even = evenFilters(range, given.filters, width);
  return given.centresNm.length === 0
    ? even
    : { ...even, centres: given.centresNm.map(nanometres => nanometres * 1e-9) };
}

function problemsOf(given: Keys, place: LayerPlace): KeyProblem[] {
  const { signal, isLearned } = place;
  if (signal.wavelengths.length !== signal.channels || !areOrdered(signal.wavelengths)) {
    const must = 'behind a scene with two or more channels of known wavelengths in order';
    return [{ key: 'filters', must }];
  }
  const { filters, centresNm, widthNmMin, widthNmMax } = given;
  if (centresNm.length > 0 && centresNm.length !== filters) {
    return [{ key: 'centresNm', must: `${filters} of them, one for each filter, or none` }];
  }
  if (centresNm.length > 0 && given.arrangement === 'random') {
    return [{ key: 'centresNm', must: 'left out, because the arrangement is random' }];
  }
  if (given.widthNm > 0 && given.arrangement === 'random') {
    return [{ key: 'widthNm', must: 'left out, because the arrangement is random' }];
  }
  if (widthNmMin >= widthNmMax) {
    return [{ key: 'widthNmMin', must: `below widthNmMax, which is ${widthNmMax}` }];
  }
  if (!isLearned || given.shape === 'free') return [];
  const range = rangeOf(signal);
  const { centres, widths } = designOf(given, place);
  const [shortest, longest] = [range.shortest, range.longest].map(end => (end * 1e9).toFixed(0));
  if (!centres.every(each => each > range.shortest && each < range.longest)) {
    return [
      { key: 'centresNm', must: `above ${shortest} and below ${longest} each, because they are learned` },
    ];
  }
  return widths.every(each => each > widthNmMin * 1e-9 && each < widthNmMax * 1e-9)
    ? []
    : [
        {
          key: 'widthNm',
          must: `above widthNmMin ${widthNmMin} and below widthNmMax ${widthNmMax}, because it is learned (it starts at ${(widths[0]! * 1e9).toFixed(0)})`,
        },
      ];
}

export const spectralFilters = defineLayer({
  layer: 'spectral-filters',
  title: 'Spectral filters',
  summary:
    'Takes one colour through each of several filters, whose bands may be learned, at one dose for all.',
  equation: 'y_k = d_k Σ_c T_k(c) x(c) Δλ_c / Σ_c Δλ_c, 0 ≤ T_k ≤ peakTransmission',
  source: 'Neher & Neher, J. Microsc. 213, 46 (2004), doi:10.1111/j.1365-2818.2004.01262.x',
  takes: ['scene'],
  canBeLearned: true,
  keys,
  problems: problemsOf,
  make: (given, place) => {
    const { filters, shape, edgeNm, peakTransmission, isDoseShared, bleachedFraction } = given;
    const { name, isLearned, signal } = place;
    const range = rangeOf(signal);
    return new SpectralFilters({
      ...designOf(given, place),
      ...{ name, isLearned, shape, peakTransmission },
      wavelengths: signal.wavelengths,
      edge: edgeNm * 1e-9,
      doses: doseShares(filters, bleachedFraction).map(share => (isDoseShared ? share : share * filters)),
      centreBounds: [range.shortest, range.longest],
      widthBounds: [given.widthNmMin * 1e-9, given.widthNmMax * 1e-9],
    });
  },
  gives: (given, signal, layer) => ({
    wavelengths:
      layer instanceof SpectralFilters
        ? layer.startCentres()
        : evenFilters(rangeOf(signal), given.filters).centres,
  }),
});

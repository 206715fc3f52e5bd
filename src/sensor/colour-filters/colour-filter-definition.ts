/** The colour filter array as a config names it. */
import { z } from 'zod';
import { choiceKeys } from '../../engine/discrete/choice-keys.js';
import { rulesOf } from '../../engine/discrete/rules.js';
import { defineLayer, type KeyProblem } from '../../engine/layer-definition.js';
import { ColourFilterArray } from './colour-filter-array.js';
import { filterPattern, isLetter, patternNames, tileOf, type PatternName, type Spectra } from './patterns.js';

const name = z.string().regex(new RegExp(`^(${filterPattern.source})$`));
const row = z.string().regex(new RegExp(`^(${filterPattern.source})+$`));

interface FilterKeys {
  readonly pattern: PatternName;
  readonly tile?: readonly string[] | undefined;
  readonly filters: readonly string[];
  readonly spectra?: Spectra | undefined;
}

/** Faults of the pattern alone. */
function patternProblems({ pattern, tile }: FilterKeys): KeyProblem[] {
  if (pattern !== 'custom') {
    return tile === undefined ? [] : [{ key: 'tile', must: `left out, because the pattern is ${pattern}` }];
  }
  if (tile === undefined) return [{ key: 'pattern', must: 'one of the others, because there is no tile' }];
  const lengths = tileOf(pattern, noRandom, tile).map(names => names.length);
  return new Set(lengths).size === 1 ? [] : [{ key: 'tile', must: 'made of rows of equally many filters' }];
}

const noRandom = { period: 1, filters: [], seed: 0, stream: 0 };

/** Faults of the filters that are used, for an image of so many channels. */
function filterProblems(keys: FilterKeys, isLearned: boolean, channels: number): KeyProblem[] {
  const { pattern, tile, filters, spectra = [] } = keys;
  const inTile = pattern === 'random' ? [] : [...new Set(tileOf(pattern, noRandom, tile).flat())];
  const tileKey = pattern === 'custom' ? 'tile' : 'pattern';
  const isChosen = isLearned || pattern === 'random';
  const used = [
    ...inTile.map(each => ({ key: tileKey, each })),
    ...(isChosen ? filters.map(each => ({ key: 'filters', each })) : []),
  ];
  const wrong = spectra.find(shares => shares.length !== channels);
  if (wrong !== undefined) {
    return [{ key: 'spectra', must: `lists of ${channels} shares, one for each channel of the image` }];
  }
  const letter = used.find(({ each }) => isLetter(each) && channels !== 3);
  if (letter !== undefined) {
    return [{ key: letter.key, must: `behind an image of 3 channels, which has ${channels} here` }];
  }
  const unknown = used.find(
    ({ each }) => !isLetter(each) && spectra[Number(each.slice(1)) - 1] === undefined,
  );
  if (unknown !== undefined) {
    return [{ key: unknown.key, must: `without ${unknown.each}, as spectra has ${spectra.length} filters` }];
  }
  const missing = isLearned ? inTile.filter(each => !filters.includes(each)) : [];
  return missing.length === 0
    ? []
    : [{ key: 'filters', must: `with ${missing.join(', ')}, which the pattern ${pattern} has` }];
}

export const colourFilterArray = defineLayer({
  layer: 'colour-filter-array',
  title: 'Colour filter array',
  summary: 'One colour filter over each pixel of a repeated tile; which filter may be learned.',
  equation: 'y(r) = Σ_c t_c(r mod P) x_c(r)',
  source: 'Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078',
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    pattern: z
      .enum(patternNames)
      .default('bayer')
      .describe(
        'Tile of filters; where it is learned, the one that training starts from. sparse: one Bayer cell in 4 x 4, the rest white. ' +
          'random: periodPixels x periodPixels filters drawn by the seed. custom: the rows of tile.',
      ),
    tile: z
      .array(row)
      .min(1)
      .max(32)
      .exactOptional()
      .describe('Rows of the pattern custom, such as [RG, GB].'),
    periodPixels: z.int().min(1).max(32).default(4).describe('Side of a random tile in pixels, 1 to 32.'),
    filters: z
      .array(name)
      .min(2)
      .default(['R', 'G', 'B', 'W'])
      .describe('Filters of a random or learned tile: R, G, B, W (none), C, M or Y; S1, S2, ... of spectra.'),
    spectra: z
      .array(z.array(z.number().min(0).max(1)).min(1))
      .min(1)
      .max(64)
      .exactOptional()
      .describe('Filters S1, S2, ... as the share of each channel of the image that they pass, 0 to 1.'),
    startWeight: z
      .number()
      .min(0)
      .max(100)
      .default(1)
      .describe('If learned: weight of the starting tile over other filters, 0 to 100; 0 forgets it.'),
    ...choiceKeys,
  },
  problems: (keys, { isLearned, signal }) => {
    const found = patternProblems(keys);
    return found.length > 0 ? found : filterProblems(keys, isLearned, signal.channels);
  },
  make: (keys, { name: own, isLearned, seed, stream }) =>
    new ColourFilterArray({
      name: own,
      tile: tileOf(
        keys.pattern,
        { period: keys.periodPixels, filters: keys.filters, seed, stream },
        keys.tile,
      ),
      filters: keys.filters,
      spectra: keys.spectra ?? [],
      isLearned,
      startWeight: keys.startWeight,
      choice: rulesOf(keys),
      seed,
      stream,
    }),
  gives: (_, signal) => ({
    // The middle of the band stands for what a pixel without one colour sees.
    wavelengths: [signal.wavelengths[Math.floor(signal.wavelengths.length / 2)]!],
  }),
});

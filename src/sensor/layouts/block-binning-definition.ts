/** How a config names and makes block binning. */
import { z } from 'zod';
import { choiceKeys } from '../../engine/discrete/choice-keys.js';
import { rulesOf } from '../../engine/discrete/rules.js';
import { defineLayer } from '../../engine/layer-definition.js';
import { BlockBinning, blockBinningSource, blockSide } from './block-binning.js';

export const blockBinning = defineLayer({
  layer: 'block-binning',
  title: 'Block binning',
  summary:
    'Reads each block of 4 × 4 pixels as 16, as 4 or as 1, with read noise for each readout; which may be learned.',
  equation:
    'y(r) = Σ_k π_k(block) (1/k²) (Σ x + n_k) over k × k pixels, k = 1, 2, 4, n_k ~ Normal(0, readNoiseElectrons²)',
  source: blockBinningSource,
  takes: ['electrons'],
  canBeLearned: true,
  keys: {
    binning: z
      .enum(['1', '2', '4', 'random'])
      .default('1')
      .describe(
        'Pixels across what is read at once, in all blocks: 1, 2 or 4; random: one of them for each block. Where training starts if ' +
          'learned.',
      ),
    readNoiseElectrons: z
      .number()
      .min(0)
      .max(10_000)
      .default(3)
      .describe('Read noise of a readout in electrons rms, 0 to 10000.'),
    readoutsPerImage: z
      .int()
      .min(0)
      .max(1e9)
      .exactOptional()
      .describe('If learned: readouts of an image above which there is a price; left out: none.'),
    budgetWeight: z
      .number()
      .min(0)
      .max(1e6)
      .default(10)
      .describe('If learned: price of the square of readouts per pixel beyond the budget, 0 to 1e6.'),
    startWeight: z
      .number()
      .min(0)
      .max(100)
      .default(1)
      .describe('If learned: weight of the starting choice over the others, 0 to 100; 0 forgets it.'),
    ...choiceKeys,
  },
  make: (keys, { name, isLearned, seed, stream, isNoisy = true, signal: { height, width } }) => {
    if (height % blockSide > 0 || width % blockSide > 0) {
      throw new RangeError(
        `block binning: frame is ${height} × ${width}, must be of multiples of ${blockSide}`,
      );
    }
    return new BlockBinning({
      name,
      factor: ({ '1': 1, '2': 2, '4': 4, random: 'random' } as const)[keys.binning],
      readNoise: keys.readNoiseElectrons,
      budget: keys.readoutsPerImage ?? null,
      budgetWeight: keys.budgetWeight,
      startWeight: keys.startWeight,
      choice: rulesOf(keys),
      ...{ isLearned, seed, stream, isNoisy },
    });
  },
});

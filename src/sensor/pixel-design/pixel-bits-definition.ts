/** Converters of their own for each pixel as a config names them. See pixel-bits.ts. */
import { z } from 'zod';
import { choiceKeys } from '../../engine/discrete/choice-keys.js';
import { rulesOf } from '../../engine/discrete/rules.js';
import { defineLayer } from '../../engine/layer-definition.js';
import { fullScaleOf } from '../full-scale.js';
import { mostBits, PixelBits, pixelBitsSource } from './pixel-bits.js';

export const pixelBits = defineLayer({
  layer: 'pixel-bits',
  title: 'Bits per pixel',
  summary:
    'A converter with 0 to 8 bits of its own for each pixel, within a budget of bits per image; may be learned.',
  equation: 'y(r) = 1/2 + Σ_j g_j(r) (q_j(u) − q_{j−1}(u)), u = clip(x / F, 0, 1), q_j mid-rise with j bits',
  source: pixelBitsSource,
  takes: ['electrons', 'scene'],
  canBeLearned: true,
  keys: {
    bits: z
      .number()
      .min(0)
      .max(mostBits)
      .default(4)
      .describe('Of all pixels, 0 to 8; where training starts if learned.'),
    spreadBits: z
      .number()
      .min(0)
      .max(8)
      .default(0)
      .describe(
        'Standard deviation of the bits over the pixels, at the start if learned, 0 (all alike) to 8.',
      ),
    bitsPerImage: z
      .int()
      .min(0)
      .max(1e9)
      .exactOptional()
      .describe('Budget of bits per image, which the built map keeps; left out: none.'),
    budget: z
      .enum(['penalty', 'projection'])
      .default('penalty')
      .describe(
        'How bitsPerImage bounds the bits while they are learned. penalty: bits beyond it cost budgetWeight. projection: never more.',
      ),
    budgetWeight: z
      .number()
      .min(0)
      .max(1e6)
      .default(1)
      .describe('If learned: price of the square of bits per pixel beyond the budget, 0 to 1e6.'),
    ...choiceKeys,
  },
  problems: ({ budget, bitsPerImage }, { signal }) => {
    if (!(fullScaleOf({}, signal) < Infinity)) {
      return [{ key: 'bits', must: 'behind a full-well layer, which limits the electrons' }];
    }
    if (budget === 'penalty' || (bitsPerImage !== undefined && bitsPerImage > 0)) return [];
    return [{ key: 'budget', must: 'penalty, because there is no bitsPerImage above 0 to keep' }];
  },
  make: (keys, { name, isLearned, seed, stream, signal }) =>
    new PixelBits({
      name,
      bits: keys.bits,
      spread: keys.spreadBits,
      budget: keys.bitsPerImage ?? null,
      budgetWeight: keys.budgetWeight,
      isProjected: keys.budget === 'projection',
      choice: rulesOf(keys),
      fullScale: fullScaleOf({}, signal),
      ...{ isLearned, seed, stream },
    }),
  // Each number of bits has a highest code of its own.
  gives: () => ({ unit: 'digital', fullScale: 1, saturated: null }),
});

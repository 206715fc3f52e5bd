/** Config keys that layers with a learned mask share. */
import { z } from 'zod';
import type { KeyProblem } from '../../engine/layer-definition.js';
import { choiceKeys } from '../../engine/discrete/choice-keys.js';
import { lightBudgets, maskConstraints } from './mask-design.js';
import { maskPatterns } from './mask-pattern.js';
import { isPrime } from './quadratic-residue.js';

export const patternKeys = {
  pattern: z
    .enum(maskPatterns)
    .default('random')
    .describe(
      'Pattern of the mask; where training starts if learned. open: all light passes. grey: random transmissions. random: a ' +
        'share of elements open. mura: modified uniformly redundant array. hadamard: one Hadamard mask. inner-disk, ' +
        'outer-ring: the elements nearest to, or farthest from, the centre.',
    ),
  muraPrime: z
    .number()
    .int()
    .min(3)
    .max(997)
    .default(5)
    .describe('Side of a mura pattern in elements, an odd prime; it is repeated over the mask.'),
  hadamardIndex: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(1)
    .describe('Which Hadamard mask, from 0 (open), coarse ones first.'),
};

export const designKeys = {
  openFraction: z
    .number()
    .positive()
    .max(1)
    .default(0.5)
    .describe(
      'Share of open elements, above 0 to 1, of random patterns, disks and rings; with a budget the most that is open.',
    ),
  constraint: z
    .enum(maskConstraints)
    .default('grey')
    .describe(
      'What can be built, if learned. grey: any transmission. binary: elements are open or closed; relaxation says how that is trained.',
    ),
  ...choiceKeys,
  budget: z
    .enum(lightBudgets)
    .default('penalty')
    .describe(
      'How openFraction bounds the light, if learned. penalty: light above it costs budgetWeight. projection: never more than that. ' +
        'exact: always that much.',
    ),
  budgetWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe(
      'Price of light above openFraction where the budget is a penalty; above 0, binary elements are built to exactly this share; ' +
        '0: no budget.',
    ),
};

/** Faults of the keys of a pattern. */
export function patternProblems({
  pattern,
  muraPrime,
}: {
  pattern: string;
  muraPrime: number;
}): KeyProblem[] {
  const isFault = pattern === 'mura' && (!isPrime(muraPrime) || muraPrime === 2);
  return isFault ? [{ key: 'muraPrime', must: 'an odd prime' }] : [];
}

/** Config keys that layers with a learned mask share. */
import { z } from 'zod';
import type { KeyProblem } from '../../engine/layer-definition.js';
import { maskConstraints } from './mask-design.js';
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
      'What can be built, if learned. grey: any transmission. annealed: open or closed in the end. straight-through: open or ' +
        'closed throughout.',
    ),
  sharpnessMax: z
    .number()
    .min(1)
    .max(1000)
    .default(10)
    .describe('Steepness of annealed elements at the end of training, 1 to 1000; it starts at 1.'),
  budgetWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe(
      'Price of light above openFraction, if learned; above 0, open or closed elements are built to exactly this share.',
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

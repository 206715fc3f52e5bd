/** What descriptions of masks have in common. */
import type { PhysicalParameter } from '../../engine/layer-description.js';
import type { MaskConstraint } from './mask-design.js';

interface DescribedDesign {
  readonly pattern: string;
  readonly isLearned?: boolean;
  readonly constraint: MaskConstraint;
  readonly budgetWeight: number;
  readonly openFraction: number;
}

const constraints: Readonly<Record<MaskConstraint, string>> = {
  grey: 'any transmission from 0 to 1 being allowed',
  annealed: 'elements becoming open or closed as a sigmoid was made steeper',
  'straight-through': 'elements being open or closed throughout, with the gradient of a sigmoid',
};

/** The end of a sentence about a mask, and its numbers. */
export function maskText(
  design: DescribedDesign,
  transmission: Float32Array,
): { text: string; parameters: PhysicalParameter[] } {
  const { pattern, isLearned = false, constraint, budgetWeight, openFraction } = design;
  const mean = transmission.reduce((sum, value) => sum + value, 0) / transmission.length;
  const budget =
    budgetWeight > 0
      ? `; more than ${openFraction} of it open cost ${budgetWeight} times the square of the excess`
      : '';
  const origin = isLearned
    ? `was learned from the pattern "${pattern}" on, ${constraints[constraint]}${budget}`
    : `had the pattern "${pattern}"`;
  return {
    text: `${origin}; it passed ${(100 * mean).toPrecision(3)} % of the light (${(10 * Math.log10(mean)).toFixed(2)} dB)`,
    parameters: [{ name: 'meanTransmission', value: mean, unit: '' }],
  };
}

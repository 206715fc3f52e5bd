/** What descriptions of masks have in common. */
import type { PhysicalParameter } from '../../engine/layer-description.js';
import { choiceText, type ChoiceRules } from '../../engine/discrete/rules.js';
import type { LightBudget, MaskConstraint } from './mask-design.js';

interface DescribedDesign extends ChoiceRules {
  readonly pattern: string;
  readonly isLearned?: boolean;
  readonly constraint: MaskConstraint;
  readonly budget: LightBudget;
  readonly budgetWeight: number;
  readonly openFraction: number;
}

/** The end of a sentence about a mask, and its numbers. */
export function maskText(
  design: DescribedDesign,
  transmission: Float32Array,
): { text: string; parameters: PhysicalParameter[] } {
  const { pattern, isLearned = false, constraint } = design;
  const mean = transmission.reduce((sum, value) => sum + value, 0) / transmission.length;
  const way =
    constraint === 'grey'
      ? 'any transmission from 0 to 1 being allowed'
      : `each element, open or closed, being ${choiceText(design)}`;
  const origin = isLearned
    ? `was learned from the pattern "${pattern}" on, ${way}${budgetText(design)}`
    : `had the pattern "${pattern}"`;
  return {
    text: `${origin}; it passed ${(100 * mean).toPrecision(3)} % of the light (${(10 * Math.log10(mean)).toFixed(2)} dB)`,
    parameters: [{ name: 'meanTransmission', value: mean, unit: '' }],
  };
}

function budgetText({ budget, budgetWeight, openFraction }: DescribedDesign): string {
  if (budget === 'exact') return `; ${openFraction} of it was open throughout`;
  if (budget === 'projection') return `; at most ${openFraction} of it was open throughout`;
  if (budgetWeight === 0) return '';
  return `; more than ${openFraction} of it open cost ${budgetWeight} times the square of the excess`;
}

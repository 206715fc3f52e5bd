/**
 * A mask while it is learned: transmissions between 0 and 1, which may have to become open or closed in the end.
 *
 * - grey: any transmission may be built (halftone, film): T = σ(l).
 * - binary: elements are open or closed as built; how they are trained is the choice's affair, see engine/discrete-choice.ts.
 *
 * A light budget is an upper bound on the open fraction f of each mask, k = f · elements (rounded, at least 1, where binary):
 *
 *   penalty      light above it costs weight · mean over masks of max(0, mean T − f)²; as built exactly k elements are open
 *   projection   Σ T ≤ k throughout, as l moves by a threshold of its own in each mask, see engine/discrete/keep-budget.ts
 *   exact        Σ T = k throughout, in the same way
 *
 * A penalty of weight 0 is no budget.
 */
import { tf } from '../../engine/tfjs.js';
import { DiscreteChoice, type ChoiceNoise } from '../../engine/discrete-choice.js';
import { keepBudget } from '../../engine/discrete/keep-budget.js';
import { rulesOf, type ChoiceRules } from '../../engine/discrete/rules.js';

export const maskConstraints = ['grey', 'binary'] as const;
export type MaskConstraint = (typeof maskConstraints)[number];

export const lightBudgets = ['penalty', 'projection', 'exact'] as const;
export type LightBudget = (typeof lightBudgets)[number];

export interface DesignRules extends ChoiceRules {
  readonly constraint: MaskConstraint;
  readonly budget: LightBudget;
  /** f, above 0 and at most 1; where there is a budget. */
  readonly openFraction: number;
  /** Price of light above the budget, 0 (no budget) or more; where it is a penalty. */
  readonly budgetWeight: number;
}

/** The rules alone of options that hold them. */
export function designRules(options: DesignRules): DesignRules {
  const { constraint, budget, openFraction, budgetWeight } = options;
  return { constraint, budget, openFraction, budgetWeight, ...rulesOf(options) };
}

/** Transmissions at which training starts, at the least and at the most: at 0 and 1 themselves no gradient is left. */
const [startMin, startMax] = [0.1, 0.9];

/** The numbers l from which a pattern is learned: transmissions from 0 to 1 start at 0.1 to 0.9. */
export function startLogits(transmission: Float32Array): Float32Array {
  return transmission.map(value => {
    const start = startMin + (startMax - startMin) * value;
    return Math.log(start / (1 - start));
  });
}

/** Turns the numbers l into transmissions, by what training has reached. */
export class MaskDesign {
  readonly choice: DiscreteChoice;
  private readonly rules: DesignRules;

  /** @throws RangeError if a rule is out of range. */
  constructor(rules: DesignRules, noise: ChoiceNoise) {
    const { openFraction, budgetWeight } = rules;
    if (!(budgetWeight >= 0))
      throw new RangeError(`mask: budgetWeight is ${budgetWeight}, must be 0 or more`);
    if (!(openFraction > 0 && openFraction <= 1)) {
      throw new RangeError(`mask: openFraction is ${openFraction}, must be above 0 and at most 1`);
    }
    this.rules = rules;
    this.choice = new DiscreteChoice(rulesOf(rules), noise);
  }

  /**
   * Transmissions as they are used now.
   *
   * @param logits l, [masks, elements].
   * @param isTraining True where the choice may draw noise.
   * @returns 0 to 1, shape of `logits`.
   */
  transmission(logits: tf.Tensor2D, isTraining = false): tf.Tensor2D {
    const { constraint, budget, openFraction } = this.rules;
    const light = openFraction * logits.shape[1];
    const bound = budget === 'exact' ? 'exactly' : 'at-most';
    if (constraint === 'grey') {
      return budget === 'penalty' ? tf.sigmoid(logits) : keepBudget(logits, light, bound);
    }
    if (!this.hasBudget) return this.choice.anyOf(logits, { isTraining }) as tf.Tensor2D;
    const rule = budget === 'penalty' ? 'as-built' : bound;
    return this.choice.someOf(logits, Math.max(1, Math.round(light)), rule, { isTraining });
  }

  /** What light above the budget costs. */
  penalty(logits: tf.Tensor2D): tf.Scalar {
    const { constraint, budget, budgetWeight, openFraction } = this.rules;
    if (budget !== 'penalty' || budgetWeight === 0) return tf.scalar(0);
    return tf.tidy(() => {
      const soft = constraint === 'grey' ? tf.sigmoid(logits) : this.choice.mixture(logits);
      const excess = soft.mean(1).sub(openFraction).relu();
      return excess.square().mean().mul<tf.Scalar>(budgetWeight);
    });
  }

  private get hasBudget(): boolean {
    return this.rules.budget !== 'penalty' || this.rules.budgetWeight > 0;
  }
}

/**
 * A mask while it is learned: transmissions between 0 and 1, which may have to become open or closed in the end.
 *
 *   T = σ(β l),   σ(t) = 1 / (1 + e^−t),   β = β_max^progress
 *
 * - grey: any transmission may be built (halftone, film); β = 1.
 * - annealed: β rises over training, so that T is driven to 0 and 1. Hardened: open where l ≥ 0 or, within a light budget, the
 *   k elements of largest l.
 * - straight-through: open or closed from the start, as hardened; gradient, a declared surrogate: that of σ(l).
 *
 * A light budget is an upper bound on the open fraction. While training, what exceeds it costs
 * weight · mean over masks of max(0, mean T − fraction)².
 * Sources: Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through); Chakrabarti (2016),
 * doi:10.48550/arXiv.1605.07078 (annealing of a learned sensor layout).
 */
import { tf } from '../../engine/tfjs.js';
import { liveTensor } from '../../engine/live.js';

export const maskConstraints = ['grey', 'annealed', 'straight-through'] as const;

export type MaskConstraint = (typeof maskConstraints)[number];

export interface DesignRules {
  readonly constraint: MaskConstraint;
  /** β at the end of training, 1 or more; used where `annealed`. */
  readonly sharpnessMax: number;
  /** Largest open fraction of a mask, above 0 and at most 1; used where `budgetWeight` is above 0. */
  readonly openFraction: number;
  /** Price of light above the budget, 0 (no budget) or more. */
  readonly budgetWeight: number;
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
  private readonly rules: DesignRules;
  private sharpness = 1;
  private isHard = false;

  /** @throws RangeError if a rule is out of range. */
  constructor(rules: DesignRules) {
    const { sharpnessMax, openFraction, budgetWeight } = rules;
    if (!(sharpnessMax >= 1))
      throw new RangeError(`mask: sharpnessMax is ${sharpnessMax}, must be 1 or more`);
    if (!(budgetWeight >= 0))
      throw new RangeError(`mask: budgetWeight is ${budgetWeight}, must be 0 or more`);
    if (!(openFraction > 0 && openFraction <= 1)) {
      throw new RangeError(`mask: openFraction is ${openFraction}, must be above 0 and at most 1`);
    }
    this.rules = rules;
  }

  anneal(progress: number): void {
    this.sharpness = this.rules.sharpnessMax ** progress;
  }

  harden(isHard: boolean): void {
    this.isHard = isHard;
  }

  /**
   * Transmissions as they are used now.
   *
   * @param logits l, [masks, elements].
   * @returns 0 to 1, shape of `logits`.
   */
  transmission(logits: tf.Tensor2D): tf.Tensor2D {
    const { constraint } = this.rules;
    return tf.tidy(() => {
      const soft = this.soft(logits);
      if (constraint === 'grey') return soft;
      const hardness =
        constraint === 'straight-through'
          ? tf.scalar(1)
          : liveTensor(() => Float32Array.of(this.isHard ? 1 : 0), []);
      const open = tf.customGrad(() => ({
        value: blend(soft, this.built(logits), hardness),
        gradFunc: (upstream: tf.Tensor) => upstream,
      }));
      return open(soft) as tf.Tensor2D;
    });
  }

  /** What light above the budget costs. */
  penalty(logits: tf.Tensor2D): tf.Scalar {
    const { budgetWeight, openFraction } = this.rules;
    return tf.tidy(() => {
      const excess = this.soft(logits).mean(1).sub(openFraction).relu();
      return excess.square().mean().mul<tf.Scalar>(budgetWeight);
    });
  }

  private soft(logits: tf.Tensor2D): tf.Tensor2D {
    if (this.rules.constraint !== 'annealed') return tf.sigmoid(logits);
    const sharpness = liveTensor(() => Float32Array.of(this.sharpness), []);
    return tf.tidy(() => logits.mul<tf.Tensor2D>(sharpness).sigmoid());
  }

  private built(logits: tf.Tensor2D): tf.Tensor {
    const { budgetWeight, openFraction } = this.rules;
    if (budgetWeight === 0) return logits.greaterEqual(0).cast('float32');
    return openLargest(logits, Math.max(1, Math.round(openFraction * logits.shape[1])));
  }
}

/** 1 at the `count` largest elements of each row, of equal ones at the first; 0 elsewhere. */
export function openLargest(logits: tf.Tensor2D, count: number): tf.Tensor2D {
  const [rows, columns] = logits.shape;
  return tf.tidy(() => {
    const { indices } = tf.topk(logits, count);
    const starts = tf.tensor2d(
      Array.from({ length: rows }, (_, row) => row * columns),
      [rows, 1],
      'int32',
    );
    const places = indices
      .cast('int32')
      .add(starts)
      .reshape([rows * count, 1]);
    return tf.scatterND(places, tf.ones([rows * count]), [rows * columns]).reshape(logits.shape);
  });
}

function blend(soft: tf.Tensor, hard: tf.Tensor, hardness: tf.Tensor): tf.Tensor {
  return hard.sub(soft).mul(hardness).add(soft);
}

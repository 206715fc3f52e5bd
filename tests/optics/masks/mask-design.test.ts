import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainChoice } from '../../../src/engine/discrete/rules.js';
import { MaskDesign, startLogits, type DesignRules } from '../../../src/optics/masks/mask-design.js';

const rules: DesignRules = {
  ...plainChoice,
  constraint: 'binary',
  budget: 'penalty',
  openFraction: 0.5,
  budgetWeight: 0,
};
const noise = { seed: 1, stream: 2 };
const numbers = [-2, -0.1, 0.2, 3, 1, -1];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const logits = () => tf.tensor2d(numbers, [2, 3]);
const values = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];
const designOf = (changed: Partial<DesignRules> = {}) => new MaskDesign({ ...rules, ...changed }, noise);

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
}

describe('MaskDesign', () => {
  it('becomes steeper with training: T = σ(α l)', () => {
    const design = designOf({ sharpening: 2 });
    for (const progress of [0, 0.5, 1]) {
      design.choice.anneal(progress);
      expectClose(
        values(design.transmission(logits())),
        numbers.map(l => sigmoid((1 + (2 * progress) ** 2) * l)),
      );
    }
  });

  it('is open or closed when hardened, and soft again afterwards', () => {
    const design = designOf();
    design.choice.harden(true);
    expect(values(design.transmission(logits()))).toEqual([0, 0, 1, 1, 1, 0]);
    design.choice.harden(false);
    expectClose(values(design.transmission(logits())), numbers.map(sigmoid));
  });

  it('keeps to a budget with a price when hardened: the largest k elements of each mask', () => {
    const design = designOf({ openFraction: 1 / 3, budgetWeight: 1 });
    expectClose(values(design.transmission(logits())), numbers.map(sigmoid));
    design.choice.harden(true);
    expect(values(design.transmission(logits()))).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('keeps to a projected budget in each mask while training, and asks no price', () => {
    const design = designOf({ budget: 'projection', openFraction: 1 / 3, budgetWeight: 5 });
    const sums = values(design.transmission(logits()).sum(1));
    expectClose(sums, [1, 1]);
    expect(design.penalty(logits()).dataSync()[0]).toBe(0);
    design.choice.harden(true);
    expect(values(design.transmission(tf.tensor2d([[-1, -2, -3]])))).toEqual([0, 0, 0]);
  });

  it('has exactly its share of light where the budget is exact, binary or grey', () => {
    for (const constraint of ['binary', 'grey'] as const) {
      const design = designOf({ constraint, budget: 'exact', openFraction: 2 / 3 });
      const dark = tf.tensor2d([[-1, -2, -3]]);
      expectClose(values(design.transmission(dark).sum(1)), [2]);
      design.choice.harden(true);
      if (constraint === 'binary') expect(values(design.transmission(dark))).toEqual([1, 1, 0]);
      else expectClose(values(design.transmission(dark).sum(1)), [2]);
    }
  });

  it('stays grey when hardened where grey can be built', () => {
    const design = designOf({ constraint: 'grey' });
    design.choice.anneal(1);
    design.choice.harden(true);
    expectClose(values(design.transmission(logits())), numbers.map(sigmoid));
  });

  it('asks a price for light above the budget alone', () => {
    const design = designOf({ budgetWeight: 5, openFraction: 0.6 });
    const [first, second] = [numbers.slice(0, 3), numbers.slice(3)].map(
      row => row.map(sigmoid).reduce((a, b) => a + b) / 3,
    );
    expect(first).toBeLessThan(0.6);
    expect(design.penalty(logits()).dataSync()[0]).toBeCloseTo((5 * (second! - 0.6) ** 2) / 2, 6);
  });

  it('starts at the pattern, away from 0 and 1', () => {
    const start = tf.tensor2d(startLogits(Float32Array.of(0, 0.5, 1)), [1, 3]);
    expectClose(values(designOf().transmission(start)), [0.1, 0.5, 0.9]);
  });

  it.each([
    [{ sharpening: -1 }, 'choice: sharpening is -1, must be 0 or more'],
    [{ budgetWeight: -1 }, 'mask: budgetWeight is -1, must be 0 or more'],
    [{ openFraction: 0 }, 'mask: openFraction is 0, must be above 0 and at most 1'],
  ])('refuses %j', (wrong, message) => {
    expect(() => designOf(wrong)).toThrow(new RangeError(message));
  });
});

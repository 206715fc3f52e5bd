import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepBudget, type Bound } from '../../../src/engine/discrete/keep-budget.js';

/** Sums of a few float32 sigmoids, and a threshold to 2⁻²⁴ of weights up to 10. */
const tolerance = 5e-6;
/** Central differences of step 1e-2 in float32. */
const differenceTolerance = 5e-3;
const weights = [1.5, -0.3, 0.8, -2, 0.1, 3];

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, each) => total + each, 0);

function shares(values: readonly number[], count: number, bound: Bound = 'exactly'): Float32Array {
  return keepBudget(tf.tensor2d([[...values]]), count, bound).dataSync<'float32'>();
}

/** Newton's method in double precision. */
function slowShares(values: readonly number[], count: number): number[] {
  let threshold = 0;
  for (let step = 0; step < 100; step++) {
    const found = values.map(value => sigmoid(value - threshold));
    threshold += 0.5 * ((sum(found) - count) / sum(found.map(share => share * (1 - share))));
  }
  return values.map(value => sigmoid(value - threshold));
}

describe('keepBudget', () => {
  it.each([0.5, 1, 2, 5, 5.75])('gives shares of sum %d, those of the slow reference', count => {
    const found = shares(weights, count);
    expect(Math.abs(sum(found) - count)).toBeLessThan(tolerance);
    slowShares(weights, count).forEach((share, index) =>
      expect(Math.abs(found[index]! - share)).toBeLessThan(tolerance),
    );
  });

  it('is alike for all things where weights weigh nothing, and the k largest where they weigh much', () => {
    expect(
      shares(
        weights.map(() => 0.7),
        2,
      ).every(share => Math.abs(share - 1 / 3) < tolerance),
    ).toBe(true);
    const sharp = shares(
      weights.map(weight => 200 * weight),
      3,
    );
    expect(Array.from(sharp, share => Math.round(share * 1e4) / 1e4)).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('keeps each set to the budget on its own', () => {
    const sets = keepBudget(tf.tensor2d([weights, weights.map(weight => 5 - weight)]), 2, 'exactly');
    for (const found of sets.sum(1).dataSync()) expect(Math.abs(found - 2)).toBeLessThan(tolerance);
  });

  it('leaves shares alone that are at most the budget, and projects others onto it', () => {
    const plain = weights.map(sigmoid);
    Array.from(shares(weights, 5, 'at-most')).forEach((share, index) =>
      expect(share).toBeCloseTo(plain[index]!, 6),
    );
    expect(sum(plain)).toBeLessThan(5);
    expect(shares(weights, 2, 'at-most')).toEqual(shares(weights, 2));
    expect(Array.from(shares(weights, 6))).toEqual(weights.map(() => 1));
  });

  it.each([
    ['exactly', 2],
    ['at-most', 2],
    ['at-most', 5],
  ] as const)('has the gradient of finite differences, %s %d', (bound, count) => {
    const factors = tf.tensor2d([[1, -2, 3, 0.5, 2, -1]]);
    const score = (values: tf.Tensor) =>
      keepBudget(values as tf.Tensor2D, count, bound)
        .mul(factors)
        .sum<tf.Scalar>();
    const gradient = tf
      .grad(score)(tf.tensor2d([weights]))
      .dataSync();
    weights.forEach((_, moved) => {
      const [up, down] = [1, -1].map(sign => {
        const near = weights.map((weight, index) => weight + (index === moved ? sign * 1e-2 : 0));
        return score(tf.tensor2d([near])).dataSync()[0]!;
      });
      expect(Math.abs((up! - down!) / 2e-2 - gradient[moved]!)).toBeLessThan(differenceTolerance);
    });
    // Adding the same to all weights changes nothing where the sum is fixed.
    if (bound === 'exactly') expect(Math.abs(sum(gradient))).toBeLessThan(tolerance);
  });

  it('has a finite gradient where all shares are 0 or 1', () => {
    const sharp = tf.tensor2d([weights.map(weight => 1e4 * weight)]);
    const gradient = tf.grad(x =>
      keepBudget(x as tf.Tensor2D, 3, 'exactly')
        .square()
        .sum(),
    )(sharp);
    expect(Array.from(gradient.dataSync()).every(Number.isFinite)).toBe(true);
  });

  it('refuses to choose nothing', () => {
    expect(() => shares(weights, 0)).toThrow(new RangeError('keepBudget: count is 0, must be above 0'));
  });
});

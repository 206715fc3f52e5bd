import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../src/engine/compile.js';
import { DiscreteChoice } from '../../src/engine/discrete-choice.js';
import { relaxations } from '../../src/engine/discrete/rules.js';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';

const fallbacks: string[] = [];

beforeAll(async () => {
  await startEngine({ threads: 1 });
  onFallback(name => fallbacks.push(name));
});
afterAll(() => onFallback(null));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const numbers = [0.1, 0.7, 0.4];
const row = () => tf.tensor2d([numbers]);
const training = { isTraining: true };
const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function softmax(weights: readonly number[], sharpness: number): number[] {
  const exponentials = weights.map(weight => Math.exp(sharpness * weight));
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map(each => each / sum);
}

function expectClose(found: readonly number[], expected: readonly number[], digits = 6): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, digits));
}

describe('DiscreteChoice', () => {
  it('mixes with a sharpness of 1 + (γ progress)², and hardens to the largest weight', () => {
    const choice = new DiscreteChoice({ sharpening: 2 });
    for (const progress of [0, 0.5, 1]) {
      choice.anneal(progress);
      expectClose(values(choice.oneOf(row())), softmax(numbers, 1 + (2 * progress) ** 2));
    }
    choice.harden(true);
    expect(values(choice.oneOf(row()))).toEqual([0, 1, 0]);
    choice.harden(false);
    expect(values(choice.oneOf(row()))[1]).toBeLessThan(1);
  });

  it('chooses any of several things, hardened within the budget', () => {
    const choice = new DiscreteChoice();
    choice.anneal(1);
    const weights = tf.tensor1d([0.3, -0.2, 0.1]);
    expectClose(
      values(choice.anyOf(weights, { budget: 1 })),
      [0.3, -0.2, 0.1].map(weight => sigmoid(10 * weight)),
    );
    choice.harden(true);
    expect(values(choice.anyOf(weights))).toEqual([1, 0, 1]);
    expect(values(choice.anyOf(weights, { budget: 1 }))).toEqual([1, 0, 0]);
  });

  it('keeps a projected budget while training, and is free below it', () => {
    const choice = new DiscreteChoice();
    const weights = tf.tensor2d([
      [2, 1],
      [-3, 0.5],
    ]);
    const kept = choice.anyOf(weights, { budget: 1, isProjected: true });
    expect(kept.shape).toEqual([2, 2]);
    expect(kept.sum().dataSync()[0]).toBeCloseTo(1, 5);
    const free = choice.anyOf(weights, { budget: 3, isProjected: true });
    expectClose(values(free), [2, 1, -3, 0.5].map(sigmoid));
  });

  it('chooses k of n: shares of sum k, hardened to exactly the k largest', () => {
    const choice = new DiscreteChoice();
    for (const progress of [0, 1]) {
      choice.anneal(progress);
      expect(choice.someOf(row(), 2, 'exactly').sum().dataSync()[0]).toBeCloseTo(2, 5);
    }
    choice.harden(true);
    const negative = tf.tensor2d([[-1, -3, -2]]);
    expect(values(choice.someOf(negative, 2, 'exactly'))).toEqual([1, 0, 1]);
    expect(values(choice.someOf(negative, 2, 'at-most'))).toEqual([0, 0, 0]);
  });

  it.each(relaxations)('draws noise at each step of training, and never otherwise: %s', relaxation => {
    const choice = new DiscreteChoice({ relaxation, schedule: 'constant' }, { seed: 1, stream: 2 });
    const many = tf.zeros<tf.Rank.R2>([20, 3]).add<tf.Tensor2D>(row());
    const at = (step: number, isTraining: boolean) => {
      choice.reseed(step);
      return [
        ...values(choice.oneOf(many, { isTraining })),
        ...values(choice.someOf(many, 2, 'exactly', { isTraining })),
        ...values(choice.anyOf(many, { isTraining })),
      ];
    };
    expect(at(1, false)).toEqual(at(2, false));
    expect(at(1, true)).toEqual(at(1, true));
    if (relaxation.startsWith('gumbel')) expect(at(1, true)).not.toEqual(at(2, true));
    else expect(at(1, true)).toEqual(at(2, false));
    if (relaxation.endsWith('straight-through')) expect(new Set(at(1, true))).toEqual(new Set([0, 1]));
  });

  it('straight through: as built, with the gradient of the mixture', () => {
    const hard = new DiscreteChoice({ relaxation: 'straight-through', sharpening: 2 });
    const soft = new DiscreteChoice({ sharpening: 2 });
    const factors = tf.tensor2d([[1, -2, 4]]);
    expect(values(hard.oneOf(row()))).toEqual([0, 1, 0]);
    const gradients = [hard, soft].map(choice => {
      choice.anneal(0.5);
      return values(
        tf.grad(w =>
          choice
            .oneOf(w as tf.Tensor2D)
            .mul(factors)
            .sum(),
        )(row()),
      );
    });
    expect(gradients[0]!.some(each => Math.abs(each) > 0.1)).toBe(true);
    expectClose(gradients[0]!, gradients[1]!);
  });

  it('with Gumbel noise: built from the very draw whose mixture gives the gradient', () => {
    const noise = { seed: 4, stream: 5 };
    const drawn = new DiscreteChoice({ relaxation: 'gumbel' }, noise);
    const hard = new DiscreteChoice({ relaxation: 'gumbel-straight-through' }, noise);
    const many = tf.zeros<tf.Rank.R2>([40, 3]).add<tf.Tensor2D>(row());
    const mixtures = drawn.oneOf(many, training);
    expect(values(hard.oneOf(many, training).argMax(1))).toEqual(values(mixtures.argMax(1)));
    const score = (choice: DiscreteChoice) => (w: tf.Tensor) =>
      choice
        .oneOf(w as tf.Tensor2D, training)
        .mul(tf.tensor1d([1, -2, 4]))
        .sum<tf.Scalar>();
    expectClose(values(tf.grad(score(hard))(many)), values(tf.grad(score(drawn))(many)));
  });

  it('lets things along an axis share one draw, so that their order stays', () => {
    const choice = new DiscreteChoice({ relaxation: 'gumbel-straight-through' }, { seed: 1, stream: 1 });
    const falling = tf.tensor2d([[1], [0], [-1]]).tile<tf.Tensor2D>([1, 50]);
    const steps = choice.anyOf(falling, { ...training, drawnAlike: 0 }).arraySync() as number[][];
    steps[0]!.forEach((_, place) => {
      const column = steps.map(each => each[place]!);
      expect([...column].sort((a, b) => b - a)).toEqual(column);
    });
    expect(new Set(steps[1]).size).toBe(2);
  });

  it('anneals and draws within one compiled step, without leaving the graph', () => {
    const choice = new DiscreteChoice({ relaxation: 'gumbel-straight-through' }, { seed: 1, stream: 1 });
    const step = compileStep(weights => {
      const w = weights as tf.Tensor2D;
      return [choice.oneOf(w, training), choice.someOf(w, 2, 'exactly', training), choice.anyOf(w, training)];
    });
    fallbacks.length = 0;
    const seen = [0, 1, 2, 3].map(number => {
      choice.reseed(number);
      choice.anneal(number / 3);
      const compiled = step(row()).map(values);
      const direct = [
        choice.oneOf(row(), training),
        choice.someOf(row(), 2, 'exactly', training),
        choice.anyOf(row(), training),
      ].map(values);
      expect(compiled).toEqual(direct);
      return compiled.join(';');
    });
    expect(new Set(seen).size).toBeGreaterThan(1);
    expect(fallbacks).toEqual([]);
  });

  it('refuses a sharpening below 0', () => {
    expect(() => new DiscreteChoice({ sharpening: -1 })).toThrow(
      new RangeError('choice: sharpening is -1, must be 0 or more'),
    );
  });
});

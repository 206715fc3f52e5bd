import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DiscreteChoice } from '../../src/engine/discrete-choice.js';
import { startEngine } from '../../src/engine/start.js';

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function softmax(weights: readonly number[], sharpness: number): number[] {
  const exponentials = weights.map(weight => Math.exp(sharpness * weight));
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map(each => each / sum);
}

describe('DiscreteChoice', () => {
  it('mixes with a sharpness of 1 + (γ progress)², and hardens to the largest weight', () => {
    const choice = new DiscreteChoice(2);
    const weights = [0.1, 0.7, 0.4];
    const shares = () => Array.from(choice.oneOf(tf.tensor2d([weights])).dataSync());
    for (const progress of [0, 0.5, 1]) {
      choice.anneal(progress);
      softmax(weights, 1 + (2 * progress) ** 2).forEach((share, index) =>
        expect(shares()[index]).toBeCloseTo(share, 6),
      );
    }
    choice.harden(true);
    expect(shares()).toEqual([0, 1, 0]);
    choice.harden(false);
    expect(shares()[1]).toBeLessThan(1);
  });

  it('chooses any of several things, hardened within the budget', () => {
    const choice = new DiscreteChoice(3);
    choice.anneal(1);
    const weights = tf.tensor1d([0.3, -0.2, 0.1]);
    const soft = choice.anyOf(weights, 1).dataSync();
    [0.3, -0.2, 0.1].forEach((weight, index) =>
      expect(soft[index]).toBeCloseTo(1 / (1 + Math.exp(-10 * weight)), 6),
    );
    choice.harden(true);
    expect(Array.from(choice.anyOf(weights).dataSync())).toEqual([1, 0, 1]);
    expect(Array.from(choice.anyOf(weights, 1).dataSync())).toEqual([1, 0, 0]);
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { largestOf, largestOfEach } from '../../../src/engine/discrete/as-built.js';
import { gumbelNoise, logisticNoise } from '../../../src/engine/discrete/concrete-noise.js';
import { randomKey } from '../../../src/engine/random.js';
import { startEngine } from '../../../src/engine/start.js';

const draws = 20_000;
const weights = [0.2, 1.1, -0.7, 0.5];

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const key = () => randomKey({ seed: 7, stream: 3, step: 0, firstRow: 0 });
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

function softmax(values: readonly number[]): number[] {
  const exponentials = values.map(Math.exp);
  return exponentials.map(each => each / sum(exponentials));
}

function perturbed(): tf.Tensor2D {
  return gumbelNoise([draws, weights.length], key()).add(tf.tensor1d(weights));
}

/** Σ (found − expected)² / expected over categories that are drawn `draws` times. */
function chiSquare(found: readonly number[], probabilities: readonly number[]): number {
  return sum(
    found.map(
      (count, index) => (count - draws * probabilities[index]!) ** 2 / (draws * probabilities[index]!),
    ),
  );
}

describe('Gumbel noise', () => {
  it('makes the largest weight a draw of softmax(w): χ² of 3 degrees of freedom below its 99.9 % point', () => {
    const counts = Array.from(largestOf(perturbed()).sum(0).dataSync());
    expect(chiSquare(counts, softmax(weights))).toBeLessThan(16.27);
  });

  it('makes the two largest a draw of pairs without replacement: χ² of 5 degrees of freedom', () => {
    const p = softmax(weights);
    const pairs = weights.flatMap((_, i) => weights.slice(i + 1).map((__, j) => [i, i + 1 + j] as const));
    const expected = pairs.map(([i, j]) => p[i]! * p[j]! * (1 / (1 - p[i]!) + 1 / (1 - p[j]!)));
    expect(sum(expected)).toBeCloseTo(1, 12);
    const chosen = largestOfEach(perturbed(), 2).matMul(tf.tensor2d([1, 2, 4, 8], [4, 1]));
    const codes = Array.from(chosen.dataSync());
    const counts = pairs.map(([i, j]) => codes.filter(code => code === 2 ** i + 2 ** j).length);
    expect(sum(counts)).toBe(draws);
    expect(chiSquare(counts, expected)).toBeLessThan(20.52);
  });

  it('has mean 0.5772 and variance π²/6', () => {
    const { mean, variance } = tf.moments(gumbelNoise([draws, 4], key()));
    // Four standard errors of 80,000 numbers; the variance of the variance is (5.4 − 1 + 3) σ⁴ / n.
    expect(Math.abs(mean.dataSync()[0]! - 0.57722)).toBeLessThan(4 * Math.sqrt(1.645 / 80_000));
    expect(Math.abs(variance.dataSync()[0]! - 1.64493)).toBeLessThan(4 * 1.645 * Math.sqrt(4.4 / 80_000));
  });
});

describe('logistic noise', () => {
  it.each([-1.2, 0, 0.8])('makes w = %d positive with probability σ(w)', weight => {
    const share = logisticNoise([draws], key()).add(weight).greater(0).cast('float32').mean().dataSync()[0]!;
    const probability = 1 / (1 + Math.exp(-weight));
    expect(Math.abs(share - probability)).toBeLessThan(
      4 * Math.sqrt((probability * (1 - probability)) / draws),
    );
  });
});

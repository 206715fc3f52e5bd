import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { crossEntropy, judge, meanTargets, Score } from '../../src/networks/cross-entropy.js';

/** float32: loss and gradient of order 1, a few operations. */
const float32Tolerance = 1e-6;

describe('crossEntropy', () => {
  beforeAll(() => startEngine());

  it('is the mean of −ln softmax at the labels, and its gradient (softmax − one-hot) / n', () => {
    const logits = [
      [0, Math.log(2), Math.log(5)],
      [Math.log(3), Math.log(3), Math.log(2)],
    ];
    const labels = [2, 0];
    const targets = meanTargets(labels, 2, 3);
    const { value, grad } = tf.valueAndGrad(x => crossEntropy(x as tf.Tensor2D, targets))(
      tf.tensor2d(logits),
    );
    expect(value.dataSync()[0]).toBeCloseTo(-(Math.log(5 / 8) + Math.log(3 / 8)) / 2, 6);
    const expected = [1 / 8, 2 / 8, 5 / 8 - 1, 3 / 8 - 1, 3 / 8, 2 / 8].map(value => value / 2);
    grad
      .dataSync()
      .forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(float32Tolerance));
  });

  it('gives rows beyond the labels no say', () => {
    const logits = tf.tensor2d([1, 2, 3, 4, -50, 50], [3, 2]);
    const targets = meanTargets([0, 1], 3, 2);
    const grad = tf.grad(x => crossEntropy(x as tf.Tensor2D, targets))(logits);
    expect(Array.from(grad.dataSync()).slice(4)).toEqual([0, 0]);
    const alone = crossEntropy(tf.tensor2d([1, 2, 3, 4], [2, 2]), meanTargets([0, 1], 2, 2));
    expect(crossEntropy(logits, targets).dataSync()[0]).toBeCloseTo(alone.dataSync()[0]!, 6);
  });
});

describe('judge', () => {
  it('takes the first of equal logits, and probabilities that add up to 1', () => {
    const { predicted, probabilities, loss } = judge([1, 3, 3], 0);
    expect(predicted).toBe(1);
    const sum = 1 + 2 * Math.exp(2);
    expect(probabilities[0]).toBeCloseTo(1 / sum, 7);
    expect(loss).toBeCloseTo(Math.log(sum), 12);
  });

  it('stays finite for logits far apart', () => {
    expect(judge([1e4, -1e4], 1).loss).toBe(2e4);
    expect(judge([1e4, -1e4], 0).loss).toBe(0);
  });

  it('passes on logits that are not finite as a loss that is not', () => {
    expect(judge([NaN, 1], 1).loss).toBeNaN();
    expect(Number.isFinite(judge([Infinity, 1], 1).loss)).toBe(false);
  });
});

describe('Score', () => {
  it('does not depend on how images are divided into batches', () => {
    const score = new Score();
    score.add(judge([0, 0], 0), 0);
    score.add(judge([0, 0], 1), 1);
    score.add(judge([0, Math.log(3)], 1), 1);
    expect(score.accuracy).toBeCloseTo(2 / 3, 12);
    expect(score.loss).toBeCloseTo((2 * Math.log(2) + Math.log(4 / 3)) / 3, 12);
  });
});

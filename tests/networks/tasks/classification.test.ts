import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { classification, judgeClass } from '../../../src/networks/tasks/classification.js';
import { Score } from '../../../src/networks/tasks/task.js';

/** float32: loss and gradient of order 1, a few operations. */
const float32Tolerance = 1e-6;

const imagesOf = (labels: readonly number[]) => {
  return { height: 1, width: 1, channels: 1, labels, scenes: () => new Float32Array(labels.length) };
};

describe('the loss of classification', () => {
  beforeAll(() => startEngine());

  it('is the mean of −ln softmax at the labels, and its gradient (softmax − one-hot) / n', () => {
    const logits = [
      [0, Math.log(2), Math.log(5)],
      [Math.log(3), Math.log(3), Math.log(2)],
    ];
    const task = classification(3);
    // Rows 2 and 0 of the images have the labels 2 and 0.
    const targets = task.targets(imagesOf([0, 1, 2]), Uint32Array.of(2, 0), 2);
    const { value, grad } = tf.valueAndGrad(x => task.loss(x, targets, meanWeights(2, 2)))(
      tf.tensor2d(logits),
    );
    expect(value.dataSync()[0]).toBeCloseTo(-(Math.log(5 / 8) + Math.log(3 / 8)) / 2, 6);
    const expected = [1 / 8, 2 / 8, 5 / 8 - 1, 3 / 8 - 1, 3 / 8, 2 / 8].map(value => value / 2);
    grad
      .dataSync()
      .forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(float32Tolerance));
  });

  it('gives rows beyond the images no say', () => {
    const task = classification(2);
    const logits = tf.tensor2d([1, 2, 3, 4, -50, 50], [3, 2]);
    const targets = task.targets(imagesOf([0, 1]), Uint32Array.of(0, 1), 3);
    const grad = tf.grad(x => task.loss(x, targets, meanWeights(2, 3)))(logits);
    expect(Array.from(grad.dataSync()).slice(4)).toEqual([0, 0]);
  });
});

describe('judgeClass', () => {
  it('takes the first of equal logits, and probabilities that add up to 1', () => {
    const { predicted, probabilities, loss, score } = judgeClass([1, 3, 3], 0);
    expect([predicted, score]).toEqual([1, 0]);
    const sum = 1 + 2 * Math.exp(2);
    expect(probabilities[0]).toBeCloseTo(1 / sum, 7);
    expect(loss).toBeCloseTo(Math.log(sum), 12);
  });

  it('stays finite for logits far apart', () => {
    expect(judgeClass([1e4, -1e4], 1).loss).toBe(2e4);
    expect(judgeClass([1e4, -1e4], 0).loss).toBe(0);
  });

  it('passes on logits that are not finite as a loss that is not', () => {
    expect(judgeClass([NaN, 1], 1).loss).toBeNaN();
    expect(Number.isFinite(judgeClass([Infinity, 1], 1).loss)).toBe(false);
  });
});

describe('Score', () => {
  it('does not depend on how images are divided into batches', () => {
    const score = new Score({});
    score.add(judgeClass([0, 0], 0));
    score.add(judgeClass([0, 0], 1));
    score.add(judgeClass([0, Math.log(3)], 1));
    expect(score.score).toBeCloseTo(2 / 3, 12);
    expect(score.loss).toBeCloseTo((2 * Math.log(2) + Math.log(4 / 3)) / 3, 12);
  });
});

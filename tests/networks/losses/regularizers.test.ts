import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { l1Penalty, l2Penalty, smoothnessPenalty } from '../../../src/networks/losses/regularizers.js';

beforeAll(() => startEngine());

const map = () => tf.tensor2d([[1, -2], [3, 5]]); // prettier-ignore

describe('regularizers', () => {
  it('are λ Σ |w| and λ Σ w² over all weights', () => {
    const weights = [map(), tf.tensor1d([4])];
    expect(l1Penalty(weights, 0.5).dataSync()[0]).toBe(0.5 * 15);
    expect(l2Penalty(weights, 0.5).dataSync()[0]).toBe(0.5 * 55);
  });

  it('are λ times the mean squared steps down, (4 + 49) / 2, and to the right, (9 + 4) / 2', () => {
    expect(smoothnessPenalty(map(), 2).dataSync()[0]).toBe(2 * (53 / 2 + 13 / 2));
    expect(smoothnessPenalty(tf.ones([1, 1]), 2).dataSync()[0]).toBe(0);
  });

  it('have the gradients λ sign w, 2 λ w, and that of the differences', () => {
    const gradient = (f: (x: tf.Tensor) => tf.Scalar) => Array.from(tf.grad(f)(map()).dataSync());
    expect(gradient(x => l1Penalty([x], 3))).toEqual([3, -3, 3, 3]);
    expect(gradient(x => l2Penalty([x], 3))).toEqual([6, -12, 18, 30]);
    // ∂/∂w(0,0) of ((w10 − w00)² + (w11 − w01)²) / 2 + ((w01 − w00)² + (w11 − w10)²) / 2 is (w00 − w10) + (w00 − w01).
    expect(gradient(x => smoothnessPenalty(x, 1))).toEqual([1, -10, 0, 9]);
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { largestOf, largestOfEach, wantedWithin } from '../../../src/engine/discrete/as-built.js';
import { startEngine } from '../../../src/engine/start.js';

const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

describe.each(['cpu', 'onnx'])('choices as built on %s', backend => {
  beforeAll(async () => {
    if (backend === 'cpu') await tf.setBackend('cpu');
    else await startEngine({ threads: 1 });
  });
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('take the first of equal weights', () => {
    const equal = tf.zeros<tf.Rank.R2>([2, 40]);
    const first = (count: number) => Array.from({ length: 40 }, (_, place) => Number(place < count));
    expect(values(largestOf(equal))).toEqual([...first(1), ...first(1)]);
    expect(values(largestOfEach(equal, 7))).toEqual([...first(7), ...first(7)]);
    expect(values(largestOfEach(tf.tensor2d([[0.3, -0.5, 0.9, 0.3, -0.1]]), 2))).toEqual([1, 0, 1, 0, 0]);
  });

  it('take what is wanted, within the budget of each row', () => {
    const weights = tf.tensor2d([
      [2, -1, 0, 3],
      [-4, -3, -2, 1],
    ]);
    expect(values(wantedWithin(weights, Infinity))).toEqual([1, 0, 1, 1, 0, 0, 0, 1]);
    expect(values(wantedWithin(weights, 2))).toEqual([1, 0, 0, 1, 0, 0, 0, 1]);
    expect(values(wantedWithin(weights, 0))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

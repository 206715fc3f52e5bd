import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { Binning } from '../../src/sensor/binning.js';

/* Noise before and behind the readout is D17 of the physics checks. */

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('Binning', () => {
  const frame = () => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [1, 3, 5, 1]);

  it('adds electrons of whole blocks and leaves the rest at the right and lower edge out', () => {
    const output = new Binning({ factor: 2, reading: 'sum' }).apply(frame()) as tf.Tensor;
    expect(output.shape).toEqual([1, 1, 2, 1]);
    expect(Array.from(output.dataSync())).toEqual([1 + 2 + 6 + 7, 3 + 4 + 8 + 9]);
  });

  it('averages codes, so that full scale stays 1', () => {
    const layer = new Binning({ factor: 2, reading: 'mean' });
    expect(Array.from((layer.apply(frame()) as tf.Tensor).dataSync())).toEqual([4, 6]);
    expect(Array.from((layer.apply(tf.ones([1, 2, 2, 1])) as tf.Tensor).dataSync())).toEqual([1]);
  });

  it('says what is wrong with its factor', () => {
    expect(() => new Binning({ factor: 1.5, reading: 'sum' })).toThrow(
      'binning: factor is 1.5 pixels, must be a whole number from 1',
    );
    const layer = new Binning({ factor: 4, reading: 'sum' });
    expect(() => layer.computeOutputShape([1, 3, 5, 1])).toThrow(
      'binning: factor is 4 pixels, must be at most 3 for 3 × 5',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FullWell, saturate } from '../../src/sensor/full-well.js';

/* Names as D5 refer to the list of physics checks. */

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('saturate', () => {
  it('clips at full well and nowhere else (D5)', () => {
    const signal = saturate(tf.tensor1d([-4, 0, 99, 100, 101, 1e6]), 100);
    expect(Array.from(signal.dataSync())).toEqual([-4, 0, 99, 100, 100, 100]);
  });

  it('has gradient 1 below full well and 0 above', () => {
    const gradient = tf.grad(x =>
      saturate(x, 100)
        .mul(tf.tensor1d([1, 2, 3]))
        .sum(),
    );
    expect(Array.from(gradient(tf.tensor1d([-4, 99, 101])).dataSync())).toEqual([1, 2, 0]);
  });
});

describe('FullWell', () => {
  it('states the peak signal-to-noise ratio of 40 dB for 10,000 electrons (D7)', () => {
    expect(new FullWell({ fullWell: 1e4 }).describe().text).toBe(
      'A pixel held at most 10000 electrons and saturated there, which caps its signal-to-shot-noise ratio at 40.0 dB.',
    );
  });

  it('refuses a well that holds nothing', () => {
    expect(() => new FullWell({ fullWell: 0 })).toThrow(
      'full well: fullWell is 0 electrons, must be above 0',
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundedValue, freeNumber } from '../../src/engine/bounded-parameter.js';

/** float32 through exp and sigmoid. */
const tolerance = 1e-5;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('boundedValue', () => {
  it('is the inverse of freeNumber', () => {
    tf.tidy(() => {
      for (const value of [1.41, 4, 15.9]) {
        const free = tf.scalar(freeNumber(value, [1.4, 16], 'lens: fNumber'));
        expect(boundedValue(free, [1.4, 16]).dataSync()[0]! / value - 1).toBeCloseTo(0, 5);
      }
    });
  });

  it('is the geometric mean of the bounds at 0 and stays between them', () => {
    tf.tidy(() => {
      const values = boundedValue(tf.tensor1d([-5, 0, 5]), [1, 100]).dataSync();
      expect(Math.abs(values[1]! - 10)).toBeLessThan(10 * tolerance);
      expect(values[0]).toBeGreaterThan(1);
      expect(values[2]).toBeLessThan(100);
    });
  });

  it('changes by d value / d free = value ln(max / min) σ (1 − σ)', () => {
    tf.tidy(() => {
      const slope = tf
        .grad(free => boundedValue(free, [1, 100]))(tf.scalar(0))
        .dataSync()[0]!;
      expect(Math.abs(slope / (10 * Math.log(100) * 0.25) - 1)).toBeLessThan(tolerance);
    });
  });
});

describe('freeNumber', () => {
  it('names the parameter and the bounds that it breaks', () => {
    expect(() => freeNumber(16, [1.4, 16], 'lens: fNumber')).toThrow(
      'lens: fNumber is 16, must be above 1.4 and below 16 to be learned',
    );
    expect(() => freeNumber(4, [16, 1.4], 'lens: fNumber')).toThrow(
      'lens: fNumber: bounds are 16 to 1.4, must be positive and ascending',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { secondsLeft, secondsPerTrial } from '../../src/experiments/estimate.js';

describe('the time left', () => {
  it('is that of the slowest worker, not the mean', () => {
    expect(secondsLeft({ running: [0.5, 0.9], pending: 0, workers: 2, secondsPerTrial: 10 })).toBeCloseTo(
      5,
      9,
    );
  });

  it('gives pending trials to whichever worker is free first', () => {
    // Free after 1 s and 5 s; the pending ones end at 11, 15 and 21 s.
    expect(secondsLeft({ running: [0.9, 0.5], pending: 3, workers: 2, secondsPerTrial: 10 })).toBeCloseTo(
      21,
      9,
    );
  });

  it('is zero when nothing is left', () => {
    expect(secondsLeft({ running: [], pending: 0, workers: 2, secondsPerTrial: 10 })).toBe(0);
  });
});

describe('the time of a trial', () => {
  it('is unknown before anything is done', () => expect(secondsPerTrial(3, 0, null)).toBeNull());

  it('is what was measured', () => expect(secondsPerTrial(30, 1.5, null)).toBe(20));

  it('starts from earlier trials and soon follows the measurement', () => {
    expect(secondsPerTrial(0, 0, 8)).toBe(8);
    expect(secondsPerTrial(200, 10, 8)).toBeCloseTo(19.7, 1);
  });
});

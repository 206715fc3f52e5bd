import { describe, expect, it } from 'vitest';
import {
  afterEpoch,
  cosineFactor,
  plateauStart,
  stepsFactor,
  warmUpFactor,
} from '../../../src/networks/optimizers/schedules.js';

describe('schedules', () => {
  it('fall along a cosine from 1 over the middle to the last factor', () => {
    expect([0, 0.5, 1].map(progress => cosineFactor(progress))).toEqual([1, expect.closeTo(0.5, 12), 0]);
    expect(cosineFactor(0.5, 0.2)).toBeCloseTo(0.6, 12);
    expect(cosineFactor(1, 0.2)).toBeCloseTo(0.2, 12);
  });

  it('fall by a factor at each milestone, from the milestone on', () => {
    const factor = (progress: number) => stepsFactor(progress, [0.5, 0.75], 0.1);
    expect(factor(0.49)).toBe(1);
    expect(factor(0.5)).toBe(0.1);
    expect(factor(1)).toBeCloseTo(0.01, 12);
  });

  it('warm up in equal steps, of which none is 0', () => {
    expect([0, 1, 2, 3, 4].map(step => warmUpFactor(step, 4))).toEqual([0.25, 0.5, 0.75, 1, 1]);
    expect(warmUpFactor(0, 0)).toBe(1);
  });
});

describe('a step size that falls on plateaus', () => {
  const options = { patience: 2, factor: 0.5, least: 0.2, threshold: 0.01 };
  const factors = (losses: number[]) => {
    let state = plateauStart;
    return losses.map(loss => (state = afterEpoch(state, loss, options)).factor);
  };

  it('falls after `patience` epochs without a lower loss, and counts anew', () => {
    expect(factors([1, 1, 1, 1, 1, 0.5, 0.6, 0.6])).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2]);
  });

  it('takes a loss for lower only if it is so by the threshold, also after drifting down slowly', () => {
    expect(factors([1, 0.995, 0.992])).toEqual([1, 1, 0.5]);
    expect(factors([1, 0.995, 0.985])).toEqual([1, 1, 1]);
  });

  it('never falls below the least factor, nor rises to it', () => {
    expect(factors(Array<number>(12).fill(1)).at(-1)).toBe(0.2);
    expect(afterEpoch({ factor: 0.1, best: 1, waited: 1 }, 1, options).factor).toBe(0.1);
  });
});

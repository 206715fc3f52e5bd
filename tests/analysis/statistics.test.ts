import { describe, expect, it } from 'vitest';
import {
  groupByAxes,
  mean,
  meanInterval,
  pairedDifference,
  sampleStd,
  studentQuantile,
} from '../../src/analysis/statistics.js';

/** Published tables print three decimals. */
const TABLE_ERROR = 0.0005;
/** Sums of a few numbers near 1 in double precision. */
const ROUNDING = 1e-12;

describe('studentQuantile', () => {
  // Abramowitz and Stegun, table 26.10; rows are degrees of freedom.
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 4, 2.776],
    [0.975, 5, 2.571],
    [0.975, 9, 2.262],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.95, 1, 6.314],
    [0.95, 7, 1.895],
    [0.995, 2, 9.925],
    [0.995, 29, 2.756],
    [0.9995, 4, 8.61],
  ])('at %f and %i degrees of freedom is the %f of the tables', (probability, freedom, table) => {
    expect(Math.abs(studentQuantile(probability, freedom) - table)).toBeLessThanOrEqual(TABLE_ERROR);
  });

  it('has its closed forms at 1 and 2 degrees of freedom', () => {
    for (const p of [0.001, 0.2, 0.5, 0.7, 0.975, 0.9999]) {
      expect(studentQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 8);
      expect(studentQuantile(p, 2)).toBeCloseTo((2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 8);
    }
  });

  it('nears the normal quantile with many degrees of freedom', () => {
    expect(Math.abs(studentQuantile(0.975, 100_000) - 1.959964)).toBeLessThan(1e-4);
  });

  it('is odd about one half', () => {
    expect(studentQuantile(0.025, 4)).toBeCloseTo(-studentQuantile(0.975, 4), 10);
  });

  it.each([
    [0, 3, 'studentQuantile: probability is 0, must be between 0 and 1'],
    [0.5, 0, 'studentQuantile: degreesOfFreedom is 0, must be 1, 2, ...'],
    [0.5, 1.5, 'studentQuantile: degreesOfFreedom is 1.5, must be 1, 2, ...'],
  ])('refuses probability %f with %f degrees of freedom', (probability, freedom, message) => {
    expect(() => studentQuantile(probability, freedom)).toThrow(message);
  });
});

describe('meanInterval', () => {
  it('is mean and t s / sqrt(n) for numbers small enough to check by hand', () => {
    // 1, 2, 3: mean 2, s = 1, t(0.975, 2) = 4.30265, halfWidth = 4.30265 / sqrt(3).
    const { mean: centre, std, halfWidth, count } = meanInterval([1, 2, 3]);
    expect([centre, std, count]).toEqual([2, 1, 3]);
    expect(Math.abs(halfWidth! - 4.302653 / Math.sqrt(3))).toBeLessThan(1e-6);
  });

  it('has no interval for one repeat, and a width of 0 for equal repeats', () => {
    expect(meanInterval([0.9])).toEqual({ mean: 0.9, std: null, halfWidth: null, count: 1 });
    expect(meanInterval([0.5, 0.5]).halfWidth).toBe(0);
  });

  it('refuses no values', () => {
    expect(() => meanInterval([])).toThrow('mean: found no values, must be at least one');
    expect(sampleStd([])).toBeNull();
    expect(() => mean([])).toThrow(RangeError);
  });
});

describe('pairedDifference', () => {
  it('cancels what the seeds have in common', () => {
    const first = new Map([
      [1, 0.1],
      [2, 0.5],
      [3, 0.9],
    ]);
    const second = new Map([...first].map(([seed, value]) => [seed, value + 0.01]));
    const difference = pairedDifference(first, second)!;
    expect(Math.abs(difference.mean - 0.01)).toBeLessThan(ROUNDING);
    expect(difference.halfWidth).toBeLessThan(ROUNDING);
    expect(difference.count).toBe(3);
  });

  it('uses the seeds that both have, and is null where there is none', () => {
    const one = pairedDifference(new Map([[1, 2]]), new Map([...[[1, 5] as const], [2, 9]]));
    expect(one).toMatchObject({ mean: 3, halfWidth: null, count: 1 });
    expect(pairedDifference(new Map([[1, 2]]), new Map([[2, 2]]))).toBeNull();
  });
});

describe('groupByAxes', () => {
  it('puts items with equal values together and keeps 1 and "1" apart', () => {
    const items = [1, '1', 1].map((bits, index) => ({ axes: { bits, light: index }, index }));
    const groups = groupByAxes(items, ['bits']);
    expect(groups.map(group => group.items.map(item => item.index))).toEqual([[0, 2], [1]]);
    expect(groups[0]!.axes).toEqual({ bits: 1 });
  });
});

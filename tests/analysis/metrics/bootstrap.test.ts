import { describe, expect, it } from 'vitest';
import { bootstrapInterval, quantile } from '../../../src/analysis/metrics/bootstrap.js';

const values = Array.from({ length: 400 }, (_, i) => ((i * 7919) % 1000) / 1000);
const meanOf = (rows: Uint32Array) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;

describe('the bootstrap interval', () => {
  it('is that of the normal law for a mean: ± 1.96 s / √n', () => {
    const { value, low, high, draws } = bootstrapInterval(values.length, meanOf, { seed: 3, draws: 4000 })!;
    const mean = meanOf(Uint32Array.from(values, (_, row) => row));
    const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
    const half = 1.96 * Math.sqrt(variance / values.length);
    // A quantile of 4000 draws is right to about 4 % of the half-width.
    const tolerance = 0.1 * half;
    expect(value).toBe(mean);
    expect(draws).toBe(4000);
    expect(Math.abs(low - (mean - half))).toBeLessThan(tolerance);
    expect(Math.abs(high - (mean + half))).toBeLessThan(tolerance);
  });

  it('is narrower at a lower level', () => {
    const width = (level: number) => {
      const { low, high } = bootstrapInterval(values.length, meanOf, { seed: 3, level })!;
      return high - low;
    };
    expect(width(0.5) / width(0.95)).toBeCloseTo(0.6745 / 1.96, 1);
  });

  it('is the same for the same seed, and another one for another', () => {
    const [first, again, other] = [1, 1, 2].map(seed => bootstrapInterval(values.length, meanOf, { seed }));
    expect(again).toEqual(first);
    expect(other!.low).not.toBe(first!.low);
  });

  it('draws whole groups', () => {
    const groups = ['a', 'b', 'a', 'c', 'c', 'c'];
    const drawn: number[][] = [];
    bootstrapInterval(
      6,
      rows => {
        drawn.push([...rows]);
        return 1;
      },
      { seed: 5, draws: 50, groups },
    );
    const count = (rows: number[], row: number) => rows.filter(each => each === row).length;
    for (const rows of drawn) {
      expect(count(rows, 0)).toBe(count(rows, 2));
      expect(count(rows, 3)).toBe(count(rows, 5));
      expect(count(rows, 0) + count(rows, 1) + count(rows, 3)).toBe(3);
    }
    expect(new Set(drawn.map(rows => rows.length)).size).toBeGreaterThan(1);
  });

  it('leaves out draws in which the statistic is undefined, and counts the others', () => {
    const statistic = (rows: Uint32Array) => (rows.includes(0) ? 1 : null);
    const { draws } = bootstrapInterval(4, statistic, { seed: 1, draws: 1000 })!;
    // 1 − (3/4)⁴ = 0.684, with a standard error of 0.015.
    expect(Math.abs(draws / 1000 - 0.684)).toBeLessThan(0.06);
    expect(bootstrapInterval(4, () => null, { seed: 1 })).toBeNull();
  });

  it('says which option is out of range', () => {
    const call = (count: number, options: object) => () =>
      bootstrapInterval(count, meanOf, { seed: 1, ...options });
    expect(call(0, {})).toThrow('bootstrapInterval: count is 0, must be a whole number of at least 1');
    expect(call(3, { draws: 1 })).toThrow('draws is 1, must be a whole number of at least 2');
    expect(call(3, { level: 1 })).toThrow('level is 1, must be between 0 and 1');
    expect(call(3, { groups: [1, 2] })).toThrow('there are 2 groups, must be one for each of 3 images');
    expect(call(3, { seed: -1 })).toThrow('seed is -1, must be a whole number of at least 0');
  });
});

describe('a quantile', () => {
  it('lies linearly between sorted values, as NumPy`s: 25 % of 1, 2, 4, 8 is 1.75', () => {
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75);
    expect(quantile([1, 2, 4, 8], 0)).toBe(1);
    expect(quantile([1, 2, 4, 8], 1)).toBe(8);
    expect(quantile([3], 0.7)).toBe(3);
  });
});

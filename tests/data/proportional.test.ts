import fc from 'fast-check';
import { expect, it } from 'vitest';
import { proportionalCounts } from '../../src/data/proportional.js';

it('shares out in proportion, remainders to the largest, the first of equals', () => {
  expect(proportionalCounts([60, 30, 10], 10)).toEqual([6, 3, 1]);
  expect(proportionalCounts([50, 30, 20], 7)).toEqual([4, 2, 1]);
  expect(proportionalCounts([5, 5, 5], 4)).toEqual([2, 1, 1]);
});

it('leaves nobody without', () => {
  expect(proportionalCounts([1000, 1, 1], 5)).toEqual([3, 1, 1]);
  expect(proportionalCounts([1000, 1, 1], 3)).toEqual([1, 1, 1]);
});

it('adds up, takes no more than there is and keeps to the quota within 1 where none is raised to 1', () => {
  const available = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 });
  const cases = available.chain(counts => {
    const sum = counts.reduce((a, b) => a + b, 0);
    return fc.tuple(fc.constant(counts), fc.integer({ min: counts.length, max: sum }));
  });
  fc.assert(
    fc.property(cases, ([counts, total]) => {
      const shares = proportionalCounts(counts, total);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      const sum = counts.reduce((a, b) => a + b, 0);
      const isAnyRaised = counts.some(count => (count * total) / sum < 1);
      counts.forEach((count, k) => {
        expect(shares[k]).toBeGreaterThanOrEqual(1);
        expect(shares[k]).toBeLessThanOrEqual(count);
        if (!isAnyRaised) expect(Math.abs(shares[k]! - (count * total) / sum)).toBeLessThan(1);
      });
    }),
  );
});

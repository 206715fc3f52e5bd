import { describe, expect, it } from 'vitest';
import { clearLabels, epochTicks, valueTicks } from '../../src/figures/ticks.js';

describe('valueTicks', () => {
  it.each([
    [80, 98, [80, 85, 90, 95, 100]],
    [11, 98, [0, 20, 40, 60, 80, 100]],
    [97.1, 97.9, [97, 97.2, 97.4, 97.6, 97.8, 98]],
    [100, 100, [99.9, 100]],
    [0, 0, [0, 0.1]],
  ])('cover %f to %f with round values', (low, high, ticks) => {
    expect(valueTicks(low, high, [0, 100])).toEqual(ticks);
  });
});

describe('clearLabels', () => {
  it('leaves out what would touch, never the first and the last', () => {
    expect(clearLabels([0, 10, 20, 100], [12, 12, 12, 12], 2)).toEqual([true, false, true, true]);
    expect(clearLabels([0, 90, 100], [12, 12, 12], 2)).toEqual([true, false, true]);
    expect(clearLabels([0, 50, 100], [12, 12, 12], 2)).toEqual([true, true, true]);
  });
});

describe('epochTicks', () => {
  it('are whole and few', () => {
    expect(epochTicks(4)).toEqual([1, 2, 3, 4]);
    expect(epochTicks(40)).toEqual([1, 10, 20, 30, 40]);
    expect(epochTicks(1)).toEqual([1]);
    expect(epochTicks(20_000).length).toBeLessThan(12);
  });
});

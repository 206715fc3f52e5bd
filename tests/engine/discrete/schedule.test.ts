import { describe, expect, it } from 'vitest';
import { schedules, sharpnessAt } from '../../../src/engine/discrete/schedule.js';

describe('the sharpness of a choice', () => {
  it('ends at 1 + γ² in every schedule, and never falls', () => {
    for (const schedule of schedules) {
      const path = [0, 0.25, 0.5, 0.75, 1].map(progress => sharpnessAt(schedule, 3, progress));
      expect(path.at(-1)).toBeCloseTo(10, 12);
      expect([...path].sort((a, b) => a - b)).toEqual(path);
    }
  });

  it('starts at 1 where it rises, with the square or exponentially', () => {
    expect(['rising', 'exponential', 'constant'].map(each => sharpnessAt(each as 'rising', 3, 0))).toEqual([
      1, 1, 10,
    ]);
    expect(sharpnessAt('rising', 3, 0.5)).toBe(3.25);
    expect(sharpnessAt('exponential', 3, 0.5)).toBeCloseTo(Math.sqrt(10), 12);
  });
});

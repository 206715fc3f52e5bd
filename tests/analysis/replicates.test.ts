import { describe, expect, it } from 'vitest';
import { replicateCount, replicateNoun, replicatesText } from '../../src/analysis/replicates.js';

describe('the trainings of a combination', () => {
  it.each([
    [{ repeats: 3 }, 'repeat', 3, '3 repeats with different seeds'],
    [{ repeats: 3, folds: 1 }, 'repeat', 3, '3 repeats with different seeds'],
    [{ repeats: 1, folds: 5 }, 'fold', 5, '5 folds'],
    [{ repeats: 2, folds: 5 }, 'training', 10, '10 trainings (5 folds, 2 repeats with different seeds)'],
  ])('of %o are called %s', (plan, noun, count, text) => {
    expect([replicateNoun(plan), replicateCount(plan), replicatesText(plan)]).toEqual([noun, count, text]);
  });

  it('are counted as far as they have finished', () => {
    expect(replicatesText({ repeats: 1, folds: 5 }, '3 to 5')).toBe('3 to 5 folds');
    expect(replicatesText({ repeats: 4 }, 1, '')).toBe('1 repeat');
  });
});

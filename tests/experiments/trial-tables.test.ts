import { describe, expect, it } from 'vitest';
import { pickRightAndWrong, spreadOverClasses } from '../../src/experiments/trial-tables.js';

describe('spreadOverClasses', () => {
  it('takes one of each class, then a second of each, the first ones first', () => {
    const labels = [2, 0, 0, 1, 2, 0];
    expect(spreadOverClasses([0, 1, 2, 3, 4, 5], labels, 5)).toEqual([1, 3, 0, 2, 4]);
  });

  it('gives all there are where more are asked for, and none where none are', () => {
    expect(spreadOverClasses([0, 1], [0, 0], 4)).toEqual([0, 1]);
    expect(spreadOverClasses([], [0, 0], 4)).toEqual([]);
    expect(spreadOverClasses([0, 1], [0, 0], 0)).toEqual([]);
  });
});

describe('pickRightAndWrong', () => {
  const labels = Array<number>(10).fill(0);
  const rightUntil = (count: number) => Array.from({ length: 10 }, (_, i) => i < count);
  const picked = (count: number, asked: number) => {
    const places = pickRightAndWrong(rightUntil(count), labels, asked);
    expect(new Set(places).size).toBe(places.length);
    return [places.filter(place => place < count).length, places.filter(place => place >= count).length];
  };

  it('takes half right and half wrong ones', () => {
    expect(picked(5, 4)).toEqual([2, 2]);
    expect(picked(5, 5)).toEqual([3, 2]);
  });

  it('fills up with the other kind where one is short', () => {
    expect(picked(9, 6)).toEqual([5, 1]);
    expect(picked(1, 6)).toEqual([1, 5]);
    expect(picked(10, 6)).toEqual([6, 0]);
    expect(picked(0, 6)).toEqual([0, 6]);
  });

  it('gives all images where more are asked for', () => {
    expect(picked(4, 20)).toEqual([4, 6]);
  });
});

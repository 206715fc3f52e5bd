import { expect, it } from 'vitest';
import { shuffled } from '../../src/data/shuffle.js';

const ten = Uint32Array.from({ length: 10 }, (_, index) => 3 * index);

it('gives the same elements in an order that seed and stream alone decide', () => {
  const order = shuffled(ten, 1, 2);
  expect(order).toEqual(shuffled(ten, 1, 2));
  expect([...order].sort((a, b) => a - b)).toEqual([...ten]);
  expect(order).not.toEqual(shuffled(ten, 2, 2));
  expect(order).not.toEqual(shuffled(ten, 1, 3));
  expect(order).not.toEqual(shuffled(ten, 2, 1));
});

it('stays the same from version to version, as trials are told by their seeds', () => {
  expect(shuffled(ten, 1, 2).join()).toBe('24,21,6,18,27,12,3,15,0,9');
});

it('leaves what it is given as it is', () => {
  const given = ten.slice();
  shuffled(given, 5, 0);
  expect(given).toEqual(ten);
});

it('makes every order equally likely, over neighbouring seeds and streams', () => {
  const counts = new Map<string, number>();
  const draws = 12_000;
  for (let draw = 0; draw < draws; draw++) {
    const order = shuffled(Uint32Array.of(0, 1, 2, 3), draw % 120, Math.floor(draw / 120)).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const expected = draws / 24;
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 23 degrees of freedom: 49.7 is exceeded once in a thousand times; the draws here are fixed.
  expect(counts.size).toBe(24);
  expect(chiSquared).toBeLessThan(49.7);
});

it('refuses seeds and streams that are not 32-bit words', () => {
  expect(() => shuffled(ten, -1, 0)).toThrow(
    new RangeError('hostRandom: seed is -1, must be a whole number from 0 to 4294967295'),
  );
  expect(() => shuffled(ten, 1, 0.5)).toThrow(
    new RangeError('hostRandom: stream is 0.5, must be a whole number from 0 to 4294967295'),
  );
});

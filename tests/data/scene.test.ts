import { expect, it } from 'vitest';
import { toScene } from '../../src/data/scene.js';
import { labelledDataset } from './files.js';

const pixels = Uint16Array.of(0, 1, 32768, 65535, 10, 20, 30, 40);
const dataset = { ...labelledDataset([0, 1]), pixels, fullScale: 65535, height: 2, width: 2 };

it('gives the code as a fraction of full scale, in the order asked for', () => {
  const expected = [10, 20, 30, 40, 0, 1, 32768, 65535].map(code => Math.fround(code / 65535));
  expect([...toScene(dataset, [1, 0])]).toEqual(expected);
  expect(toScene(dataset, Uint32Array.of(0, 0)).length).toBe(8);
});

it('refuses what is not the index of a sample', () => {
  for (const index of [-1, 2, 0.5]) {
    expect(() => toScene(dataset, [index])).toThrow(
      new RangeError(`toScene: index is ${index}, must be a whole number from 0 to 1`),
    );
  }
});

import { expect, it } from 'vitest';
import { allocatePixels } from '../../src/data/pixel-memory.js';

it('gives zeros of the depth asked for', () => {
  expect(allocatePixels('set', [2, 1, 3, 1], 8)).toEqual(new Uint8Array(6));
  expect(allocatePixels('set', [2, 1, 1, 3], 16)).toEqual(new Uint16Array(6));
});

it('refuses what would fill the machine, with the numbers', () => {
  expect(() => allocatePixels('cells', [100_000, 30_000, 40_000, 3], 16)).toThrow(
    /^cells: 100000 images of 40000 x 30000 pixels \(width x height\) and 3 channels take 7.20e\+5 GB of memory, must be at most .* GB, half of this machine's; make the images smaller or fewer$/,
  );
});

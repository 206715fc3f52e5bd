import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { loadMnist } from '../../src/data/mnist.js';

let mnist: Dataset;
beforeAll(async () => {
  mnist = await loadMnist();
});

describe('MNIST', () => {
  it('has 60,000 digits and 10,000 published for testing, 28 x 28, grey', () => {
    expect(mnist).toMatchObject({ height: 28, width: 28, channels: 1, fullScale: 255 });
    expect(mnist.labels.length).toBe(70_000);
    expect(mnist.pixels.length).toBe(70_000 * 28 * 28);
    expect(mnist.isPublishedTest!.indexOf(1)).toBe(60_000);
    expect(mnist.isPublishedTest!.reduce((sum, is) => sum + is, 0)).toBe(10_000);
    expect(mnist.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([mnist.sources[0], mnist.sources[60_012]]).toEqual(['train #0', 't10k #12']);
  });

  it('has the published number of each digit', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of mnist.labels.subarray(0, 60_000)) counts[label]!++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });

  it('starts with a 5, its rows running down', () => {
    const rows = Array.from({ length: 28 }, (_, y) => mnist.pixels.subarray(28 * y, 28 * y + 28));
    expect(mnist.labels[0]).toBe(5);
    const isInked = rows.map(row => row.some(code => code > 0));
    expect([isInked.indexOf(true), isInked.lastIndexOf(true)]).toEqual([5, 24]);
    // The bar of the 5 is its topmost stroke and reaches further right than its foot.
    const rightmost = (row: typeof mnist.pixels) => row.findLastIndex(code => code > 128);
    expect(rightmost(rows[6]!)).toBeGreaterThan(rightmost(rows[23]!));
  });
});

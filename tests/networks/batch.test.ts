import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { batchRows, sceneBatch, type LabelledImages } from '../../src/networks/batch.js';

const pixels = [0, 1, 0.25, 0.5, 0.125, 0.75];
const images: LabelledImages = {
  height: 1,
  width: 2,
  channels: 1,
  labels: [0, 1, 2],
  scenes: rows => Float32Array.from([...rows].flatMap(row => pixels.slice(row * 2, row * 2 + 2))),
};

describe('sceneBatch', () => {
  beforeAll(() => startEngine());

  it('gives the asked images in the asked order', () => {
    const scene = sceneBatch(images, Uint32Array.of(1, 0));
    expect(scene.shape).toEqual([2, 1, 2, 1]);
    expect(Array.from(scene.dataSync())).toEqual([0.25, 0.5, 0, 1]);
  });

  it('fills a batch up by repeating its images', () => {
    const scene = sceneBatch(images, Uint32Array.of(0, 1), 5);
    expect(scene.shape).toEqual([5, 1, 2, 1]);
    expect(Array.from(scene.dataSync())).toEqual([0, 1, 0.25, 0.5, 0, 1, 0.25, 0.5, 0, 1]);
  });
});

describe('batchRows', () => {
  it('covers all rows once and in order, the last batch being shorter', () => {
    const batches = batchRows(Uint32Array.of(9, 8, 7, 6, 5), 2);
    expect(batches.map(batch => Array.from(batch))).toEqual([[9, 8], [7, 6], [5]]);
  });
});

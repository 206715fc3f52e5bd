import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataOptions } from '../../src/data/dataset.js';
import { fingerprintDataset, loadDataset } from '../../src/data/load.js';
import { npyBytes } from './formats/arrays.js';
import { faultOf, flatPng, idxBytes, temporaryFolder } from './files.js';

describe('a data set is loaded from each source, and its fingerprint is the one found without loading:', () => {
  const check = async (options: DataOptions, count: number) => {
    const dataset = await loadDataset(options);
    expect([dataset.labels, dataset.groups, dataset.sources].map(list => list.length)).toEqual([
      count,
      count,
      count,
    ]);
    expect(dataset.pixels.length).toBe(count * dataset.height * dataset.width * dataset.channels);
    expect(await fingerprintDataset(options)).toBe(dataset.fingerprint);
  };

  it('mnist', () => check({ source: 'mnist' }, 70_000));

  it('idx', async () => {
    const path = temporaryFolder({ images: idxBytes([2, 1, 1], [8, 9]), labels: idxBytes([2], [0, 1]) });
    await check({ source: 'idx', imagesPath: join(path, 'images'), labelsPath: join(path, 'labels') }, 2);
  });

  it('folder', async () => {
    const flat = await flatPng(2, 3, [1, 2, 3]);
    const path = temporaryFolder({ 'a/1.png': flat, 'b/1.png': flat });
    await check({ source: 'folder', path, color: 'grey', resize: { mode: 'none' } }, 2);
  });

  it('npy', async () => {
    const images = npyBytes('|u1', [2, 1, 1], Uint8Array.of(8, 9));
    const path = temporaryFolder({ images, labels: npyBytes('|u1', [2], Uint8Array.of(0, 1)) });
    await check({ source: 'npy', imagesPath: join(path, 'images'), labelsPath: join(path, 'labels') }, 2);
  });

  it('csv', async () => {
    const path = join(temporaryFolder({ 'a.csv': '0,7\n1,8\n' }), 'a.csv');
    const layout = { heightPixels: 1, widthPixels: 1, channels: 1, labelColumn: 'first' } as const;
    await check({ source: 'csv', path, ...layout, hasHeader: false, fullScale: 255 }, 2);
  });
});

it('an unknown source is refused', async () => {
  const options = { source: 'cifar' } as unknown as DataOptions;
  const fault =
    'DataError: data.source is "cifar", must be "mnist", "idx", "folder", "masks", "boxes", "npy", "hdf5", "mat", "cifar10", "csv" or "procedural"';
  expect(await faultOf(loadDataset(options))).toBe(fault);
  expect(await faultOf(fingerprintDataset(options))).toBe(fault);
});

import { describe, expect, it } from 'vitest';
import { parseConfigSource } from '../../../src/experiments/config/source.js';
import { resolveConfig } from '../../../src/experiments/config/parse.js';

const resolve = (data: string) =>
  resolveConfig(parseConfigSource('/c/a.yaml', `name: a\ndata: ${data}\n`), {
    file: 'a.yaml',
    overrideFolder: '/o',
  }).base.data;
const fault = (data: string): string => {
  try {
    return JSON.stringify(resolve(data));
  } catch (error) {
    return (error as Error).message.replace(/^[^ ]* /, '');
  }
};

describe('the data of a config', () => {
  it('has all defaults of a procedural kind and none of another', () => {
    const shared = { images: 1000, heightPixels: 32, widthPixels: 32, seed: 1, source: 'procedural' };
    expect(resolve('{ source: procedural, kind: textures }')).toMatchObject({
      ...shared,
      kind: 'textures',
      periodsPixels: [4, 8],
      orientations: 4,
    });
    expect(resolve('{ source: procedural, kind: cells }')).not.toHaveProperty('orientations');
  });

  it('has paths that start at the folder of the config', () => {
    expect(resolve('{ source: cifar10, path: c }')).toMatchObject({ path: '/c/c' });
    const csv = '{ source: csv, path: a.csv, testPath: b.csv, heightPixels: 20, widthPixels: 30 }';
    expect(resolve(csv)).toMatchObject({
      path: '/c/a.csv',
      testPath: '/c/b.csv',
      hasHeader: true,
      fullScale: 255,
    });
    const npy = '{ source: npy, imagesPath: x.npz, labelsPath: x.npz, imagesArray: x, labelsArray: y }';
    expect(resolve(npy)).toMatchObject({ imagesPath: '/c/x.npz', imagesArray: 'x' });
  });

  it.each([
    [
      '{ source: cifar, path: a }',
      'data.source: found "cifar", must be mnist, idx, folder, masks, boxes, npy, hdf5, mat, cifar10, csv or procedural',
    ],
    [
      '{ source: procedural, kind: cell }',
      'data.kind: found "cell", must be textures, point-emitters, hdr-scenes, position, cells, dead-leaves or fluorophores (did you mean \'cells\'?)',
    ],
    [
      '{ source: procedural }',
      'data.kind: found nothing, must be textures, point-emitters, hdr-scenes, position, cells, dead-leaves or fluorophores',
    ],
    [
      '{ source: procedural, kind: cells, orientations: 3 }',
      'data.orientations: found a key that does not go with kind: "cells", must be one of source,',
    ],
    ['{ source: procedural, kind: cells, orientatons: 3 }', 'data.orientatons: found an unknown key'],
    [
      '{ source: procedural, kind: textures, periodsPixels: [2] }',
      'data.periodsPixels.0: found 2, must be a number from 3 to 1024',
    ],
    ['{ source: mnist, kind: cells }', 'data.kind: found a key that does not go with source: "mnist"'],
    [
      '{ source: npy, imagesPath: a, labelsPath: b, testImagesPath: c }',
      'data.testLabelsPath: found nothing, must be a path, because data.testImagesPath is given',
    ],
  ])('%s is refused', (data, message) => {
    expect(fault(data)).toContain(message);
  });
});

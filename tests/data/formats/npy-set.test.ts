import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadNpy } from '../../../src/data/formats/npy-set.js';
import { toScene } from '../../../src/data/scene.js';
import type { NpyOptions } from '../../../src/data/dataset.js';
import { faultOf, temporaryFolder } from '../files.js';
import { npyBytes, zipBytes } from './arrays.js';

const pixels = Uint8Array.from({ length: 24 }, (_, place) => place * 3);
const files = {
  'images.npy': npyBytes('|u1', [4, 2, 3], pixels),
  'labels.npy': npyBytes('<i8', [4], BigInt64Array.of(0n, 1n, 2n, 1n)),
  'test.npz': zipBytes([
    { name: 'x.npy', content: npyBytes('|u1', [2, 2, 3], pixels.subarray(0, 12)) },
    { name: 'y.npy', content: npyBytes('|u1', [2, 1], Uint8Array.of(2, 0)) },
  ]),
};

function load(changed: Readonly<Record<string, Uint8Array>> = {}, more: Partial<NpyOptions> = {}) {
  const folder = temporaryFolder({ ...files, ...changed });
  const paths = Object.entries(more).map(([key, value]) => [
    key,
    key.endsWith('Path') ? join(folder, String(value)) : value,
  ]);
  const options: NpyOptions = {
    source: 'npy',
    imagesPath: join(folder, 'images.npy'),
    labelsPath: join(folder, 'labels.npy'),
    ...(Object.fromEntries(paths) as Partial<NpyOptions>),
  };
  return { folder, loaded: loadNpy(options) };
}

const inTest = {
  testImagesPath: 'test.npz',
  testImagesArray: 'x',
  testLabelsPath: 'test.npz',
  testLabelsArray: 'y',
};

describe('a set of NPY arrays', () => {
  it('holds the pixels as they are', async () => {
    const dataset = await load().loaded;
    expect(dataset).toMatchObject({
      name: 'images',
      height: 2,
      width: 3,
      channels: 1,
      fullScale: 255,
      isPublishedTest: null,
    });
    expect([dataset.pixels, dataset.labels]).toEqual([pixels, Uint8Array.of(0, 1, 2, 1)]);
    expect(dataset.classNames).toEqual(['0', '1', '2']);
  });

  it('puts its test part, from an archive, behind the rest', async () => {
    const dataset = await load({}, inTest).loaded;
    expect([...dataset.isPublishedTest!]).toEqual([0, 0, 0, 0, 1, 1]);
    expect([...dataset.labels]).toEqual([0, 1, 2, 1, 2, 0]);
    expect(dataset.pixels.subarray(24)).toEqual(pixels.subarray(0, 12));
    expect(dataset.sources.slice(3)).toEqual(['train #3', 'test #0', 'test #1']);
  });

  it('keeps floating-point scenes exactly, of 32 and 64 bits and any channels', async () => {
    const scene = Float32Array.from({ length: 40 }, (_, place) => place / 41);
    for (const values of [
      npyBytes('<f4', [4, 2, 1, 5], scene),
      npyBytes('<f8', [4, 2, 1, 5], Float64Array.from(scene)),
    ]) {
      const dataset = await load({ 'images.npy': values }).loaded;
      expect(dataset).toMatchObject({ height: 2, width: 1, channels: 5 });
      expect(toScene(dataset, [0, 1, 2, 3])).toEqual(scene);
    }
  });

  it('takes the value at full scale from the config', async () => {
    const codes = Uint16Array.of(0, 4095, 1000, 2000);
    const changed = { 'images.npy': npyBytes('<u2', [4, 1, 1], codes) };
    expect(toScene(await load(changed, { fullScale: 4095 }).loaded, [1])[0]).toBe(1);
    expect(toScene(await load(changed).loaded, [1])[0]).toBeCloseTo(4095 / 65535, 7);
  });

  it('has a fingerprint that one pixel or full scale changes', async () => {
    const other = pixels.map(code => (code === 9 ? 8 : code));
    const sets = [
      load(),
      load({ 'images.npy': npyBytes('|u1', [4, 2, 3], other) }),
      load({}, { fullScale: 254 }),
    ];
    const found = await Promise.all(sets.map(async ({ loaded }) => (await loaded).fingerprint));
    expect(new Set(found).size).toBe(3);
    expect((await load().loaded).fingerprint).toBe(found[0]);
  });
});

describe('a wrong set of NPY arrays', () => {
  it.each([
    [
      'with too few labels',
      { 'labels.npy': npyBytes('|u1', [3], Uint8Array.of(0, 1, 2)) },
      {},
      'labels.npy: has the shape (3,), labels must be (4,), one for each image of images.npy',
    ],
    [
      'with labels of floating point',
      { 'labels.npy': npyBytes('<f4', [4], new Float32Array(4)) },
      {},
      'labels.npy: holds values of type f4, labels must be whole numbers, such as u1 or i8',
    ],
    [
      'with a negative label',
      { 'labels.npy': npyBytes('<i4', [4], Int32Array.of(0, 1, -1, 1)) },
      {},
      'labels.npy: the label of item 2 (counted from 0) is -1, must be 0 to 255',
    ],
    [
      'with a gap between labels',
      { 'labels.npy': npyBytes('<i4', [4], Int32Array.of(0, 1, 3, 1)) },
      {},
      'labels.npy: the label of item 2 (counted from 0) is 3, must be 0 to 1, for no label is 2 and labels must number the classes without a gap',
    ],
    [
      'with flat images',
      { 'images.npy': npyBytes('|u1', [4, 6], pixels) },
      {},
      'images.npy: has the shape (4, 6), images must be (count, height, width) or (count, height, width, channels) with at most 64 channels',
    ],
    [
      'with signed images',
      { 'images.npy': npyBytes('|i1', [4, 2, 3], pixels) },
      {},
      'images.npy: holds values of type i1, images must be u1, u2, f4 or f8',
    ],
    [
      'with values beyond full scale',
      { 'images.npy': npyBytes('<f4', [4, 1, 1], Float32Array.of(0, 1, 1.5, 0)) },
      {},
      'images.npy: image 2 (counted from 0) has the value 1.5, must be 0 to 1, full scale; set data.fullScale to the value of a scene at full scale',
    ],
    [
      'with values that are no numbers',
      { 'images.npy': npyBytes('<f4', [4, 1, 1], Float32Array.of(0, NaN, 0, 0)) },
      {},
      'images.npy: image 1 (counted from 0) has the value NaN, must be 0 to 1, full scale; set data.fullScale to the value of a scene at full scale',
    ],
    [
      'with test images of another size',
      { 'images.npy': npyBytes('|u1', [4, 3, 2], pixels) },
      inTest,
      'test.npz (x.npy): holds images of (2, 3) in u1, must hold images of (3, 2) in u1 as images.npy',
    ],
    [
      'with test images but no test labels',
      {},
      { testImagesPath: 'test.npz' },
      'data: testImagesPath is given without testLabelsPath, must be both or neither',
    ],
  ] as const)('%s is refused', async (_, changed, more, fault) => {
    const { folder, loaded } = load(changed, more);
    expect(await faultOf(loaded, folder)).toBe(`DataError: ${fault}`);
  });
});

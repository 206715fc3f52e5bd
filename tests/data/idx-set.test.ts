import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { loadIdx } from '../../src/data/idx-set.js';
import { faultOf, idxBytes, temporaryFolder } from './files.js';

const pixels = Uint8Array.from({ length: 24 }, (_, place) => place);
const files = {
  images: idxBytes([4, 2, 3], pixels),
  labels: idxBytes([4], [0, 1, 2, 1]),
  testImages: idxBytes([2, 2, 3], pixels.map(code => code + 100).subarray(0, 12)),
  testLabels: idxBytes([2], [2, 0]),
};

function loadFiles(
  changed: Readonly<Record<string, Uint8Array>>,
  hasTest = false,
): [Promise<Dataset>, string] {
  const folder = temporaryFolder({ ...files, ...changed });
  const options = {
    source: 'idx' as const,
    imagesPath: join(folder, 'images'),
    labelsPath: join(folder, 'labels'),
  };
  const test = { testImagesPath: join(folder, 'testImages'), testLabelsPath: join(folder, 'testLabels') };
  return [loadIdx(hasTest ? { ...options, ...test } : options), folder];
}

describe('a set of IDX files', () => {
  it('holds the pixels as they are, its classes named by the labels', async () => {
    const dataset = await loadFiles({})[0];
    expect(dataset).toMatchObject({ name: 'images', height: 2, width: 3, channels: 1, fullScale: 255 });
    expect(dataset.pixels).toEqual(pixels);
    expect(dataset.labels).toEqual(Uint8Array.of(0, 1, 2, 1));
    expect(dataset.classNames).toEqual(['0', '1', '2']);
    expect(dataset.sources).toEqual(['image #0', 'image #1', 'image #2', 'image #3']);
    expect(dataset.isPublishedTest).toBeNull();
  });

  it('puts its own test part behind the rest and marks it', async () => {
    const dataset = await loadFiles({}, true)[0];
    expect([...dataset.isPublishedTest!]).toEqual([0, 0, 0, 0, 1, 1]);
    expect([...dataset.labels]).toEqual([0, 1, 2, 1, 2, 0]);
    expect([...dataset.pixels.subarray(24)]).toEqual([...pixels.map(code => code + 100).subarray(0, 12)]);
    expect(dataset.sources.slice(3)).toEqual(['train #3', 'test #0', 'test #1']);
  });

  it('may count its classes from 1', async () => {
    const dataset = await loadFiles({ labels: idxBytes([4], [1, 2, 3, 2]) })[0];
    expect(dataset.classNames).toEqual(['1', '2', '3']);
    expect([...dataset.labels]).toEqual([0, 1, 2, 1]);
  });

  it('has a fingerprint that packing does not change and one pixel, label or part does', async () => {
    const fingerprint = async (changed: Readonly<Record<string, Uint8Array>>, hasTest = false) =>
      (await loadFiles(changed, hasTest)[0]).fingerprint;
    const plain = await fingerprint({});
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprint({ images: gzipSync(files.images) })).toBe(plain);
    const others = [
      await fingerprint({
        images: idxBytes(
          [4, 2, 3],
          pixels.map(code => (code === 7 ? 8 : code)),
        ),
      }),
      await fingerprint({ images: idxBytes([4, 3, 2], pixels) }),
      await fingerprint({ labels: idxBytes([4], [0, 1, 2, 0]) }),
      await fingerprint({}, true),
    ];
    expect(new Set([plain, ...others]).size).toBe(5);
  });
});

describe('a wrong set of IDX files', () => {
  const cases: readonly (readonly [
    title: string,
    changed: Readonly<Record<string, Uint8Array>>,
    fault: string,
  ])[] = [
    [
      'with another number of labels than of images',
      { labels: idxBytes([3], [0, 1, 2]) },
      'labels: has 3 labels, must have one for each of the 4 images of images',
    ],
    [
      'with a stray label',
      { labels: idxBytes([4], [0, 1, 255, 2]) },
      'labels: the label of item 2 (counted from 0) is 255, must be 0 to 2, for no label is 3 and labels must number the classes without a gap',
    ],
    [
      'with labels from 5',
      { labels: idxBytes([4], [6, 5, 5, 6]) },
      'labels: the label of item 1 (counted from 0) is 5, labels must number the classes from 0 or 1',
    ],
    [
      'with one class',
      { labels: idxBytes([4], [1, 1, 1, 1]) },
      'labels: every label is 1, must be at least 2 classes',
    ],
    [
      'with a test label that training lacks',
      { testLabels: idxBytes([2], [2, 3]) },
      'testLabels: the label of item 1 (counted from 0) is 3, must be 0 to 2',
    ],
    [
      'with test images of another size',
      { testImages: idxBytes([2, 3, 2], new Uint8Array(12)) },
      'testImages: images are 2 x 3 pixels (width x height), must be 3 x 2 as those of images',
    ],
  ];

  it.each(cases)('%s is refused', async (_, changed, fault) => {
    const [dataset, folder] = loadFiles(changed, true);
    expect(await faultOf(dataset, folder)).toBe(`DataError: ${fault}`);
  });

  it('with test images but no test labels is refused', async () => {
    const options = { source: 'idx' as const, imagesPath: 'a', labelsPath: 'b', testImagesPath: 'c' };
    expect(await faultOf(loadIdx(options))).toBe(
      'DataError: data: testImagesPath is given without testLabelsPath, must be both or neither',
    );
  });
});

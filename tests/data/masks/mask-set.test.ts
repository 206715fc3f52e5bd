import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MaskOptions } from '../../../src/data/dataset.js';
import { fingerprintMasks, loadMasks } from '../../../src/data/masks/mask-set.js';
import { splitDataset } from '../../../src/data/split.js';
import { faultOf, png, temporaryFolder } from '../files.js';

const grey = (width: number, height: number, codes: readonly number[]) =>
  png(width, height, Uint8Array.from(codes));

function optionsOf(path: string, more: Partial<MaskOptions> = {}): MaskOptions {
  return {
    ...{
      source: 'masks',
      path,
      imagesFolder: 'images',
      masksFolder: 'masks',
      maskFiles: 'one',
      maskSuffix: '',
    },
    ...{ maskValues: [0, 255], maskNames: ['ground', 'object'], color: 'grey', resize: { mode: 'none' } },
    ...more,
  };
}

describe('images with one mask each', () => {
  it('are matched by name, and codes become classes in the order of the config', async () => {
    const path = temporaryFolder({
      'images/a.png': await grey(2, 1, [7, 8]),
      'images/b.png': await grey(2, 1, [9, 10]),
      'masks/a.png': await grey(2, 1, [255, 0]),
      'masks/b.png': await grey(2, 1, [0, 0]),
    });
    const set = await loadMasks(optionsOf(path, { maskValues: [255, 0], maskNames: ['cell', 'membrane'] }));
    expect([...set.pixels]).toEqual([7, 8, 9, 10]);
    expect(set.pixelClasses!.classNames).toEqual(['cell', 'membrane']);
    expect([0, 1].map(index => [...set.pixelClasses!.of(index)])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(
      await fingerprintMasks(optionsOf(path, { maskValues: [255, 0], maskNames: ['cell', 'membrane'] })),
    ).toBe(set.fingerprint);
    expect((await loadMasks(optionsOf(path))).fingerprint).not.toBe(set.fingerprint);
  });

  it('have the class of the object with most pixels where that is asked for, the ground where there is none', async () => {
    const path = temporaryFolder({
      'images/a.png': await grey(4, 1, [1, 2, 3, 4]),
      'images/b.png': await grey(4, 1, [1, 2, 3, 4]),
      'images/c.png': await grey(4, 1, [1, 2, 3, 4]),
      'masks/a.png': await grey(4, 1, [0, 1, 2, 2]),
      'masks/b.png': await grey(4, 1, [0, 0, 0, 1]),
      'masks/c.png': await grey(4, 1, [0, 0, 0, 0]),
    });
    const classes = { maskValues: [0, 1, 2], maskNames: ['ground', 'nucleus', 'cell'] };
    const set = await loadMasks(optionsOf(path, { ...classes, imageClasses: 'object' }));
    expect(set.classNames).toEqual(classes.maskNames);
    expect([...set.labels]).toEqual([2, 1, 0]);
    const plain = await loadMasks(optionsOf(path, classes));
    expect([...plain.labels]).toEqual([0, 0, 0]);
    expect(plain.classNames).toEqual(['image']);
    expect(set.fingerprint).not.toBe(plain.fingerprint);
  });

  it('give no class to images that no image has, so that all can be split', async () => {
    const files: Record<string, Awaited<ReturnType<typeof grey>>> = {};
    for (let image = 0; image < 6; image++) {
      files[`images/${image}.png`] = await grey(3, 1, [1, 2, 3]);
      files[`masks/${image}.png`] = await grey(3, 1, image % 2 ? [0, 2, 1] : [3, 3, 1]);
    }
    const path = temporaryFolder(files);
    const classes = { maskValues: [0, 1, 2, 3], maskNames: ['ground', 'nucleus', 'small', 'cell'] };
    const set = await loadMasks(optionsOf(path, { ...classes, imageClasses: 'object' }));
    expect([set.classNames, [...set.labels]]).toEqual([
      ['nucleus', 'cell'],
      [1, 0, 1, 0, 1, 0],
    ]);
    expect(splitDataset(set, { seed: 1, validationFraction: 0.3, testFraction: 0.3 }).test).toHaveLength(2);
  });

  it('are resized by the class at the centre of each new pixel, which mixes no codes', async () => {
    const path = temporaryFolder({
      'images/a.png': await grey(4, 4, Array(16).fill(100)),
      'masks/a.png': await grey(4, 4, [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 0, 0, 0, 255]),
    });
    const set = await loadMasks(
      optionsOf(path, { resize: { mode: 'contain', heightPixels: 2, widthPixels: 4 } }),
    );
    // Two old pixels to a new one; new columns 0 and 3 lie beyond the image and are ground.
    expect([...set.pixelClasses!.of(0)]).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
  });

  it('are cut into tiles, which share the original of their image', async () => {
    const codes = Array.from({ length: 64 * 4 }, (_, i) => i % 256);
    const mask = Array.from({ length: 64 * 4 }, (_, i) => (i % 16 < 8 ? 0 : 255));
    const path = temporaryFolder({
      'images/a.png': await grey(16, 16, codes),
      'masks/a.png': await grey(16, 16, mask),
    });
    const set = await loadMasks(optionsOf(path, { tilePixels: 8 }));
    expect([set.height, set.width, set.labels.length]).toEqual([8, 8, 4]);
    expect(set.sources[1]).toBe('a.png [row 0, column 1]');
    expect(new Set(set.groups)).toEqual(new Set(['a.png']));
    // Row 0 and 1 of the tile at the upper right.
    expect([...set.pixels.slice(64, 74)]).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 24, 25]);
    expect([0, 1, 2, 3].map(tile => set.pixelClasses!.of(tile)[0])).toEqual([0, 1, 0, 1]);
    expect(await faultOf(loadMasks(optionsOf(path, { tilePixels: 9 })), path)).toBe(
      'DataError: FOLDER: images are 16 x 16 pixels (width x height), must divide into tiles of data.tilePixels 9',
    );
  });

  it.each<[fault: string, files: Record<string, [number, number, number[]]>]>([
    [
      'DataError: images/a.png: has no mask in masks, must have a file a with the extension of an image',
      { 'images/a.png': [1, 1, [0]], 'masks/b.png': [1, 1, [0]], 'images/b.png': [1, 1, [0]] },
    ],
    [
      'DataError: masks/b.png: has no image in images, must be named as one (without extension)',
      { 'images/a.png': [1, 1, [0]], 'masks/a.png': [1, 1, [0]], 'masks/b.png': [1, 1, [0]] },
    ],
    [
      'DataError: masks/a.jpg: is a JPEG file, which changes codes, must be PNG or TIFF as a mask',
      { 'images/a.png': [1, 1, [0]], 'masks/a.jpg': [1, 1, [0]] },
    ],
    [
      'DataError: masks/a.png: is 1 x 2 pixels (width x height) but its image images/a.png is 2 x 1, must be as large',
      { 'images/a.png': [2, 1, [0, 0]], 'masks/a.png': [1, 2, [0, 0]] },
    ],
    [
      'DataError: masks/a.png: has the code 254 in row 0, column 1 (counted from 0) and 1 pixel of unknown codes in all, must have ' +
        'those of data.maskValues only: 0, 255',
      { 'images/a.png': [2, 1, [0, 0]], 'masks/a.png': [2, 1, [0, 254]] },
    ],
    [
      'DataError: FOLDER: no mask has a pixel of the class object (code 255), must have some, or the class be left out',
      { 'images/a.png': [2, 1, [0, 0]], 'masks/a.png': [2, 1, [0, 0]] },
    ],
  ])('%s', async (fault, files) => {
    const written = await Promise.all(
      Object.entries(files).map(async ([name, image]) => [name, await grey(...image)] as const),
    );
    const path = temporaryFolder(Object.fromEntries(written));
    expect(await faultOf(loadMasks(optionsOf(path)), path)).toBe(fault);
  });
});

describe('images with a mask for each object', () => {
  it('have the union of their objects, and none where the folder is empty', async () => {
    const path = temporaryFolder({
      'images/a.png': await grey(3, 1, [1, 2, 3]),
      'images/b.png': await grey(3, 1, [4, 5, 6]),
      'masks/a/1.png': await grey(3, 1, [255, 0, 0]),
      'masks/a/2.png': await grey(3, 1, [0, 0, 1]),
      'masks/b/.keep': '',
    });
    const set = await loadMasks(optionsOf(path, { maskFiles: 'per-object' }));
    expect([0, 1].map(index => [...set.pixelClasses!.of(index)])).toEqual([
      [1, 0, 1],
      [0, 0, 0],
    ]);
    expect(await faultOf(loadMasks(optionsOf(path)), path)).toContain(
      `${join('masks', 'a')}: is a folder inside the folder of masks masks, must be an image; data.maskFiles: per-object`,
    );
  });
});

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { FolderOptions, MaskOptions } from '../../src/data/dataset.js';
import { fingerprintDataset, loadDataset } from '../../src/data/load.js';
import { splitDataset } from '../../src/data/split.js';
import { faultOf, temporaryFolder } from './files.js';

const [width, height] = [4, 3];
const size = width * height;

/** Pages of 4 x 3 grey pixels of 16 or 8 bits, one below the other as sharp wants them. */
function stack(
  pages: number,
  value: (page: number, place: number) => number,
  bits: 8 | 16 = 16,
): Promise<Buffer> {
  const codes = Array.from({ length: pages * size }, (_, i) => value(Math.floor(i / size), i % size));
  const values = bits === 16 ? Uint16Array.from(codes) : Uint8Array.from(codes);
  const raw = { width, height: height * pages, channels: 1 as const, pageHeight: height };
  return sharp(values, { raw })
    .toColourspace(bits === 16 ? 'grey16' : 'b-w')
    .tiff({ compression: 'deflate' })
    .toBuffer();
}

const folder = (path: string, changes: Partial<FolderOptions> = {}): FolderOptions => ({
  ...{ source: 'folder', path, color: 'grey', resize: { mode: 'none' } },
  ...changes,
});

describe('a TIFF stack', () => {
  it('is a sequence of images of one original, with 16 bits as they are', async () => {
    const files = {
      'a/one.tif': await stack(3, (page, place) => 20_000 * page + place),
      'a/two.tif': await stack(1, (_, place) => 7 + place),
      'b/three.tif': await stack(2, page => 65_535 - page),
    };
    const options = folder(temporaryFolder(files));
    const set = await loadDataset(options);
    expect(set.sources).toEqual([
      ...['a/one.tif [page 0]', 'a/one.tif [page 1]', 'a/one.tif [page 2]', 'a/two.tif'],
      ...['b/three.tif [page 0]', 'b/three.tif [page 1]'],
    ]);
    expect(set.groups).toEqual([
      ...['a/one.tif', 'a/one.tif', 'a/one.tif', 'a/two.tif', 'b/three.tif', 'b/three.tif'],
    ]);
    expect(set).toMatchObject({ height, width, channels: 1, fullScale: 65_535 });
    expect([0, 1, 2].map(page => set.pixels[page * size + 5])).toEqual([5, 20_005, 40_005]);
    expect(Array.from(set.pixels.subarray(-1))).toEqual([65_534]);
    expect([...set.labels]).toEqual([0, 0, 0, 0, 1, 1]);
    expect(await fingerprintDataset(options)).toBe(set.fingerprint);
  });

  it('stays in one part of the split', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `${i < 4 ? 'a' : 'b'}/${i}.tif`);
    const stacks = await Promise.all(names.map((_, i) => stack(2, page => i * 100 + page)));
    const files = Object.fromEntries(names.map((name, i) => [name, stacks[i]!]));
    const set = await loadDataset(folder(temporaryFolder(files)));
    const { test } = splitDataset(set, { seed: 1, validationFraction: 0.2, testFraction: 0.2 });
    const groups = Array.from(test, row => set.groups[row]!);
    expect(groups).toHaveLength(4);
    expect(new Set(groups).size).toBe(2);
  });

  const masks = (path: string): MaskOptions => ({
    ...{ source: 'masks', path, imagesFolder: 'images', masksFolder: 'masks', maskSuffix: '' },
    ...{ maskFiles: 'one', maskValues: [0, 255], maskNames: ['ground', 'cell'] },
    ...{ color: 'grey', resize: { mode: 'none' } },
  });

  it('has a stack of masks, page by page', async () => {
    const files = {
      'images/s.tif': await stack(3, page => 100 * page),
      'masks/s.tif': await stack(3, (page, place) => (place === page ? 255 : 0), 8),
    };
    const set = await loadDataset(masks(temporaryFolder(files)));
    expect(set.sources).toEqual(['s.tif [page 0]', 's.tif [page 1]', 's.tif [page 2]']);
    expect([0, 1, 2].map(page => set.pixelClasses!.of(page).indexOf(1))).toEqual([0, 1, 2]);
  });

  it('is refused with other pages than its masks, and where it was cut off', async () => {
    const files = { 'images/s.tif': await stack(3, () => 1), 'masks/s.tif': await stack(2, () => 255, 8) };
    const path = temporaryFolder(files);
    expect(await faultOf(loadDataset(masks(path)), path)).toBe(
      'DataError: masks/s.tif: has 2 pages, must have 3 as its image images/s.tif',
    );
    const cut = temporaryFolder({
      'a/s.tif': (await stack(3, (page, place) => page * place)).subarray(0, 60),
      'b/s.tif': await stack(1, () => 1),
    });
    expect(await faultOf(loadDataset(folder(cut)), cut)).toMatch(/^DataError: a\/s.tif: cannot be decoded/);
  });

  it('is refused by the page that has a value of no class', async () => {
    const files = {
      'images/s.tif': await stack(3, () => 1),
      'masks/s.tif': await stack(3, page => (page === 2 ? 9 : 255), 8),
    };
    const path = temporaryFolder(files);
    expect(await faultOf(loadDataset(masks(path)), path)).toMatch(/^DataError: masks\/s.tif \[page 2\]: .*9/);
  });
});

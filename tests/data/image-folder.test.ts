import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderOptions } from '../../src/data/dataset.js';
import { fingerprintFolder, loadFolder } from '../../src/data/image-folder.js';
import { faultOf, flatPng, png, temporaryFolder } from './files.js';

type Changes = Partial<Omit<FolderOptions, 'source' | 'path'>>;

const optionsOf = (path: string, changes: Changes = {}): FolderOptions => {
  return { source: 'folder', path, color: 'rgb', resize: { mode: 'none' }, ...changes };
};
const smallFolder = async () => {
  return temporaryFolder({
    'red/1_a.png': await flatPng(2, 1, [200, 0, 0]),
    'red/1_b.png': await flatPng(2, 1, [201, 0, 0]),
    'blue/1_a.png': await flatPng(2, 1, [0, 0, 202]),
  });
};

describe('a folder of images', () => {
  it('becomes a set with its images in order of name', async () => {
    const path = await smallFolder();
    const dataset = await loadFolder(optionsOf(path, { groupPattern: '^(\\d+)_' }));
    expect(dataset).toMatchObject({
      height: 1,
      width: 2,
      channels: 3,
      fullScale: 255,
      isPublishedTest: null,
    });
    expect(dataset.classNames).toEqual(['blue', 'red']);
    expect(dataset.sources).toEqual(['blue/1_a.png', 'red/1_a.png', 'red/1_b.png']);
    expect(dataset.groups).toEqual(['blue/1', 'red/1', 'red/1']);
    expect([...dataset.labels]).toEqual([0, 1, 1]);
    expect([...dataset.pixels]).toEqual([0, 0, 202, 0, 0, 202, 200, 0, 0, 200, 0, 0, 201, 0, 0, 201, 0, 0]);
  });

  it('is called by its last two folders', async () => {
    const path = await smallFolder();
    const parent = temporaryFolder();
    cpSync(path, join(parent, 'cells/train'), { recursive: true });
    expect((await loadFolder(optionsOf(`${parent}/cells/train/`))).name).toBe('cells/train');
  });

  it('keeps 16 bits', async () => {
    const deep = await png(1, 1, Uint16Array.of(513));
    const dataset = await loadFolder(
      optionsOf(temporaryFolder({ 'a/1.png': deep, 'b/1.png': deep }), { color: 'grey' }),
    );
    expect(dataset.pixels).toEqual(Uint16Array.of(513, 513));
    expect(dataset.fullScale).toBe(65_535);
  });

  it('of many images has each in its place, however long each takes to decode', async () => {
    const files: Record<string, Buffer> = {};
    for (let k = 0; k < 40; k++) {
      const size = k % 3 === 0 ? 120 : 4;
      files[`${k % 2}/${String(k).padStart(2, '0')}.png`] = await flatPng(size, size, [k, 2 * k, 3 * k]);
    }
    const resize = { mode: 'stretch', heightPixels: 1, widthPixels: 1 } as const;
    const dataset = await loadFolder(optionsOf(temporaryFolder(files), { resize }));
    dataset.sources.forEach((source, index) => {
      const k = Number(source.slice(2, 4));
      expect([...dataset.pixels.subarray(3 * index, 3 * index + 3)]).toEqual([k, 2 * k, 3 * k]);
    });
  });
});

describe('the fingerprint of a folder', () => {
  it('is found without decoding', async () => {
    const options = optionsOf(await smallFolder(), { groupPattern: '^(\\d+)_' });
    expect(await fingerprintFolder(options)).toBe((await loadFolder(options)).fingerprint);
  });

  it('stays the same where the folder is moved, and changes with bytes, names and options', async () => {
    const path = await smallFolder();
    const moved = temporaryFolder();
    cpSync(path, moved, { recursive: true });
    const original = await fingerprintFolder(optionsOf(path));
    expect(await fingerprintFolder(optionsOf(moved))).toBe(original);
    const renamed = temporaryFolder();
    cpSync(path, renamed, { recursive: true });
    cpSync(join(path, 'red/1_b.png'), join(renamed, 'red/2_b.png'));
    const changed = temporaryFolder({ 'red/1_a.png': await flatPng(2, 1, [199, 0, 0]) });
    cpSync(path, changed, { recursive: true, force: false });
    const sized = (mode: 'stretch' | 'cover', widthPixels: number) => {
      return fingerprintFolder(optionsOf(path, { resize: { mode, heightPixels: 4, widthPixels } }));
    };
    const others = [
      await fingerprintFolder(optionsOf(renamed)),
      await fingerprintFolder(optionsOf(changed)),
      await fingerprintFolder(optionsOf(path, { color: 'grey' })),
      await fingerprintFolder(optionsOf(path, { groupPattern: '^(\\d+)_' })),
      await sized('cover', 4),
      await sized('cover', 5),
      await sized('stretch', 4),
    ];
    expect(new Set([original, ...others]).size).toBe(8);
  });
});

describe('a wrong folder of images', () => {
  const cases: readonly (readonly [string, string, () => Promise<Buffer> | Buffer, string, Changes])[] = [
    [
      'of mixed sizes without a policy',
      'red/0.png',
      () => flatPng(5, 3, [0, 0, 0]),
      'red/0.png: is 5 x 3 pixels (width x height) but blue/1_a.png is 2 x 1, must be the same in all; or set data.resize to stretch, cover or contain',
      {},
    ],
    [
      'of mixed depths',
      'red/0.png',
      () => png(2, 1, new Uint16Array(6)),
      'red/0.png: has 16 bits per value but blue/1_a.png has 8, must be the same in all',
      {},
    ],
    [
      'with a PNG that is none',
      'red/0.png',
      () => Buffer.from('text'),
      'red/0.png: is not an image, must be a PNG image as its name says',
      {},
    ],
    [
      'with a wrong first image',
      'blue/0.png',
      () => Buffer.from(''),
      'blue/0.png: is empty, must be a PNG image as its name says',
      {},
    ],
    [
      'with an unknown resize mode',
      'red/0.png',
      () => flatPng(2, 1, [0, 0, 0]),
      'data.resize.mode is "squash", must be "none", "stretch", "cover" or "contain"',
      { resize: { mode: 'squash' } as unknown as FolderOptions['resize'] },
    ],
    [
      'with an unknown colour',
      'red/0.png',
      () => flatPng(2, 1, [0, 0, 0]),
      'data.color is "gray", must be "grey" or "rgb"',
      { color: 'gray' as unknown as 'grey' },
    ],
  ];

  it.each(cases)('(%s) is refused', async (_, name, bytes, fault, changes) => {
    const path = temporaryFolder({
      'blue/1_a.png': await flatPng(2, 1, [0, 0, 1]),
      'red/1_a.png': await flatPng(2, 1, [1, 0, 0]),
      [name]: await bytes(),
    });
    expect(await faultOf(loadFolder(optionsOf(path, changes)), path)).toBe(`DataError: ${fault}`);
  });

  it('names the first of several wrong images', async () => {
    const flat = await flatPng(2, 1, [0, 0, 0]);
    const files: Record<string, Buffer> = { 'a/00.png': flat, 'b/00.png': flat };
    for (let k = 1; k < 30; k++)
      files[`a/${String(k).padStart(2, '0')}.png`] = k < 7 ? flat : Buffer.from('text');
    const path = temporaryFolder(files);
    expect(await faultOf(loadFolder(optionsOf(path)), path)).toContain('a/07.png: is not an image');
  });
});

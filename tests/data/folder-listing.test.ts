import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFolder } from '../../src/data/folder-listing.js';
import { faultOf, temporaryFolder } from './files.js';

const good = {
  'b/2_x.png': '',
  'b/10_x.JPG': '',
  'a/1_x.tif': '',
  'a/1_y.tiff': '',
  'a/É.jpeg': '',
  'a/z.png': '',
};
const isRoot = process.getuid?.() === 0;

describe('the listing of a folder', () => {
  it('is sorted by class and name, by code unit in every locale', async () => {
    const { classNames, images } = await listFolder({ path: temporaryFolder(good) });
    expect(classNames).toEqual(['a', 'b']);
    expect(images.map(image => image.source)).toEqual([
      'a/1_x.tif',
      'a/1_y.tiff',
      'a/z.png',
      'a/É.jpeg',
      'b/10_x.JPG',
      'b/2_x.png',
    ]);
    expect(images.map(image => image.label)).toEqual([0, 0, 0, 0, 1, 1]);
    expect(images.map(image => image.format)).toEqual(['tiff', 'tiff', 'png', 'jpeg', 'jpeg', 'png']);
  });

  it('takes every image as an original of its own where no pattern is given', async () => {
    const { images } = await listFolder({ path: temporaryFolder(good) });
    expect(images.map(image => image.group)).toEqual(images.map(image => image.source));
  });

  it('tells originals by the first group of the pattern, within each class', async () => {
    const path = temporaryFolder({ 'a/1_x.png': '', 'a/1_y.png': '', 'a/12_x.png': '', 'b/1_x.png': '' });
    const { images } = await listFolder({ path, groupPattern: '^(\\d+)_(.)' });
    expect(images.map(image => image.group)).toEqual(['a/12', 'a/1', 'a/1', 'b/1']);
  });

  it('passes over hidden files and what file browsers leave behind', async () => {
    const litter = {
      '.DS_Store': '',
      'a/.DS_Store': '',
      'a/._1_x.tif': '',
      'b/Thumbs.db': '',
      '.git/config': '',
    };
    const { images } = await listFolder({ path: temporaryFolder({ ...good, ...litter }) });
    expect(images.length).toBe(6);
  });
});

describe('a wrong folder', () => {
  const none = '/nothing here';
  type Case = readonly [title: string, change: (folder: string) => void, fault: string, groupPattern: string];
  const write = (name: string) => (folder: string) => writeFileSync(join(folder, name), '');
  const make = (name: string) => (folder: string) => mkdirSync(join(folder, name), { recursive: true });
  const cases: readonly Case[] = [
    [
      'with an empty class folder',
      make('c'),
      'c: is a class folder without images, must hold some (jpg, jpeg, png, tif or tiff) or be removed',
      '(.*)',
    ],
    [
      'with a file beside the class folders',
      write('README.md'),
      'README.md: is a file beside the class folders, must be inside one or elsewhere',
      '(.*)',
    ],
    [
      'with a text file',
      write('a/notes.txt'),
      'a/notes.txt: the name ends in .txt, must end in jpg, jpeg, png, tif or tiff',
      '(.*)',
    ],
    [
      'with a file without extension',
      write('a/x'),
      'a/x: the name has no extension, must end in jpg, jpeg, png, tif or tiff',
      '(.*)',
    ],
    [
      'with a folder in a class folder',
      make('a/more'),
      'a/more: is a folder inside the class folder a, must be an image; the path must name the folder of the class folders',
      '(.*)',
    ],
    [
      'with a link to an image elsewhere',
      folder => symlinkSync('/etc/hostname', join(folder, 'a/link.png')),
      'a/link.png: is a symbolic link, must be an image file of its own',
      '(.*)',
    ],
    [
      'with a link to a folder elsewhere',
      folder => symlinkSync('/etc', join(folder, 'zz')),
      'zz: is a symbolic link, must be a class folder of its own or elsewhere',
      '(.*)',
    ],
    [
      'with a name the pattern does not match',
      write('a/cell.png'),
      'a/cell.png: data.groupPattern ^(\\d+)_ finds no original in the name cell.png, must find one in every name',
      '^(\\d+)_',
    ],
    [
      'with a pattern that finds nothing',
      () => undefined,
      'a/1_x.png: data.groupPattern ^(q*) finds no original in the name 1_x.png, must find one in every name',
      '^(q*)',
    ],
    [
      'with a pattern without group',
      () => undefined,
      'data.groupPattern is ^\\d+_, must have a group in (...) around what identifies the original',
      '^\\d+_',
    ],
    [
      'with a pattern that is no regular expression',
      () => undefined,
      'data.groupPattern is ^(a, must be a regular expression (Invalid regular expression: /^(a/: Unterminated group)',
      '^(a',
    ],
  ];

  it.each(cases)('%s is refused, by name', async (_, change, fault, groupPattern) => {
    const path = temporaryFolder({ 'a/1_x.png': '', 'b/1_x.png': '' });
    change(path);
    expect(await faultOf(listFolder({ path, groupPattern }), path)).toBe(`DataError: ${fault}`);
  });

  it('with a socket is refused, by name', async () => {
    const path = temporaryFolder({ 'a/1_x.png': '', 'b/1_x.png': '' });
    const server = createServer();
    await new Promise<void>(resolve => server.listen(join(path, 'a/socket.png'), resolve));
    expect(await faultOf(listFolder({ path }), path)).toBe(
      'DataError: a/socket.png: is not a regular file, must be an image file of its own',
    );
    server.close();
  });

  it('that is missing, a file or empty is refused', async () => {
    const path = temporaryFolder({ file: '', 'empty/.keep': '' });
    expect(await faultOf(listFolder({ path: none }))).toBe(`DataError: ${none}: does not exist`);
    expect(await faultOf(listFolder({ path: join(path, 'file') }), path)).toBe(
      'DataError: file: is a file, must be a folder of class folders',
    );
    expect(await faultOf(listFolder({ path: join(path, 'empty') }), path)).toBe(
      'DataError: empty: has no class folders, must have at least 2, each with the images of one class',
    );
  });

  it('one level too high or too low is refused, with advice', async () => {
    const path = temporaryFolder({ 'train/a/1.png': '', 'train/b/1.png': '' });
    expect(await faultOf(listFolder({ path }), path)).toBe(
      'DataError: FOLDER: has 1 class folder (train), must have at least 2, each with the images of one class; the class folders may be in train',
    );
    expect(await faultOf(listFolder({ path: join(path, 'train/a') }), path)).toBe(
      'DataError: train/a: has no class folders but 1 file, must have at least 2, each with the images of one class',
    );
  });

  it('with more classes than a label can tell is refused', async () => {
    const path = temporaryFolder(
      Object.fromEntries(Array.from({ length: 257 }, (_, k) => [`${k}/.keep`, ''])),
    );
    expect(await faultOf(listFolder({ path }), path)).toBe(
      'DataError: FOLDER: has 257 class folders, must have at most 256',
    );
  });

  it.skipIf(isRoot)('that may not be read is refused (needs a user other than root)', async () => {
    const path = temporaryFolder(good);
    chmodSync(join(path, 'a'), 0);
    expect(await faultOf(listFolder({ path }), path)).toBe(
      'DataError: a: may not be read (permission denied)',
    );
    chmodSync(join(path, 'a'), 0o755);
  });
});

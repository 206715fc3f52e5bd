import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openIdx, readIdxValues } from '../../src/data/idx.js';
import { faultOf, idxBytes, temporaryFolder } from './files.js';

const values = Uint8Array.from({ length: 12 }, (_, place) => 20 * place + 3);
const images = idxBytes([2, 3, 2], values);
const labels = idxBytes([4], [0, 1, 2, 1]);

async function readAll(path: string, content: 'images' | 'labels') {
  const file = await openIdx(path, content);
  try {
    const target = new Uint8Array(file.size);
    await readIdxValues(file, target);
    return { shape: file.shape, values: target };
  } finally {
    await file.source.close();
  }
}

describe('an IDX file', () => {
  it('is read with its axes in the order count, rows, columns', async () => {
    const folder = temporaryFolder({ images, labels });
    expect(await readAll(join(folder, 'images'), 'images')).toEqual({ shape: [2, 3, 2], values });
    expect(await readAll(join(folder, 'labels'), 'labels')).toEqual({
      shape: [4],
      values: Uint8Array.of(0, 1, 2, 1),
    });
  });

  it('is unpacked if it is gzip, whatever its name', async () => {
    const folder = temporaryFolder({ 'images.gz': gzipSync(images), images: gzipSync(images) });
    for (const name of ['images.gz', 'images']) {
      expect(await readAll(join(folder, name), 'images')).toEqual({ shape: [2, 3, 2], values });
    }
  });

  it('is read whole where gzip delivers it in many pieces', async () => {
    const many = Uint8Array.from({ length: 900_000 }, (_, place) => (place * place) % 251);
    const folder = temporaryFolder({ images: gzipSync(idxBytes([1000, 30, 30], many)) });
    const found = (await readAll(join(folder, 'images'), 'images')).values;
    expect(Buffer.compare(found, many)).toBe(0);
  });
});

describe('a wrong IDX file', () => {
  const damaged = gzipSync(images);
  damaged[damaged.length - 8]! ^= 0x55; // The checksum's first byte.
  const cases: readonly (readonly [title: string, content: Uint8Array, fault: string])[] = [
    [
      'is empty',
      new Uint8Array(0),
      'has no bytes, must have at least the 16 bytes of the header of an IDX file of images',
    ],
    [
      'ends within its header',
      images.subarray(0, 9),
      'has only 9 bytes, must have at least the 16 bytes of the header of an IDX file of images',
    ],
    [
      'is text',
      Buffer.from('hello world, this is text'),
      'starts with the bytes 68 65 6c 6c, must start with 00 00 08 03, an IDX file of images',
    ],
    ['holds labels', labels, 'is an IDX file with 1 axis (labels), must have 3 (images)'],
    [
      'holds colour images',
      idxBytes([1, 2, 2, 3], new Uint8Array(12)),
      'is an IDX file with 4 axes, must have 3 (images)',
    ],
    [
      'holds floating-point numbers',
      idxBytes([1, 1, 1], new Uint8Array(4), 0x0d),
      'holds 32-bit floating-point numbers, must hold unsigned bytes (start with 00 00 08 03, an IDX file of images)',
    ],
    ['has no rows', idxBytes([2, 0, 2], []), 'the header declares 0 rows, must be at least 1'],
    [
      'is cut off',
      images.subarray(0, 20),
      'ends after 4 bytes of values, must have the 12 that its header declares; the file is cut off',
    ],
    [
      'goes on',
      Buffer.concat([images, values]),
      'has 24 bytes of values, must have the 12 that its header declares',
    ],
    [
      'declares more than any memory holds',
      idxBytes([4294967295, 65536, 65536], values),
      'ends after 12 bytes of values, must have the 18446744069414584000 that its header declares; the file is cut off',
    ],
    [
      'is cut off before it was packed',
      gzipSync(images.subarray(0, 20)),
      'ends after 4 bytes of values, must have the 12 that its header declares; the file is cut off',
    ],
    [
      'is cut off after it was packed',
      gzipSync(images).subarray(0, 30),
      'damaged gzip file (unexpected end of file), must unpack whole; download it again',
    ],
    ['is damaged', damaged, 'damaged gzip file (incorrect data check), must unpack whole; download it again'],
    [
      'unpacks to more than it declares',
      gzipSync(Buffer.concat([images, Buffer.alloc(50_000_000)])),
      'has more bytes of values than the 12 that its header declares, must have just these',
    ],
  ];

  it.each(cases)('that %s is refused, by name', async (_, content, fault) => {
    const folder = temporaryFolder({ images: content });
    expect(await faultOf(readAll(join(folder, 'images'), 'images'), folder)).toBe(
      `DataError: images: ${fault}`,
    );
  });

  it('that declares more than its packed size can hold is refused before memory is taken', async () => {
    const packed = gzipSync(idxBytes([60_000, 4096, 4096], values));
    const folder = temporaryFolder({ images: packed });
    expect(await faultOf(openIdx(join(folder, 'images'), 'images'), folder)).toBe(
      'DataError: images: the header declares 1006632960000 bytes of values, must be no more than ' +
        `a gzip file of ${packed.length} bytes can hold, ${packed.length * 1032}`,
    );
  });

  it('that is missing or a folder is refused, by name', async () => {
    const folder = temporaryFolder({ 'sub/file': '' });
    expect(await faultOf(openIdx(join(folder, 'none'), 'images'), folder)).toBe(
      'DataError: none: does not exist',
    );
    expect(await faultOf(openIdx(join(folder, 'sub'), 'images'), folder)).toBe(
      'DataError: sub: is not a file, must be one',
    );
  });
});

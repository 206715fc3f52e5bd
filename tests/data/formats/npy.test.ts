import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../src/data/data-error.js';
import { checkNpyEnd, openNpy, readNpyValues } from '../../../src/data/formats/npy.js';
import { faultOf, temporaryFolder } from '../files.js';
import { npyBytes, zipBytes } from './arrays.js';

async function readAll(path: string, array?: string) {
  const file = await openNpy(path, array);
  try {
    const values = await readNpyValues(file, file.size);
    await checkNpyEnd(file);
    return { shape: file.shape, values };
  } finally {
    await file.source.close();
  }
}

const read = (bytes: Uint8Array, array?: string) => readAll(join(temporaryFolder({ a: bytes }), 'a'), array);
const faultFrom = async (bytes: Uint8Array, array?: string): Promise<string> => {
  const folder = temporaryFolder({ a: bytes });
  return faultOf(readAll(join(folder, 'a'), array), folder);
};

/** Written by numpy.savez_compressed(x=(numpy.arange(12).reshape(3, 2, 2) * 5000).astype('>u2'), y=numpy.array([0, 1, 1])). */
const fromNumpy = Buffer.from(
  'UEsDBC0AAAAIAAAAIQCmocWO//////////8FABQAeC5ucHkBABAAmAAAAAAAAABhAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG5XaqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CkZApKmjUKtAHuBiYBDuUBewmuGnkLii1KBjxxyH9ScOB1y7AQBQSwMELQAAAAgAAAAhABRHnWT//////////wUAFAB5Lm5weQEAEACYAAAAAAAAAEkAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaxjqaOgq1ChQALgYoYESjAVBLAQItAy0AAAAIAAAAIQCmocWOYQAAAJgAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAIAAAAIQAUR51kSQAAAJgAAAAFAAAAAAAAAAAAAACAAZgAAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAYAQAAAAA=',
  'base64',
);

describe('an NPY array', () => {
  const shorts = Uint16Array.of(1, 256, 65535, 7, 8, 9);

  it('keeps its values in either byte order, whatever the version, plain or gzip', async () => {
    const swapped = Buffer.from(Buffer.from(shorts.buffer).toString('hex'), 'hex').swap16();
    const wanted = { shape: [3, 2], values: shorts };
    expect(await read(npyBytes('<u2', [3, 2], shorts))).toEqual(wanted);
    expect(await read(npyBytes('>u2', [3, 2], swapped))).toEqual(wanted);
    expect(await read(npyBytes('<u2', [3, 2], shorts, { version: 2 }))).toEqual(wanted);
    expect(await read(npyBytes('<u2', [3, 2], shorts, { version: 3 }))).toEqual(wanted);
    expect(await read(gzipSync(npyBytes('<u2', [3, 2], shorts)))).toEqual(wanted);
  });

  it.each([
    ['|u1', Uint8Array.of(0, 255)],
    ['<f4', Float32Array.of(0.25, -1e30)],
    ['<f8', Float64Array.of(1 / 3, 1e300)],
    ['<i8', BigInt64Array.of(-1n, 2n ** 40n)],
    ['<i4', Int32Array.of(-5, 70000)],
  ])('of type %s keeps its values', async (descr, values) => {
    expect((await read(npyBytes(descr, [2], values))).values).toEqual(values);
    if (descr.startsWith('|')) return;
    const bytes = Buffer.from(Buffer.from(values.buffer).toString('hex'), 'hex');
    const swapped = values.BYTES_PER_ELEMENT === 4 ? bytes.swap32() : bytes.swap64();
    expect((await read(npyBytes(descr.replace('<', '>'), [2], swapped))).values).toEqual(values);
  });

  it('is found by name in an archive of NumPy itself', async () => {
    expect(await read(fromNumpy, 'y')).toEqual({ shape: [3], values: BigInt64Array.of(0n, 1n, 1n) });
    const { shape, values } = await read(fromNumpy, 'x.npy');
    expect(shape).toEqual([3, 2, 2]);
    expect(values).toEqual(Uint16Array.from({ length: 12 }, (_, place) => place * 5000));
  });

  it('needs no name where it is the only one of an archive, stored or deflated', async () => {
    for (const method of [0, 8]) {
      const archive = zipBytes([{ name: 'only.npy', content: npyBytes('<u2', [6], shorts), method }]);
      expect((await read(archive)).values).toEqual(shorts);
    }
  });
});

describe('a wrong NPY array', () => {
  const good = npyBytes('|u1', [4], Uint8Array.of(1, 2, 3, 4));
  const withHeader = (header: string) => npyBytes('', [], Uint8Array.of(1, 2, 3, 4), { header });

  it.each([
    [
      'is empty',
      new Uint8Array(0),
      'a: starts with the bytes none, must start with 93 4e 55 4d 50 59, an NPY array',
    ],
    [
      'is text',
      Buffer.from('hello world'),
      'a: starts with the bytes 68 65 6c 6c 6f 20, must start with 93 4e 55 4d 50 59, an NPY array',
    ],
    [
      'ends within its header',
      good.subarray(0, 30),
      'a: ends within its header, must be a whole NPY array; the file is cut off',
    ],
    [
      'is cut off',
      good.subarray(0, -1),
      'a: the header declares 4 bytes of values, must have just these and has 3; the file is cut off',
    ],
    [
      'goes on',
      Buffer.concat([good, good]),
      'a: the header declares 4 bytes of values, must have just these and has 136',
    ],
    [
      'is in Fortran order',
      withHeader("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }"),
      'a: is in Fortran order, must be in C order; save numpy.ascontiguousarray(array)',
    ],
    [
      'holds complex numbers',
      withHeader("{'descr': '<c8', 'fortran_order': False, 'shape': (4,), }"),
      'a: holds values of type "<c8", must be u1, u2, u4, u8, i1 to i8, f4 or f8',
    ],
    [
      'holds records',
      withHeader("{'descr': [('a', '<u2')], 'fortran_order': False, 'shape': (2,), }"),
      `a: the header is "{'descr': [('a', '<u2')], 'fortran_order': False, 'shape': (2,), }", must be {'descr': '<f4', 'fortran_order': False, 'shape': (…), } with a plain type`,
    ],
    [
      'has an empty axis',
      withHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (4, 0), }"),
      'a: axis 1 (counted from 0) has length 0, must be at least 1',
    ],
    [
      'declares more than any memory holds',
      withHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967295, 65536), }"),
      'a: the header declares 2251799813160960 bytes of values, must have just these and has 4; the file is cut off',
    ],
    [
      'declares more than gzip can hold',
      gzipSync(withHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (4000000, 1000), }")),
      /^a: the header declares 4000000000 bytes of values, must be no more than a gzip file of \d+ bytes can hold, \d+$/,
    ],
  ] as const)('that %s is refused', async (_, bytes, fault) => {
    const found = await faultFrom(bytes);
    if (typeof fault === 'string') expect(found).toBe(`DataError: ${fault}`);
    else expect(found.replace('DataError: ', '')).toMatch(fault);
  });

  it('of another version is refused', async () => {
    const bytes = Buffer.from(good);
    bytes[6] = 9;
    expect(await faultFrom(bytes)).toBe(
      'DataError: a: is of version 9.0 of the NPY format, must be 1.0, 2.0 or 3.0',
    );
  });

  it('asked for by a name is refused where it is no archive', async () => {
    expect(await faultFrom(good, 'x')).toBe(
      'DataError: a: is no .npz archive, must be one, or be named without the array x',
    );
  });

  it('cut anywhere is a DataError', async () => {
    for (let end = 0; end < good.length; end++)
      expect(await faultFrom(good.subarray(0, end))).toMatch(/^DataError: a: /);
  });
});

describe('a wrong archive', () => {
  const array = npyBytes('|u1', [4000], new Uint8Array(4000).fill(7));
  const two = zipBytes([
    { name: 'x.npy', content: array },
    { name: 'y.npy', content: array },
  ]);

  it.each([
    [
      'holds several arrays and none is named',
      two,
      undefined,
      'a: holds the arrays x, y, one of them must be named',
    ],
    ['lacks the named array', two, 'z', 'a: has no array z, must be one of x, y'],
    [
      'unpacks to more than it declares',
      zipBytes([{ name: 'x.npy', content: Buffer.concat([array, array]), bytes: array.length }]),
      'x',
      `a (x.npy): unpacks to more than the ${array.length} bytes that the archive declares, must be just these`,
    ],
    [
      'unpacks to less than it declares',
      zipBytes([{ name: 'x.npy', content: array.subarray(0, 3000), bytes: array.length }]),
      'x',
      `a (x.npy): unpacks to 3000 bytes, must be the ${array.length} that the archive declares`,
    ],
    [
      'has another checksum',
      zipBytes([{ name: 'x.npy', content: array, checksum: 1 }]),
      'x',
      /the checksum of the content is [0-9a-f]{8}, must be 00000001; the archive is damaged$/,
    ],
    [
      'is encrypted',
      zipBytes([{ name: 'x.npy', content: array, flags: 1 }]),
      'x',
      'a (x.npy): is encrypted, must not be',
    ],
    [
      'is packed another way',
      zipBytes([{ name: 'x.npy', content: array, method: 12 }]),
      'x',
      'a (x.npy): is packed by method 12, must be stored (0) or deflated (8)',
    ],
    [
      'declares more than it can hold',
      zipBytes([{ name: 'x.npy', content: array, bytes: 4e9 }]),
      'x',
      /declares 4000000000 bytes, must be no more than its \d+ bytes in the archive can hold, \d+$/,
    ],
    [
      'is cut off',
      two.subarray(0, -30),
      'x',
      'a: has no directory at its end, must be a whole zip archive; it is cut off or of another kind',
    ],
  ] as const)('that %s is refused', async (_, bytes, name, fault) => {
    const found = await faultFrom(bytes, name);
    if (typeof fault === 'string') expect(found).toBe(`DataError: ${fault}`);
    else expect(found).toMatch(fault);
  });

  it('with any one byte wrong gives its values or a DataError', async () => {
    for (let place = 0; place < fromNumpy.length; place++) {
      const bytes = Buffer.from(fromNumpy);
      bytes[place]! ^= 0xff;
      const path = join(temporaryFolder({ a: bytes }), 'a');
      const found = await readAll(path, 'x').catch((error: unknown) => error);
      if (found instanceof Error) expect(found, `byte ${place}`).toBeInstanceOf(DataError);
      else expect(found, `byte ${place}`).toMatchObject({ shape: [3, 2, 2] });
    }
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/data/load.js';
import { openHdf5 } from '../../../src/data/formats/hdf5.js';
import type { ArrayOptions } from '../../../src/data/dataset.js';
import { temporaryFolder } from '../files.js';
import { external, virtual } from './hdf5-bytes.js';
import { matElement, matFile, matObject, packed } from './mat-bytes.js';

beforeAll(async () => {
  await ready;
});

/** Four images of 2 x 3 pixels and 2 channels: 1000 n + 100 h + 10 w + c. */
const [count, height, width, channels] = [4, 2, 3, 2];
const values = Uint16Array.from({ length: count * height * width * channels }, (_, i) => {
  const [n, h, w, c] = [Math.floor(i / 12), Math.floor(i / 6) % 2, Math.floor(i / 2) % 3, i % 2];
  return 1000 * n + 100 * h + 10 * w + c;
});
const labels = [1, 2, 1, 2];

/** The same values with the axes h, w, c, n, the first one fastest, as MATLAB stores them. */
const columns = Uint16Array.from({ length: values.length }, (_, i) => {
  const [h, w, c, n] = [i % 2, Math.floor(i / 2) % 3, Math.floor(i / 6) % 2, Math.floor(i / 12)];
  return 1000 * n + 100 * h + 10 * w + c;
});

function hdf5(write: (file: File) => void): string {
  const path = join(temporaryFolder(), 'set.h5');
  const file = new File(path, 'w');
  write(file);
  file.close();
  return path;
}

const bytesOf = (array: Uint16Array | Float64Array | Float32Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const mat = (...elements: Buffer[]) => join(temporaryFolder({ 'set.mat': matFile(...elements) }), 'set.mat');
const images = (name = 'X') =>
  matElement({ name, shape: [2, 3, 2, 4], kind: 11, stored: 4, values: bytesOf(columns) });
/** Doubles that are stored as bytes, as MATLAB does. */
const classes = matElement({ name: 'y', shape: [4, 1], kind: 6, stored: 2, values: Uint8Array.from(labels) });

const named = { imagesArray: 'X', labelsArray: 'y' };
const load = (options: Omit<ArrayOptions, 'axes'> & { readonly axes?: string }) =>
  loadDataset({ axes: options.source === 'mat' ? 'hwcn' : 'nhwc', ...options });

describe('a set of arrays', () => {
  const written = (file: File): void => {
    const group = file.create_group('train');
    const compressed = { chunks: [1, 2, 3, 2], compression: 4 };
    group.create_dataset({ name: 'x', data: values, shape: [4, 2, 3, 2], ...compressed });
    group.create_dataset({ name: 'y', data: BigInt64Array.from(labels.map(BigInt)), shape: [4, 1] });
  };

  it('is read from an HDF5 file, with the axes that are named', async () => {
    const path = hdf5(written);
    const set = await load({
      source: 'hdf5',
      imagesPath: path,
      ...{ imagesArray: 'train/x', labelsArray: 'train/y' },
    });
    expect(set).toMatchObject({ name: 'set', height, width, channels, fullScale: 65535 });
    expect(set.pixels).toEqual(values);
    expect([...set.labels]).toEqual([0, 1, 0, 1]);
    expect(set.classNames).toEqual(['1', '2']);
    const turned = await load({
      source: 'hdf5',
      imagesPath: path,
      ...{ imagesArray: 'train/x', labelsArray: 'train/y', axes: 'nwhc' },
    });
    expect(turned).toMatchObject({ height: 3, width: 2 });
    expect(turned.pixels[2]).toBe(values[6]);
  });

  it.each([
    ['plain', () => mat(images(), classes)],
    ['packed', () => mat(packed(images()), packed(classes))],
    [
      'of version 7.3, in which axes are the other way round',
      () => {
        const path = hdf5(file => {
          file.create_dataset({ name: 'X', data: columns, shape: [4, 2, 3, 2] });
          file.create_dataset({ name: 'y', data: Float64Array.from(labels), shape: [1, 4] });
        });
        const header = Buffer.concat([Buffer.from('MATLAB 7.3 MAT-file'.padEnd(512)), readFileSync(path)]);
        writeFileSync(path, header);
        return path;
      },
    ],
  ])('is read from a MAT file as MATLAB shows it: %s', async (_, make) => {
    const set = await load({ source: 'mat', imagesPath: make(), ...named });
    expect(set).toMatchObject({ height, width, channels });
    expect(set.pixels).toEqual(values);
    expect([...set.labels]).toEqual([0, 1, 0, 1]);
  });

  it('may have test images of its own, and grey images without an axis of channels', async () => {
    const grey = (name: string, n: number) =>
      matElement({ name, shape: [2, 3, n], kind: 9, stored: 2, values: new Uint8Array(6 * n).fill(7) });
    const ofLabels = (name: string, of: number[]) =>
      matElement({ name, shape: [1, of.length], kind: 6, stored: 2, values: Uint8Array.from(of) });
    const path = mat(grey('a', 4), ofLabels('b', labels), grey('c', 2), ofLabels('d', [2, 2]));
    const set = await load({
      ...{ source: 'mat', imagesPath: path, testImagesPath: path },
      ...{ imagesArray: 'a', labelsArray: 'b', testImagesArray: 'c', testLabelsArray: 'd' },
    });
    expect([...set.isPublishedTest!]).toEqual([0, 0, 0, 0, 1, 1]);
    expect(set).toMatchObject({ height: 2, width: 3, channels: 1, fullScale: 255 });
  });

  it('is found among objects of MATLAB, whose content is no array of its own', async () => {
    const inside = matElement({
      ...{ name: '', shape: [1, 4], kind: 9, stored: 2 },
      values: new Uint8Array(4),
    });
    const objects = [packed(matObject('notes')), packed(inside)];
    const [imagesPath, labelsPath] = [mat(images(), ...objects), mat(classes, ...objects)];
    const set = await load({ source: 'mat', imagesPath, labelsPath });
    expect(set.pixels).toEqual(values);
    await expect(load({ source: 'mat', imagesPath, labelsPath, imagesArray: 'notes' })).rejects.toThrow(
      /\(notes\): holds an object, must be plain numbers; the file holds X \(2, 3, 2, 4\) of u2, notes \(\) of an object$/,
    );
  });

  const single = (value: number) =>
    matElement({
      ...{ name: 'X', shape: [1, 2, 4], kind: 7, stored: 7 },
      values: bytesOf(Float32Array.of(0, 1, 0.5, 0.5, 0, value, 0, 0)),
    });
  const cut = (bytes: Buffer, to: number) =>
    join(temporaryFolder({ 'set.mat': bytes.subarray(0, to) }), 'set.mat');
  /** One double of a shape that needs far more, packed so that the file is small. */
  const huge = (side: number) =>
    packed(matElement({ name: 'X', shape: [side, side, 4], kind: 6, stored: 9, values: new Uint8Array(8) }));
  /** Unpacks to far more than its tag declares. */
  const bomb = (): Buffer => {
    const content = Buffer.concat([images(), Buffer.alloc(1 << 22)]);
    return packed(content);
  };

  it.each([
    [
      'an array that is not there',
      () => mat(images(), classes),
      { imagesArray: 'Z' },
      /set\.mat: has no array Z, data\.imagesArray must name the one to read; it holds X \(2, 3, 2, 4\) of u2, y \(4, 1\) of f8/,
    ],
    [
      'several without a name',
      () => mat(images(), classes),
      { imagesArray: undefined },
      /has 2 arrays of numbers, data\.imagesArray must name the one to read; it holds X/,
    ],
    [
      'a value that is no number',
      () => mat(single(NaN), classes),
      {},
      /\(X\): image 2, row 0, column 1 \(counted from 0\) has the value NaN, must be 0 to 1, full scale/,
    ],
    ['an infinite value', () => mat(single(Infinity), classes), {}, /has the value Infinity, must be 0 to 1/],
    [
      'axes that do not fit',
      () => mat(classes),
      { imagesArray: 'y' },
      /\(y\): has the shape \(4, 1\), images must have the axes hwcn of data.axes/,
    ],
    [
      'other axes',
      () => mat(images(), classes),
      { axes: 'nhwc' },
      /\(y\): has the shape \(4, 1\), labels must be 2, one for each image of .*set\.mat \(X\)/,
    ],
    [
      'text',
      () =>
        mat(matElement({ name: 'X', shape: [1, 2], kind: 4, stored: 4, values: new Uint8Array(4) }), classes),
      {},
      /\(X\): holds text, must be plain numbers/,
    ],
    [
      'complex numbers',
      () =>
        mat(
          matElement({ name: 'X', shape: [1, 2], kind: 0x0806, stored: 9, values: new Uint8Array(16) }),
          classes,
        ),
      {},
      /\(X\): holds complex numbers/,
    ],
    [
      'a label that is no whole number',
      () =>
        mat(
          images(),
          matElement({
            name: 'y',
            shape: [4, 1],
            kind: 6,
            stored: 9,
            values: bytesOf(Float64Array.of(1, 2, 1.5, 2)),
          }),
        ),
      {},
      /the label of item 2 .* is 1.5, must be a whole number from 0 to 255/,
    ],
    [
      'another file',
      () => join(temporaryFolder({ 'set.mat': 'x'.repeat(300) }), 'set.mat'),
      {},
      /has no header of a MAT file/,
    ],
    [
      'a file that was cut off',
      () => cut(matFile(images(), classes), 200),
      {},
      /goes on to byte \d+, must end within the 200 bytes of the file; it is cut off/,
    ],
    [
      'a huge shape',
      () => mat(huge(1 << 20), classes),
      {},
      /\(X\): has the shape \(1048576, 1048576, 4\), must have no more than its \d+ bytes can hold/,
    ],
    [
      'a stream that unpacks to more than it declares',
      () => mat(bomb(), classes),
      {},
      /\(X\): unpacks to more than the \d+ bytes that it declares, must be just these/,
    ],
    [
      'a damaged stream',
      () => {
        const bytes = matFile(packed(images()), packed(classes));
        bytes.fill(0xff, 140, 150);
        return cut(bytes, bytes.length);
      },
      {},
      /damaged content/,
    ],
  ])('is refused with %s', async (_, make: () => string, changes: object, message: RegExp) => {
    await expect(load({ source: 'mat', imagesPath: make(), ...named, ...changes })).rejects.toThrow(message);
  });

  /** Links of HDF5, as `name` in the file. */
  const linked = (name: string, write: (file: File) => void) => {
    const other = hdf5(file => {
      file.create_dataset({
        name: 'y',
        data: Uint8Array.from({ length: 24 }, (_, i) => i),
        shape: [4, 2, 3],
      });
    });
    return hdf5(file => {
      file.create_external_link(other, '/', name);
      write(file);
    });
  };

  const inFile = (content: Uint8Array | string) => join(temporaryFolder({ 'set.h5': content }), 'set.h5');
  it.each([
    ['that is none', () => inFile('no file of this kind'), /has no signature of HDF5/],
    [
      'that was cut off',
      () => inFile(readFileSync(hdf5(written)).subarray(0, 3000)),
      /cannot be read as HDF5, must be a whole, undamaged file/,
    ],
    [
      'that declares far more than it holds',
      () =>
        hdf5(file => {
          file
            .create_dataset({
              name: 'x',
              data: new Uint8Array(1),
              shape: [1],
              maxshape: [null],
              chunks: [1 << 16],
            })
            .resize([2 ** 40]);
        }),
      /declares 1099511627776 bytes of values, must be no more than/,
    ],
    [
      'of text',
      () =>
        hdf5(file => {
          file.create_dataset({ name: 'x', data: 'text' });
        }),
      /\(x\): holds values of type S, must be plain numbers/,
    ],
    [
      'that links to another',
      () => linked('x', () => undefined),
      /\(x\): holds a link to \/ of .*set\.h5, which is not read \(copy the values into this file\), must be plain numbers/,
    ],
    [
      'that links to another behind a link of its own',
      () => linked('z', file => file.create_soft_link('/z/y', 'x')),
      /\(x\): holds a link that leads to nothing in this file, must be plain numbers; the file holds .*z \(\) of a link to/,
    ],
    [
      'with an array made of those of another',
      () => inFile(virtual),
      /\(x\): holds a virtual array, made of y of other\.h5, which is not read \(copy/,
    ],
  ])('is refused in an HDF5 file %s', async (_, make, message) => {
    await expect(
      load({ source: 'hdf5', imagesPath: make(), imagesArray: 'x', labelsArray: 'x', axes: 'nhw' }),
    ).rejects.toThrow(message);
  });

  it('is refused in an HDF5 file whose values lie in another file of the machine', async () => {
    const array = await openHdf5(inFile(external), { name: 'x', key: 'data.imagesArray' });
    await expect(array.read()).rejects.toThrow(
      /set\.h5: has values in another file, which is not read; must hold them itself, copy them into it/,
    );
  });
});

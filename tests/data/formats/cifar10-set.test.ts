import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadCifar10 } from '../../../src/data/formats/cifar10-set.js';
import { faultOf, temporaryFolder } from '../files.js';

const names = [1, 2, 3, 4, 5].map(number => `data_batch_${number}.bin`).concat('test_batch.bin');
const plane = 1024;

/** Two images; the label is 2 · batch and 2 · batch + 1 up to 9; red, green and blue differ, and so do pixels. */
function batch(number: number): Buffer {
  const bytes = Buffer.alloc(2 * 3073);
  for (const item of [0, 1]) {
    bytes[item * 3073] = (2 * number + item) % 10;
    for (let place = 0; place < 3 * plane; place++) {
      bytes[item * 3073 + 1 + place] = (60 * Math.floor(place / plane) + (place % 32) + number + item) % 256;
    }
  }
  return bytes;
}

const files = Object.fromEntries(names.map((name, number) => [name, batch(number)]));

function load(changed: Readonly<Record<string, Uint8Array>> = {}) {
  const folder = temporaryFolder({ ...files, ...changed });
  return { folder, loaded: loadCifar10({ source: 'cifar10', path: folder }, 2) };
}

describe('CIFAR-10', () => {
  it('has its test batch behind the others, and the published class names', async () => {
    const dataset = await load().loaded;
    expect(dataset).toMatchObject({ name: 'CIFAR-10', height: 32, width: 32, channels: 3, fullScale: 255 });
    expect([...dataset.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    expect([...dataset.isPublishedTest!]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(dataset.classNames[dataset.labels[3]!]).toBe('cat');
    expect(dataset.sources.slice(-3)).toEqual(['train #9', 'test #0', 'test #1']);
  });

  it('has its colours side by side in each pixel', async () => {
    const { pixels } = await load().loaded;
    const [image, row, column] = [3, 4, 5];
    const at = ((image * 32 + row) * 32 + column) * 3;
    expect([...pixels.subarray(at, at + 3)]).toEqual([7, 67, 127]);
  });

  it('may be packed with gzip', async () => {
    const packed = await load({ 'test_batch.bin': gzipSync(batch(5)) }).loaded;
    expect(packed.fingerprint).toBe((await load().loaded).fingerprint);
  });

  it.each([
    [
      'cut off',
      { 'data_batch_3.bin': batch(2).subarray(0, 5000) },
      'data_batch_3.bin: has 5000 bytes, must have 6146, 3073 for each of 2 images',
    ],
    [
      'too long',
      { 'test_batch.bin': Buffer.concat([batch(5), batch(5)]) },
      'test_batch.bin: has 12292 bytes, must have 6146, 3073 for each of 2 images',
    ],
    [
      'cut off and packed',
      { 'test_batch.bin': gzipSync(batch(5).subarray(0, 4000)) },
      'test_batch.bin: has 4000 bytes, must have 6146, 3073 for each of 2 images',
    ],
    [
      'of CIFAR-100, two labels an image,',
      { 'test_batch.bin': Buffer.from(batch(5)).fill(77, 3073, 3074) },
      'test_batch.bin: the label of item 1 (counted from 0) is 77, must be 0 to 9',
    ],
  ])('%s is refused', async (_, changed, fault) => {
    const { folder, loaded } = load(changed);
    expect(await faultOf(loaded, folder)).toBe(`DataError: ${fault}`);
  });

  it('without one of its files is refused', async () => {
    const folder = temporaryFolder({ 'data_batch_1.bin': batch(0) });
    expect(await faultOf(loadCifar10({ source: 'cifar10', path: folder }, 2), folder)).toBe(
      'DataError: data_batch_2.bin: does not exist',
    );
  });
});

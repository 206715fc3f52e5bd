import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CsvOptions } from '../../../src/data/dataset.js';
import { loadCsv } from '../../../src/data/formats/csv-set.js';
import { faultOf, temporaryFolder } from '../files.js';

const header = 'label,p0,p1,p2,p3\n';
const rows = '0,1,2,3,4\n1,5,6,7,8\n0,255,0,9,10\n';

function load(text: string | Uint8Array, more: Partial<CsvOptions> = {}, test?: string) {
  const folder = temporaryFolder({ 'a.csv': text, ...(test !== undefined && { 'test.csv': test }) });
  const options: CsvOptions = {
    source: 'csv',
    path: join(folder, 'a.csv'),
    ...(test !== undefined && { testPath: join(folder, 'test.csv') }),
    heightPixels: 2,
    widthPixels: 2,
    channels: 1,
    labelColumn: 'first',
    hasHeader: true,
    fullScale: 255,
    ...more,
  };
  return { folder, loaded: loadCsv(options) };
}

describe('a CSV of pixels', () => {
  it('holds an image in each line', async () => {
    const dataset = await load(header + rows).loaded;
    expect(dataset).toMatchObject({ name: 'a', height: 2, width: 2, channels: 1, fullScale: 255 });
    expect(dataset.labels).toEqual(Uint8Array.of(0, 1, 0));
    expect(dataset.pixels).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 255, 0, 9, 10));
  });

  it.each([
    ['with line ends of Windows', (header + rows).replaceAll('\n', '\r\n')],
    ['with a byte order mark and blanks', `\ufeff${header}${rows.replaceAll(',', ' ,\t')}`],
    ['without an end of the last line', (header + rows).trimEnd()],
    ['with empty lines at the end', `${header}${rows}\n\n`],
    ['packed with gzip', gzipSync(header + rows)],
  ])('%s is the same', async (_, text) => {
    expect((await load(text).loaded).fingerprint).toBe((await load(header + rows).loaded).fingerprint);
  });

  it('may have its label last, no header, and codes of 16 bits', async () => {
    const options = { labelColumn: 'last', hasHeader: false, fullScale: 4095 } as const;
    const dataset = await load('4095,0,1,2,1\n3,4,5,6,0\n', options).loaded;
    expect(dataset.labels).toEqual(Uint8Array.of(1, 0));
    expect(dataset.pixels).toEqual(Uint16Array.of(4095, 0, 1, 2, 3, 4, 5, 6));
  });

  it('takes its test part from a file of its own', async () => {
    const dataset = await load(header + rows, {}, `${header}1,9,9,9,9\n`).loaded;
    expect([...dataset.isPublishedTest!]).toEqual([0, 0, 0, 1]);
    expect([...dataset.pixels.subarray(12)]).toEqual([9, 9, 9, 9]);
  });

  it('is read whole where it comes in many pieces', async () => {
    const lines = Array.from(
      { length: 40_000 },
      (_, item) => `${item % 2},${item % 256},2,3,${(item * 7) % 256}\n`,
    );
    const { pixels, labels } = await load(header + lines.join('')).loaded;
    expect(labels.length).toBe(40_000);
    const places = [0, 12_345, 26_214, 39_999];
    expect(places.map(item => [pixels[item * 4], pixels[item * 4 + 3]])).toEqual(
      places.map(item => [item % 256, (item * 7) % 256]),
    );
  });

  it.each([
    [
      'with a short line',
      `${header}0,1,2,3,4\n1,2,3\n`,
      {},
      'a.csv:3: has 3 cells, must have 5: a label and 4 pixels',
    ],
    [
      'with a long line',
      `${header}0,1,2,3,4,5\n`,
      {},
      'a.csv:2: has 6 cells, must have 5: a label and 4 pixels',
    ],
    [
      'with text',
      `${header}0,1,x,3,4\n`,
      {},
      'a.csv:2: cell 3 (counted from 1) is "x", must be a whole number',
    ],
    [
      'with a fraction',
      `${header}0,1,0.5,3,4\n`,
      {},
      'a.csv:2: cell 3 (counted from 1) is "0.5", must be a whole number',
    ],
    [
      'with an empty cell',
      `${header}0,1,,3,4\n`,
      {},
      'a.csv:2: cell 3 (counted from 1) is "", must be a whole number',
    ],
    [
      'with a code beyond full scale',
      `${header}0,1,256,3,4\n`,
      {},
      'a.csv:2: cell 3 (counted from 1) is 256, must be 0 to 255, full scale',
    ],
    ['with a label beyond all', `${header}700,1,2,3,4\n`, {}, 'a.csv:2: the label is 700, must be 0 to 255'],
    [
      'with a stray label',
      `${header}0,1,2,3,4\n1,1,2,3,4\n9,1,2,3,4\n`,
      {},
      'a.csv:4: the label is 9, must be 0 to 1, for no label is 2 and labels must number the classes without a gap',
    ],
    ['with one class', `${header}0,1,2,3,4\n`, {}, 'a.csv: every label is 0, must be at least 2 classes'],
    [
      'with an empty line inside',
      `${header}0,1,2,3,4\n\n1,1,2,3,4\n`,
      {},
      'a.csv:3: is empty, must be so at the end of the file only',
    ],
    [
      'without the header it must have',
      rows,
      {},
      'a.csv:1: holds numbers only, must name the columns; set data.hasHeader: false if it is an image',
    ],
    [
      'with a header it must not have',
      header + rows,
      { hasHeader: false },
      'a.csv:1: cell 1 (counted from 1) is "label", must be a whole number',
    ],
    ['of a header alone', header, {}, 'a.csv: has no line of pixels, must have at least 1'],
    ['that is empty', '', {}, 'a.csv: has no line of pixels, must have at least 1'],
  ] as const)('%s is refused', async (_, text, more, fault) => {
    const { folder, loaded } = load(text, more);
    expect(await faultOf(loaded, folder)).toBe(`DataError: ${fault}`);
  });
});

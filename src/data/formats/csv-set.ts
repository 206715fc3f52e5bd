/** A data set in text files: in each line a label and the codes of the pixels, row by row, separated by commas. */
import { basename } from 'node:path';
import { toClasses } from '../class-labels.js';
import { DataError } from '../data-error.js';
import type { CsvOptions, Dataset } from '../dataset.js';
import { allocatePixels } from '../pixel-memory.js';
import { mostClasses } from './image-arrays.js';
import { labelledSet } from './labelled-set.js';
import { eachLine } from './lines.js';

const [comma, space, tab, zero, nine] = [0x2c, 0x20, 0x09, 0x30, 0x39];
/** Text of a wrong cell that an error shows. */
const longestText = 20;

/**
 * Loads text files named in a config. The classes are the labels that occur: 0 or 1 up to the highest, none left out, named by
 * their numbers.
 *
 * @throws DataError naming file and line, counted from 1.
 */
export async function loadCsv(options: CsvOptions): Promise<Dataset> {
  const { path, testPath, heightPixels: height, widthPixels: width, channels, fullScale } = options;
  const paths = testPath === undefined ? [path] : [path, testPath];
  const counts: number[] = [];
  for (const file of paths) counts.push(await countRows(file, options.hasHeader));
  const total = counts.reduce((a, b) => a + b, 0);
  const pixels = allocatePixels(path, [total, height, width, channels], fullScale > 255 ? 16 : 8);
  const labels = new Uint8Array(total);
  const size = height * width * channels;
  let start = 0;
  for (const [part, file] of paths.entries()) {
    const end = start + counts[part]!;
    await readRows(file, options, labels.subarray(start, end), pixels.subarray(start * size, end * size));
    start = end;
  }
  const firstLine = options.hasHeader ? 2 : 1;
  const classNames = toClasses(
    paths.map((file, part) => ({
      path: file,
      count: counts[part]!,
      labelName: item => `${file}:${item + firstLine}: the label`,
    })),
    labels,
  );
  const titles = testPath === undefined ? ['image'] : ['train', 'test'];
  const parts = titles.map((title, part) => ({ title, count: counts[part]! }));
  const name = basename(path).replace(/(\.csv|\.txt)?(\.gz)?$/, '');
  const content = { name, height, width, channels, pixels, fullScale, labels, classNames };
  return labelledSet('csv', parts, content);
}

async function countRows(path: string, hasHeader: boolean): Promise<number> {
  let rows = 0;
  await eachLine(path, (line, number) => {
    if (hasHeader && number === 1) checkHeader(path, line);
    else rows++;
  });
  if (rows === 0) throw new DataError(`${path}: has no line of pixels, must have at least 1`);
  return rows;
}

/** A header of numbers alone is an image that would be lost. */
function checkHeader(path: string, line: Uint8Array): void {
  if (!/^[\s\d,.+-]*$/.test(Buffer.from(line).toString('latin1'))) return;
  throw new DataError(
    `${path}:1: holds numbers only, must name the columns; set data.hasHeader: false if it is an image`,
  );
}

async function readRows(
  path: string,
  { hasHeader, labelColumn, fullScale }: CsvOptions,
  labels: Uint8Array,
  pixels: Uint8Array | Uint16Array,
): Promise<void> {
  const size = pixels.length / labels.length;
  const labelCell = labelColumn === 'first' ? 0 : size;
  const cells = new Uint32Array(size + 1);
  let item = 0;
  await eachLine(path, (line, number) => {
    if (hasHeader && number === 1) return;
    const where = `${path}:${number}`;
    const found = parseCells(line, cells, where);
    if (found !== size + 1) {
      throw new DataError(`${where}: has ${found} cells, must have ${size + 1}: a label and ${size} pixels`);
    }
    const label = cells[labelCell]!;
    if (label >= mostClasses) {
      throw new DataError(`${where}: the label is ${label}, must be 0 to ${mostClasses - 1}`);
    }
    labels[item] = label;
    const first = labelCell === 0 ? 1 : 0;
    for (let pixel = 0; pixel < size; pixel++) {
      const code = cells[first + pixel]!;
      if (code > fullScale) {
        const cell = `${where}: cell ${first + pixel + 1} (counted from 1)`;
        throw new DataError(`${cell} is ${code}, must be 0 to ${fullScale}, full scale`);
      }
      pixels[item * size + pixel] = code;
    }
    item++;
  });
}

/** Reads whole numbers up to 9 digits into `cells`; returns how many cells there are, more than fit counted too. */
function parseCells(line: Uint8Array, cells: Uint32Array, where: string): number {
  let [cell, start] = [0, 0];
  while (start <= line.length) {
    let end = line.indexOf(comma, start);
    if (end < 0) end = line.length;
    if (cell < cells.length)
      cells[cell] = wholeNumber(line, start, end, `${where}: cell ${cell + 1} (counted from 1)`);
    cell++;
    start = end + 1;
  }
  return cell;
}

function wholeNumber(line: Uint8Array, from: number, to: number, where: string): number {
  let [start, end] = [from, to];
  while (start < end && isBlank(line[start]!)) start++;
  while (end > start && isBlank(line[end - 1]!)) end--;
  let value = 0;
  for (let place = start; place < end; place++) {
    const byte = line[place]!;
    if (byte < zero || byte > nine) throw notWhole(line, from, to, where);
    value = 10 * value + byte - zero;
  }
  if (start === end || end - start > 9) throw notWhole(line, from, to, where);
  return value;
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}

function notWhole(line: Uint8Array, from: number, to: number, where: string): DataError {
  const text = Buffer.from(line.subarray(from, Math.min(to, from + longestText))).toString('utf8');
  return new DataError(`${where} is ${JSON.stringify(text)}, must be a whole number`);
}

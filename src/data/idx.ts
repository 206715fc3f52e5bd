/**
 * The IDX format of the MNIST files: a header of big-endian numbers, then the values, last axis fastest.
 *
 *   00 00 08 03 | count | height | width | values     images
 *   00 00 08 01 | count | values                      labels
 *
 * The third byte is the type of the values (08: unsigned byte), the fourth the number of axes.
 * Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits", section on file formats.
 */
import { openBytes, type ByteSource } from './byte-source.js';
import { DataError } from './data-error.js';

/** An IDX file whose header was read and found sound. */
export interface IdxFile {
  readonly path: string;
  /** [count, height, width] of images, [count] of labels. */
  readonly shape: readonly number[];
  /** Bytes of all values. */
  readonly size: number;
  readonly source: ByteSource;
}

const axes = { images: ['images', 'rows', 'columns'], labels: ['labels'] } as const;
const unsignedByte = 0x08;
const typeNames: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floating-point numbers',
  0x0e: '64-bit floating-point numbers',
};
/** Deflate packs at most 1032 bytes into one: RFC 1951 with a match of 258 bytes in 2 bits. */
const largestCompression = 1032;

/**
 * Opens an IDX file, plain or gzip, and checks its header against its size.
 *
 * @throws DataError naming the file, what was found and what it must be.
 */
export async function openIdx(path: string, content: 'images' | 'labels'): Promise<IdxFile> {
  const source = await openBytes(path);
  try {
    const shape = await readHeader(source, content);
    const size = shape.reduce((product, side) => product * side, 1);
    checkSize(source, 4 + 4 * shape.length, size);
    return { path, shape, size, source };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * Reads all values of an opened file.
 *
 * @param target Where they go, `file.size` bytes.
 * @throws DataError if the file ends early or goes on.
 */
export async function readIdxValues(file: IdxFile, target: Uint8Array): Promise<void> {
  const found = await file.source.read(target);
  if (found < file.size) throw new DataError(`${file.path}: ${cutText(found, file.size)}`);
  if ((await file.source.read(new Uint8Array(1))) > 0) {
    throw new DataError(`${file.path}: ${overlongText('more', file.size)}`);
  }
}

async function readHeader(source: ByteSource, content: 'images' | 'labels'): Promise<number[]> {
  const names = axes[content];
  const header = new Uint8Array(4 + 4 * names.length);
  const found = await source.read(header);
  if (found >= 4) checkMagic(source.path, header, content);
  if (found < header.length) {
    const must = `must have at least the ${header.length} bytes of the header of an IDX file of ${content}`;
    throw new DataError(`${source.path}: has ${found === 0 ? 'no' : `only ${found}`} bytes, ${must}`);
  }
  const view = new DataView(header.buffer);
  const shape = names.map((_, axis) => view.getUint32(4 + 4 * axis));
  const empty = shape.indexOf(0);
  if (empty >= 0) {
    throw new DataError(`${source.path}: the header declares 0 ${names[empty]!}, must be at least 1`);
  }
  return shape;
}

function checkMagic(path: string, header: Uint8Array, content: 'images' | 'labels'): void {
  const [zero, alsoZero, type, found] = header as unknown as [number, number, number, number];
  const must = axes[content].length;
  const isIdx = zero === 0 && alsoZero === 0 && (type === unsignedByte || type in typeNames);
  const expected = `00 00 08 0${must}, an IDX file of ${content}`;
  if (!isIdx) {
    const bytes = Array.from(header.subarray(0, 4), byte => byte.toString(16).padStart(2, '0')).join(' ');
    throw new DataError(`${path}: starts with the bytes ${bytes}, must start with ${expected}`);
  }
  if (type !== unsignedByte) {
    throw new DataError(
      `${path}: holds ${typeNames[type]!}, must hold unsigned bytes (start with ${expected})`,
    );
  }
  if (found !== must) {
    const other = found === 1 ? ' (labels)' : found === 3 ? ' (images)' : '';
    const axesMust = `${must} (${content})`;
    throw new DataError(
      `${path}: is an IDX file with ${found === 1 ? '1 axis' : `${found} axes`}${other}, must have ${axesMust}`,
    );
  }
}

function checkSize({ path, fileBytes, isCompressed }: ByteSource, headerBytes: number, size: number): void {
  if (isCompressed) {
    if (headerBytes + size <= fileBytes * largestCompression) return;
    const must = `must be no more than a gzip file of ${fileBytes} bytes can hold, ${fileBytes * largestCompression}`;
    throw new DataError(`${path}: the header declares ${size} bytes of values, ${must}`);
  }
  const found = fileBytes - headerBytes;
  if (found < size) throw new DataError(`${path}: ${cutText(found, size)}`);
  if (found > size) throw new DataError(`${path}: ${overlongText(String(found), size)}`);
}

function cutText(found: number, must: number): string {
  return `ends after ${found} bytes of values, must have the ${must} that its header declares; the file is cut off`;
}

function overlongText(found: string, must: number): string {
  return found === 'more'
    ? `has more bytes of values than the ${must} that its header declares, must have just these`
    : `has ${found} bytes of values, must have the ${must} that its header declares`;
}

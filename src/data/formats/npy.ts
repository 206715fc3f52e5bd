/**
 * The NPY format of NumPy: a header in text, then the values, last axis fastest.
 *
 *   93 'NUMPY' | version | length | {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), } | values
 *
 * Source: NumPy manual, numpy.lib.format, versions 1.0, 2.0 and 3.0 of the format.
 */
import { endianness } from 'node:os';
import { openBytes, type ByteSource } from '../byte-source.js';
import { DataError } from '../data-error.js';
import { listZip, openZipMember } from './zip.js';

/** An NPY array whose header was read and found sound. */
export interface NpyFile {
  /** File, and the array in it where the file is an archive. */
  readonly path: string;
  readonly type: NpyType;
  readonly isSwapped: boolean;
  readonly shape: readonly number[];
  /** Number of values. */
  readonly size: number;
  readonly source: ByteSource;
}

/** Kind (unsigned, signed, floating point) and bytes of a value. */
export type NpyType = 'u1' | 'u2' | 'u4' | 'u8' | 'i1' | 'i2' | 'i4' | 'i8' | 'f4' | 'f8';

export type NpyValues =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const arrays = {
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
} as const satisfies Readonly<Record<NpyType, unknown>>;

const longestHeader = 1 << 16;
const largestCompression = 1032;
const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/**
 * Opens an array: an `.npy` file, plain or gzip, or a member of an `.npz` archive. What it is, its first bytes tell.
 *
 * @param array Name of the member, with or without `.npy`; omitted where the archive has one only.
 * @throws DataError naming the file, what was found and what it must be.
 */
export async function openNpy(path: string, array?: string): Promise<NpyFile> {
  const first = new Uint8Array(4);
  const plain = await openBytes(path);
  const found = await plain.read(first);
  await plain.close();
  const isArchive = found === 4 && first[0] === 0x50 && first[1] === 0x4b && first[2]! < 7 && first[3]! < 8;
  if (!isArchive && array !== undefined) {
    throw new DataError(`${path}: is no .npz archive, must be one, or be named without the array ${array}`);
  }
  const source = isArchive ? await openArchive(path, array) : await openBytes(path);
  try {
    const { type, isSwapped, shape, headerBytes } = await readHeader(source);
    const size = shape.reduce((product, side) => product * side, 1);
    checkSize(source, headerBytes, size * bytesOf(type));
    return { path: source.path, type, isSwapped, shape, size, source };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * Zeros of a type.
 *
 * @param where What is being loaded, for the error.
 * @throws DataError if the machine has no memory for them.
 */
export function newValues(where: string, type: NpyType, count: number): NpyValues {
  try {
    return new arrays[type](count);
  } catch (error) {
    throw new DataError(`${where}: ${count} values of type ${type} do not fit into memory, must be fewer`, {
      cause: error,
    });
  }
}

/** Bytes of one value. */
export function bytesOf(type: NpyType): number {
  return Number(type[1]);
}

/**
 * Reads the next values of an opened array.
 *
 * @param count Values, not more than are left.
 * @throws DataError if the file ends early.
 */
export async function readNpyValues(file: NpyFile, count: number): Promise<NpyValues> {
  const values = new arrays[file.type](count);
  await readInto(file, values);
  return values;
}

/** Reads the next values of an opened array into an array of its type; throws as `readNpyValues`. */
export async function readInto(file: NpyFile, target: NpyValues): Promise<void> {
  const bytes = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
  const found = await file.source.read(bytes);
  if (found < bytes.length) {
    throw new DataError(
      `${file.path}: ends ${bytes.length - found} bytes early, must have all values that its header declares; the file is cut off`,
    );
  }
  if (!file.isSwapped) return;
  const side = bytesOf(file.type);
  if (side === 2) bytes.swap16();
  else if (side === 4) bytes.swap32();
  else if (side === 8) bytes.swap64();
}

/** @throws DataError if the file goes on behind its values. */
export async function checkNpyEnd({ path, source }: NpyFile): Promise<void> {
  if ((await source.read(new Uint8Array(1))) > 0) {
    throw new DataError(`${path}: goes on behind the values that its header declares, must end there`);
  }
}

async function openArchive(path: string, array: string | undefined): Promise<ByteSource> {
  const members = await listZip(path);
  const names = members.map(({ name }) => name.replace(/\.npy$/, ''));
  if (array === undefined && members.length !== 1) {
    throw new DataError(`${path}: holds the arrays ${names.join(', ') || 'none'}, one of them must be named`);
  }
  const place = array === undefined ? 0 : names.indexOf(array.replace(/\.npy$/, ''));
  if (place < 0)
    throw new DataError(`${path}: has no array ${array!}, must be one of ${names.join(', ') || 'none'}`);
  return openZipMember(path, members[place]!);
}

interface Header {
  readonly type: NpyType;
  readonly isSwapped: boolean;
  readonly shape: readonly number[];
  readonly headerBytes: number;
}

async function readHeader(source: ByteSource): Promise<Header> {
  const { path } = source;
  const start = new Uint8Array(8);
  const found = await source.read(start);
  if (found < 8 || !magic.every((byte, place) => start[place] === byte)) {
    const bytes = Array.from(start.subarray(0, Math.min(found, 6)), byte =>
      byte.toString(16).padStart(2, '0'),
    ).join(' ');
    throw new DataError(
      `${path}: starts with the bytes ${bytes || 'none'}, must start with 93 4e 55 4d 50 59, an NPY array`,
    );
  }
  const [version, minor] = [start[6]!, start[7]!];
  if (version < 1 || version > 3 || minor !== 0) {
    throw new DataError(
      `${path}: is of version ${version}.${minor} of the NPY format, must be 1.0, 2.0 or 3.0`,
    );
  }
  const lengthBytes = version === 1 ? 2 : 4;
  const lengthField = Buffer.from(await take(source, lengthBytes));
  const length = lengthField.readUIntLE(0, lengthBytes);
  if (length > longestHeader) {
    throw new DataError(`${path}: declares a header of ${length} bytes, must be at most ${longestHeader}`);
  }
  const text = Buffer.from(await take(source, length)).toString('utf8');
  return { ...parseHeader(path, text), headerBytes: 8 + lengthBytes + length };
}

async function take(source: ByteSource, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  if ((await source.read(bytes)) < length) {
    throw new DataError(
      `${source.path}: ends within its header, must be a whole NPY array; the file is cut off`,
    );
  }
  return bytes;
}

/** The header is a dictionary in Python's notation with three keys, in any order. */
const headerForm =
  /^\{(?=.*'descr': *'([^']*)')(?=.*'fortran_order': *(True|False))(?=.*'shape': *\(([\d, ]*)\))(?:[^{}]*)\} *\n?$/;

function parseHeader(path: string, text: string): Omit<Header, 'headerBytes'> {
  const [, descr, order, sides] = headerForm.exec(text) ?? [];
  if (descr === undefined || order === undefined || sides === undefined) {
    const must = "must be {'descr': '<f4', 'fortran_order': False, 'shape': (…), } with a plain type";
    throw new DataError(`${path}: the header is ${JSON.stringify(text.trim().slice(0, 120))}, ${must}`);
  }
  const [, byteOrder, kind] = /^([<>|=])([uif]\d)$/.exec(descr) ?? [];
  if (byteOrder === undefined || kind === undefined || !(kind in arrays)) {
    throw new DataError(
      `${path}: holds values of type ${JSON.stringify(descr)}, must be u1, u2, u4, u8, i1 to i8, f4 or f8`,
    );
  }
  if (order === 'True') {
    throw new DataError(
      `${path}: is in Fortran order, must be in C order; save numpy.ascontiguousarray(array)`,
    );
  }
  const shape = sides
    .split(',')
    .filter(side => side.trim() !== '')
    .map(Number);
  const empty = shape.indexOf(0);
  if (empty >= 0)
    throw new DataError(`${path}: axis ${empty} (counted from 0) has length 0, must be at least 1`);
  const isBig = byteOrder === '>';
  const isSwapped = (isBig || byteOrder === '<') && isBig !== (endianness() === 'BE');
  return { type: kind as NpyType, isSwapped, shape };
}

function checkSize({ path, fileBytes, isCompressed }: ByteSource, headerBytes: number, bytes: number): void {
  const found = fileBytes - headerBytes;
  if (isCompressed ? headerBytes + bytes <= fileBytes * largestCompression : found === bytes) return;
  const must = isCompressed
    ? `must be no more than a gzip file of ${fileBytes} bytes can hold, ${fileBytes * largestCompression}`
    : `must have just these and has ${found}${found < bytes ? '; the file is cut off' : ''}`;
  throw new DataError(`${path}: the header declares ${bytes} bytes of values, ${must}`);
}

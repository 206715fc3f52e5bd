/**
 * Arrays of numbers in MAT files, versions 5 to 7 (MATLAB's own format) and 7.3 (HDF5).
 *
 *   128 bytes of header | type, bytes, content | type, bytes, content | …     content: an array, or one packed by zlib
 *
 * Axes are those that MATLAB shows; the first one is the fastest in the file. Files of 7.3 hold them the other way round, which is undone.
 * Not read: version 4, complex numbers, cells, structures, text, sparse arrays, objects.
 * Source: The MathWorks, MAT-File Format, R2024b, chapter Level 5.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, inflate } from 'node:zlib';
import { DataError, fileFault } from '../data-error.js';
import { isHdf5, openHdf5 } from './hdf5.js';
import { bytesOf, newValues, type NpyType, type NpyValues } from './npy.js';
import { checkHeld, findEntry, shapeText, type FileEntry, type StoredArray } from './stored-array.js';

const headerBytes = 128;
const [miMatrix, miCompressed] = [14, 15];
/** Types of stored values by their number. */
const storedTypes: Readonly<Record<number, NpyType>> = {
  1: 'i1',
  2: 'u1',
  3: 'i2',
  4: 'u2',
  5: 'i4',
  6: 'u4',
  7: 'f4',
  9: 'f8',
  12: 'i8',
  13: 'u8',
};
/** Types of arrays by their number; their values may be stored as a smaller one. */
const classes: Readonly<Record<number, NpyType>> = {
  6: 'f8',
  7: 'f4',
  8: 'i1',
  9: 'u1',
  10: 'i2',
  11: 'u2',
  12: 'i4',
  13: 'u4',
  14: 'i8',
  15: 'u8',
};
const otherClasses = ['', 'cells', 'a structure', 'an object', 'text', 'a sparse array'];
/** Strings, tables and other objects of newer MATLAB, which the format's description leaves out: their name stands where others have a shape. */
const opaqueClass = 17;
const complexFlag = 0x0800;
/** Of an element that are read to learn its name and shape: packed, they hold far more than a header. */
const previewBytes = 4096;
const mostEntries = 10_000;
const mostAxes = 32;

/** An array, and where it lies. */
interface MatEntry extends FileEntry {
  readonly position: number;
  /** In the file. */
  readonly bytes: number;
  readonly isPacked: boolean;
  /** Of the unpacked element, its tag among them. */
  readonly unpackedBytes: number;
}

/** A part of an element: type, and its content within the bytes of the element. */
interface Part {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** Where the next part begins. */
  readonly next: number;
}

/**
 * Finds an array.
 *
 * @param name Omitted where the file has one array only.
 * @throws DataError naming the file, and listing what it holds where the name is not there.
 */
export async function openMat(path: string, name?: string): Promise<StoredArray> {
  if (await isHdf5(path)) return openHdf5(path, name, true);
  const entries = await withFile(path, async (handle, size) => {
    const isSwapped = await readHeader(handle, path, size);
    if (isSwapped) {
      throw new DataError(
        `${path}: was written on a big-endian machine, must be little-endian; save it again`,
      );
    }
    return listEntries(handle, path, size);
  });
  const entry = findEntry(path, entries, name);
  const { type, shape } = entry;
  const where = `${path} (${entry.name})`;
  const count = shape.reduce((product, side) => product * side, 1);
  if (count > entry.unpackedBytes) {
    throw new DataError(
      `${where}: has the shape ${shapeText(shape)}, must have no more than its ${entry.unpackedBytes} bytes can hold`,
    );
  }
  checkHeld(where, entry.unpackedBytes, entry.bytes);
  const read = () => withFile(path, handle => readValues(handle, where, entry));
  return { path: where, type, shape, isColumnMajor: true, read };
}

async function withFile<Result>(
  path: string,
  work: (handle: FileHandle, size: number) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    return await work(handle, (await handle.stat()).size);
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  } finally {
    await handle?.close();
  }
}

/** @returns Whether numbers are big-endian. */
async function readHeader(handle: FileHandle, path: string, size: number): Promise<boolean> {
  const header = await readAt(handle, path, 0, Math.min(size, headerBytes));
  const mark = header.toString('latin1', 126, 128);
  if (size < headerBytes || (mark !== 'IM' && mark !== 'MI')) {
    throw new DataError(
      `${path}: has no header of a MAT file of version 5 to 7.3, must have one; save it with -v7`,
    );
  }
  return mark === 'MI';
}

async function listEntries(handle: FileHandle, path: string, size: number): Promise<MatEntry[]> {
  const entries: MatEntry[] = [];
  for (let position = headerBytes; position + 8 <= size;) {
    const tag = await readAt(handle, path, position, 8);
    const [type, bytes] = [tag.readUInt32LE(0), tag.readUInt32LE(4)];
    const end = position + 8 + bytes;
    if (end > size) {
      throw new DataError(
        `${path}: the element at byte ${position} goes on to byte ${end}, must end within the ${size} bytes of the file; it is cut off`,
      );
    }
    if (entries.length === mostEntries) {
      throw new DataError(`${path}: holds more than ${mostEntries} arrays, must hold fewer`);
    }
    if (type === miCompressed || type === miMatrix) {
      const start = type === miMatrix ? position : position + 8;
      const preview = await readAt(handle, path, start, Math.min(end - start, previewBytes));
      const head = type === miMatrix ? preview : await unpack(path, preview, previewBytes * 1032, true);
      entries.push({
        ...entryOf(path, head),
        position: start,
        bytes: end - start,
        isPacked: type === miCompressed,
      });
    }
    // Packed elements are not padded; all others end at a multiple of 8 bytes, which their length counts.
    position = end;
  }
  // MATLAB keeps what is inside of objects in an array without a name.
  return entries.filter(({ name }) => name !== '');
}

/** Name, shape and type, from the first bytes of an element. */
function entryOf(path: string, head: Buffer): FileEntry & Pick<MatEntry, 'unpackedBytes'> {
  const [flags, dimensions, title] = partsOf(path, head, 3) as [Part, Part, Part];
  const nameIn = ({ start, end }: Part) => head.toString('latin1', start, end);
  const unpackedBytes = head.readUInt32LE(4) + 8;
  const word = head.readUInt32LE(flags.start);
  const kind = word & 0xff;
  if (kind === opaqueClass) {
    return { name: nameIn(dimensions), shape: [], type: null, kind: 'an object', unpackedBytes };
  }
  const isComplex = (word & complexFlag) !== 0;
  const axes = (dimensions.end - dimensions.start) / 4;
  if (!Number.isInteger(axes) || axes < 1 || axes > mostAxes) {
    throw new DataError(`${path}: an array has ${axes} axes, must have 1 to ${mostAxes}`);
  }
  const shape = Array.from({ length: axes }, (_, axis) => head.readInt32LE(dimensions.start + 4 * axis));
  const name = nameIn(title);
  if (shape.some(side => side < 0)) {
    throw new DataError(
      `${path} (${name}): has the shape (${shape.join(', ')}), must have no length below 0`,
    );
  }
  return {
    name,
    shape,
    type: isComplex ? null : (classes[kind] ?? null),
    kind: isComplex ? 'complex numbers' : (otherClasses[kind] ?? `values of kind ${kind}`),
    unpackedBytes,
  };
}

/** The first parts of an element; short ones hold their content in the second half of their tag. */
function partsOf(path: string, element: Buffer, count: number): Part[] {
  const parts: Part[] = [];
  let at = 8;
  while (parts.length < count) {
    if (at + 8 > element.length) throw cutOff(path);
    const [word, length] = [element.readUInt32LE(at), element.readUInt32LE(at + 4)];
    const isShort = word >>> 16 !== 0;
    const type = isShort ? word & 0xffff : word;
    const [start, bytes] = isShort ? [at + 4, word >>> 16] : [at + 8, length];
    if (isShort && bytes > 4) throw cutOff(path);
    // The content of the last one may lie beyond a preview.
    if (parts.length < 3 && start + bytes > element.length) throw cutOff(path);
    const next = isShort ? at + 8 : start + Math.ceil(bytes / 8) * 8;
    parts.push({ type, start, end: start + bytes, next });
    at = next;
  }
  return parts;
}

async function readValues(handle: FileHandle, where: string, entry: MatEntry & { readonly type: NpyType }) {
  const content = await readAt(handle, where, entry.position, entry.bytes);
  const element = entry.isPacked ? await unpack(where, content, entry.unpackedBytes, false) : content;
  if (element.length < entry.unpackedBytes) throw cutOff(where);
  const { start, end, type } = partsOf(where, element, 4)[3]!;
  const stored = storedTypes[type];
  const count = entry.shape.reduce((product, side) => product * side, 1);
  if (stored === undefined || end > element.length || end - start !== count * bytesOf(stored)) {
    throw new DataError(
      `${where}: holds ${end - start} bytes of type ${stored ?? type}, must hold the ${count} values of its shape`,
    );
  }
  const values = newValues(where, stored, count);
  new Uint8Array(values.buffer).set(element.subarray(start, end));
  return widened(where, values, entry.type);
}

/** Values in the type of their array. */
function widened(where: string, values: NpyValues, type: NpyType): NpyValues {
  const wide = newValues(where, type, values.length);
  if (wide.constructor === values.constructor) return values;
  const isBig = wide instanceof BigInt64Array || wide instanceof BigUint64Array;
  for (let place = 0; place < wide.length; place++) {
    const value = values[place]!;
    if (isBig) wide[place] = BigInt(value);
    else (wide as Float64Array)[place] = Number(value);
  }
  return wide;
}

/** @param most Bytes to which the content may unpack. @param isPart Whether `packed` is the beginning only. */
async function unpack(where: string, packed: Buffer, most: number, isPart: boolean): Promise<Buffer> {
  try {
    return await promisify(inflate)(packed, {
      maxOutputLength: most,
      finishFlush: isPart ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `unpacks to more than the ${most} bytes that it declares, must be just these`
        : `damaged content (${message}), must unpack whole`;
    throw new DataError(`${where}: ${what}`, { cause: error });
  }
}

function cutOff(where: string): DataError {
  return new DataError(
    `${where}: an array ends within its head or its values, must be whole; the file is cut off or damaged`,
  );
}

async function readAt(handle: FileHandle, path: string, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  if (bytesRead < length) {
    throw new DataError(
      `${path}: ends at byte ${position + bytesRead}, must go on to byte ${position + length}`,
    );
  }
  return bytes;
}

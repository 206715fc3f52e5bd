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
import { DataError, fileFault } from '../data-error.js';
import { isHdf5, openHdf5 } from './hdf5.js';
import { cutOff, entryOf, partsOf, unpack, type ElementEntry } from './mat-element.js';
import { bytesOf, newValues, type NpyType, type NpyValues } from './npy.js';
import { checkHeld, findEntry, shapeText, type StoredArray, type WantedArray } from './stored-array.js';

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
/** Of an element that are read to learn its name and shape: packed, they hold far more than a header. */
const previewBytes = 4096;
const mostEntries = 10_000;

/** An array, and where it lies. */
interface MatEntry extends ElementEntry {
  readonly position: number;
  /** In the file. */
  readonly bytes: number;
  readonly isPacked: boolean;
}

/**
 * Finds an array.
 *
 * @throws DataError naming the file, and listing what it holds where the name is not there.
 */
export async function openMat(path: string, wanted: WantedArray): Promise<StoredArray> {
  if (await isHdf5(path)) return openHdf5(path, wanted, true);
  const entries = await withFile(path, async (handle, size) => {
    const isSwapped = await readHeader(handle, path, size);
    if (isSwapped) {
      throw new DataError(
        `${path}: was written on a big-endian machine, must be little-endian; save it again`,
      );
    }
    return listEntries(handle, path, size);
  });
  const entry = findEntry(path, entries, wanted);
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

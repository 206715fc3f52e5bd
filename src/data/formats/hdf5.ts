/**
 * Arrays in HDF5 files, read by the HDF5 library itself, compiled to WebAssembly. It is loaded when the first such file is opened.
 *
 * Source: The HDF Group, HDF5 File Format Specification, version 3.0.
 */
import { stat } from 'node:fs/promises';
import type { Dataset as Hdf5Dataset, Entity, File as Hdf5File } from 'h5wasm';
import { openBytes } from '../byte-source.js';
import { DataError, fileFault } from '../data-error.js';
import { elsewhere, withHdf5 } from './hdf5-file.js';
import { bytesOf, newValues, type NpyType, type NpyValues } from './npy.js';
import { checkHeld, findEntry, type FileEntry, type StoredArray, type WantedArray } from './stored-array.js';

/** Where the signature may be: at the start, or behind a user block, as MATLAB writes it. */
const signaturePlaces = [0, 512, 1024, 2048];
const signature = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Types by their letter in the library, little-endian. */
const types: Readonly<Record<string, NpyType>> = {
  '<B': 'u1',
  '<H': 'u2',
  '<I': 'u4',
  '<Q': 'u8',
  '<b': 'i1',
  '<h': 'i2',
  '<i': 'i4',
  '<q': 'i8',
  '<f': 'f4',
  '<d': 'f8',
};
/** Bytes that are read at once, so that the library takes little memory of its own. */
const chunkBytes = 1 << 26;

/** Whether a file has the signature of HDF5. @throws DataError if it cannot be read. */
export async function isHdf5(path: string): Promise<boolean> {
  const source = await openBytes(path);
  try {
    const start = new Uint8Array(signaturePlaces.at(-1)! + signature.length);
    const bytes = Buffer.from(start.subarray(0, source.isCompressed ? 0 : await source.read(start)));
    return signaturePlaces.some(place => bytes.subarray(place, place + signature.length).equals(signature));
  } finally {
    await source.close();
  }
}

/**
 * Finds an array.
 *
 * @param wanted Named with the names of its groups: `train/images`.
 * @param isReversed Axes are listed from the last to the first, as MATLAB has them, whose files are the other way round.
 * @throws DataError naming the file.
 */
export async function openHdf5(path: string, wanted: WantedArray, isReversed = false): Promise<StoredArray> {
  if (!(await isHdf5(path))) {
    throw new DataError(
      `${path}: has no signature of HDF5, must be an HDF5 file; it is cut off or of another kind`,
    );
  }
  const { size } = await stat(path).catch((error: unknown) => Promise.reject(fileFault(path, error)));
  const order = (shape: readonly number[]) => (isReversed ? shape.toReversed() : shape);
  return withHdf5(path, file => {
    const entries = entriesOf(file).map(entry => ({ ...entry, shape: order(entry.shape) }));
    const { type, shape, name: found } = findEntry(path, entries, wanted);
    const where = `${path} (${found})`;
    const count = shape.reduce((product, side) => product * side, 1);
    checkHeld(where, count * bytesOf(type), size);
    const read = () => withHdf5(path, again => readValues(again, found, where, type));
    return { path: where, type, shape, isColumnMajor: isReversed, read };
  });
}

function entriesOf(file: Hdf5File): FileEntry[] {
  return file.paths().flatMap(name => {
    const entry = find(file, name);
    const elsewhereKind = elsewhere(entry);
    if (elsewhereKind !== null) return [{ name, shape: [], type: null, kind: elsewhereKind }];
    if (!entry || !isDataset(entry)) return [];
    const { dtype, shape } = entry;
    const letter = typeof dtype === 'string' ? dtype : 'compound';
    return [{ name, shape: shape ?? [], type: types[letter] ?? null, kind: `values of type ${letter}` }];
  });
}

/** What stands under a name; undefined where the library fails to follow a link. */
function find(file: Hdf5File, name: string): Entity | null | undefined {
  try {
    return file.get(name);
  } catch {
    return undefined;
  }
}

function isDataset(entry: object): entry is Hdf5Dataset {
  return 'slice' in entry && 'dtype' in entry;
}

/** Reads along the first axis, some rows at a time. */
function readValues(file: Hdf5File, name: string, where: string, type: NpyType): NpyValues {
  const dataset = file.get(name) as Hdf5Dataset;
  const [rows = 1, ...rest] = dataset.shape ?? [];
  const size = rest.reduce((product, side) => product * side, 1);
  const values = newValues(where, type, rows * size);
  const step = Math.max(1, Math.floor(chunkBytes / (size * bytesOf(type))));
  for (let start = 0; start < rows; start += step) {
    const end = Math.min(rows, start + step);
    const part = dataset.slice([[start, end], ...rest.map(side => [0, side] as [number, number])]);
    if (!ArrayBuffer.isView(part) || (part as NpyValues).length !== (end - start) * size) {
      throw new DataError(`${where}: rows ${start} to ${end - 1} cannot be read, must be plain numbers`);
    }
    // Of one type both, which the union does not tell.
    (values as Uint8Array).set(part as Uint8Array, start * size);
  }
  return values;
}

/**
 * One HDF5 file, opened so that the library can reach no other: in such a file a link, an array or a part of one may name any
 * file of the machine. The library runs in a file system of its own, which holds this one alone.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Entity, File as Hdf5File } from 'h5wasm';
import { DataError, fileFault } from '../data-error.js';

/** What the library calls the file. */
const place = '/file.h5';

/** A file of the library's file system, as Emscripten makes it. */
interface LibraryFile {
  usedBytes: number;
  stream_ops: {
    readonly read: (
      stream: unknown,
      target: NodeJS.ArrayBufferView,
      offset: number,
      length: number,
      position: number,
    ) => number;
  };
}

/**
 * Opens a file, for as long as `work` takes.
 *
 * @throws DataError naming the file if it is damaged, or if what `work` reads lies in another file. What `work` throws as a
 *   DataError is thrown as it is.
 */
export async function withHdf5<Result>(path: string, work: (file: Hdf5File) => Result): Promise<Result> {
  const { File, ready } = await import('h5wasm');
  const library = await ready;
  // Without this the library prints to the terminal and goes on.
  library.activate_throwing_error_handler();
  const disk = openOnDisk(path);
  let file: Hdf5File | undefined;
  try {
    library.FS.writeFile(place, new Uint8Array(0));
    // The library's types leave out what its files are made of.
    const held = library.FS.lookupPath(place, {}).node as unknown as LibraryFile;
    held.usedBytes = fstatSync(disk).size;
    held.stream_ops = {
      ...held.stream_ops,
      read: (_, target, offset, length, position) => readSync(disk, target, offset, length, position),
    };
    file = new File(place, 'r');
    return work(file);
  } catch (error) {
    throw error instanceof DataError ? error : hdf5Fault(path, error);
  } finally {
    file?.close();
    library.FS.unlink(place);
    closeSync(disk);
  }
}

function openOnDisk(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw fileFault(path, error);
  }
}

/** Values in another file are found when they are read; nothing else says that they are there. */
function hdf5Fault(path: string, error: unknown): DataError {
  const isElsewhere = error instanceof Error && error.message.includes('open external raw data file');
  return new DataError(
    isElsewhere
      ? `${path}: has values in another file, which is not read; must hold them itself, copy them into it`
      : `${path}: cannot be read as HDF5, must be a whole, undamaged file`,
    { cause: error },
  );
}

/**
 * What stands under a name and is no array of its own, for a message; null for an array and for a group.
 *
 * @param entry As the library finds it; undefined where it fails to.
 */
export function elsewhere(entry: Entity | null | undefined): string | null {
  if (entry === undefined) return 'a link that leads to nothing in this file';
  if (entry === null) return null;
  if ('filename' in entry) return elsewhereText(`a link to ${entry.obj_path} of ${entry.filename}`);
  if ('target' in entry) return `a link to ${entry.target}, which is not in this file`;
  const [source] = 'slice' in entry ? (entry.metadata.virtual_sources ?? []) : [];
  return source === undefined
    ? null
    : elsewhereText(`a virtual array, made of ${source.dset_name} of ${source.file_name}`);
}

function elsewhereText(what: string): string {
  return `${what}, which is not read (copy the values into this file)`;
}

/** The content of a file, plain or unpacked from gzip, read a piece at a time so that nothing unpacks without bound. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError, fileFault } from './data-error.js';

export interface ByteSource {
  readonly path: string;
  readonly isCompressed: boolean;
  /** Size of the file on disk, bytes. */
  readonly fileBytes: number;
  /** Fills `target` from where the last call ended; returns the number of bytes, less than its length at the end. */
  read(target: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

const chunkBytes = 1 << 18;

/**
 * Opens a file; gzip is told by the first two bytes, not by the name.
 *
 * @throws DataError naming the file if it cannot be read or is not a file. Damaged gzip content throws from `read`.
 */
export async function openBytes(path: string): Promise<ByteSource> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new DataError(`${path}: is not a file, must be one`);
    const handle = await open(path);
    try {
      const magic = new Uint8Array(2);
      await handle.read(magic, 0, 2, 0);
      const isCompressed = magic[0] === 0x1f && magic[1] === 0x8b;
      return isCompressed ? gzipSource(path, handle, found.size) : plainSource(path, handle, found.size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  }
}

function plainSource(path: string, handle: FileHandle, fileBytes: number): ByteSource {
  let position = 0;
  return {
    path,
    fileBytes,
    isCompressed: false,
    async read(target) {
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await handle
          .read(target, filled, target.length - filled, position)
          .catch((error: unknown) => Promise.reject(fileFault(path, error)));
        if (bytesRead === 0) break;
        filled += bytesRead;
        position += bytesRead;
      }
      return filled;
    },
    close: () => handle.close(),
  };
}

function gzipSource(path: string, handle: FileHandle, fileBytes: number): ByteSource {
  const unpacked = pipeline(
    handle.createReadStream({ start: 0, autoClose: false, highWaterMark: chunkBytes }),
    createGunzip({ chunkSize: chunkBytes }),
    () => undefined, // A failure reaches the reader through the iterator.
  );
  return {
    path,
    fileBytes,
    isCompressed: true,
    read: fillFrom(unpacked, error => gzipFault(path, error)),
    async close() {
      unpacked.destroy();
      await handle.close();
    },
  };
}

/** A `read` of `ByteSource` from pieces of any size; `faultOf` says what a failure of the stream means. */
export function fillFrom(
  stream: AsyncIterable<Uint8Array>,
  faultOf: (error: unknown) => DataError,
): ByteSource['read'] {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return async target => {
    let filled = 0;
    while (filled < target.length) {
      if (rest.length === 0) {
        const next = await chunks.next().catch((error: unknown) => Promise.reject(faultOf(error)));
        if (next.done === true) break;
        rest = next.value;
      }
      const piece = rest.subarray(0, target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
      rest = rest.subarray(piece.length);
    }
    return filled;
  };
}

function gzipFault(path: string, error: unknown): DataError {
  const { message } = error as Error;
  return new DataError(`${path}: damaged gzip file (${message}), must unpack whole; download it again`, {
    cause: error,
  });
}

/**
 * Members of a zip archive, read a piece at a time, so that none unpacks to more than the archive declares.
 *
 * Read: members that are stored (method 0) or deflated (8), sizes above 4 GB (Zip64) too, as NumPy writes `.npz` files.
 * Refused: encryption, other methods, archives in several files, members that are shorter or longer than declared, wrong checksums.
 * Source: PKWARE, .ZIP File Format Specification (APPNOTE.TXT), version 6.3.10, sections 4.3 to 4.5.
 */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { fillFrom, type ByteSource } from '../byte-source.js';
import { DataError, fileFault } from '../data-error.js';
import { checkDeclared, directoryOf, type ZipMember } from './zip-directory.js';

const chunkBytes = 1 << 18;
const localHeaderBytes = 30;

/**
 * The members of an archive, in its order.
 *
 * @throws DataError naming the file if it is no whole zip archive.
 */
export async function listZip(path: string): Promise<ZipMember[]> {
  return withFile(path, async handle => {
    const { size } = await handle.stat();
    return directoryOf(path, size, async (position, length) => readAt(handle, path, position, length));
  });
}

/**
 * Opens a member. Its `fileBytes` is what the archive declares; `read` gives neither more nor less.
 *
 * @throws DataError naming archive and member; from `read`, where the content is damaged or is not what is declared.
 */
export async function openZipMember(path: string, member: ZipMember): Promise<ByteSource> {
  const where = `${path} (${member.name})`;
  checkDeclared(where, member);
  const start = await withFile(path, async handle => {
    const header = await readAt(handle, path, member.position, localHeaderBytes);
    if (header.readUInt32LE(0) !== 0x04034b50) {
      throw new DataError(
        `${where}: has no header at byte ${member.position}, must have one; the archive is damaged`,
      );
    }
    return member.position + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  });
  const packed = createReadStream(path, {
    start,
    end: Math.max(start, start + member.packedBytes - 1),
    highWaterMark: chunkBytes,
  });
  // A failure reaches the reader through the iterator.
  const stream = member.isDeflated
    ? pipeline(packed, createInflateRaw({ chunkSize: chunkBytes }), () => undefined)
    : packed;
  const fault = (error: unknown): DataError =>
    error instanceof DataError
      ? error
      : new DataError(`${where}: damaged content (${(error as Error).message}), must unpack whole`, {
          cause: error,
        });
  return {
    path: where,
    fileBytes: member.bytes,
    isCompressed: false,
    read: fillFrom(exactly(stream as AsyncIterable<Uint8Array>, where, member), fault),
    close() {
      stream.destroy();
      packed.destroy();
      return Promise.resolve();
    },
  };
}

/** The pieces of a member; fails where they are more or fewer bytes than declared, or others than checked. */
async function* exactly(
  stream: AsyncIterable<Uint8Array>,
  where: string,
  { bytes, checksum }: ZipMember,
): AsyncGenerator<Uint8Array> {
  let [found, sum] = [0, 0];
  if (bytes > 0) {
    for await (const chunk of stream) {
      found += chunk.length;
      if (found > bytes) {
        throw new DataError(
          `${where}: unpacks to more than the ${bytes} bytes that the archive declares, must be just these`,
        );
      }
      sum = crc32(chunk, sum);
      yield chunk;
    }
  }
  if (found < bytes) {
    throw new DataError(
      `${where}: unpacks to ${found} bytes, must be the ${bytes} that the archive declares`,
    );
  }
  if (sum !== checksum) {
    const [is, must] = [sum, checksum].map(word => word.toString(16).padStart(8, '0'));
    throw new DataError(
      `${where}: the checksum of the content is ${is!}, must be ${must!}; the archive is damaged`,
    );
  }
}

async function withFile<Result>(
  path: string,
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    return await work(handle);
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  } finally {
    await handle?.close();
  }
}

async function readAt(handle: FileHandle, path: string, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  if (bytesRead < length) {
    throw new DataError(
      `${path}: ends at byte ${position + bytesRead}, must go on to byte ${position + length}; the archive is cut off`,
    );
  }
  return bytes;
}

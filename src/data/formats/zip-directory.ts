/** The directory at the end of a zip archive: which members it declares, where they lie, how large they unpack. */
import { DataError } from '../data-error.js';

export interface ZipMember {
  readonly name: string;
  /** Of its local header, bytes from the start of the archive. */
  readonly position: number;
  readonly isDeflated: boolean;
  readonly packedBytes: number;
  /** Unpacked. */
  readonly bytes: number;
  /** CRC-32 of the unpacked content. */
  readonly checksum: number;
  readonly method: number;
  readonly isEncrypted: boolean;
}

type ReadAt = (position: number, length: number) => Promise<Buffer>;

const endBytes = 22;
const longestComment = 0xffff;
const entryBytes = 46;
const endSignature = 0x06054b50;
const locatorSignature = 0x07064b50;
const end64Signature = 0x06064b50;
const entrySignature = 0x02014b50;
/** A field that says that its value is in the Zip64 part. */
const elsewhere = 0xffffffff;
const largestDirectory = 1 << 24;
/** Deflate packs at most 1032 bytes into one: RFC 1951 with a match of 258 bytes in 2 bits. */
const largestCompression = 1032;

/**
 * Reads the directory.
 *
 * @param size Of the archive, bytes.
 * @throws DataError naming the file if there is none, or it contradicts itself.
 */
export async function directoryOf(path: string, size: number, readAt: ReadAt): Promise<ZipMember[]> {
  const { position, length, count } = await findDirectory(path, size, readAt);
  if (length > largestDirectory || position + length > size) {
    throw new DataError(
      `${path}: declares a directory of ${length} bytes at byte ${position}, must lie within the ${size} bytes of the archive ` +
        `and have at most ${largestDirectory}`,
    );
  }
  const bytes = await readAt(position, length);
  const members: ZipMember[] = [];
  for (let at = 0; members.length < count;) {
    if (at + entryBytes > length || bytes.readUInt32LE(at) !== entrySignature) {
      throw new DataError(
        `${path}: the directory holds ${members.length} members, must hold the ${count} that it declares`,
      );
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(place =>
      bytes.readUInt16LE(at + place),
    ) as [number, number, number];
    const next = at + entryBytes + nameLength + extraLength + commentLength;
    if (next > length) {
      throw new DataError(`${path}: member ${members.length} of the directory is cut off, must be whole`);
    }
    members.push(memberAt(path, bytes.subarray(at, next), nameLength, extraLength));
    at = next;
  }
  return members;
}

/**
 * Checks that a member can be unpacked to what is declared.
 *
 * @throws DataError naming archive and member.
 */
export function checkDeclared(where: string, member: ZipMember): void {
  const { method, isEncrypted, isDeflated, packedBytes, bytes } = member;
  if (isEncrypted) throw new DataError(`${where}: is encrypted, must not be`);
  if (method !== 0 && method !== 8) {
    throw new DataError(`${where}: is packed by method ${method}, must be stored (0) or deflated (8)`);
  }
  const most = isDeflated ? packedBytes * largestCompression : packedBytes;
  if (bytes > most) {
    throw new DataError(
      `${where}: declares ${bytes} bytes, must be no more than its ${packedBytes} bytes in the archive can hold, ${most}`,
    );
  }
}

async function findDirectory(
  path: string,
  size: number,
  readAt: ReadAt,
): Promise<{ position: number; length: number; count: number }> {
  const tailBytes = Math.min(size, endBytes + longestComment);
  const tail = await readAt(size - tailBytes, tailBytes);
  let at = tailBytes - endBytes;
  while (
    at >= 0 &&
    !(tail.readUInt32LE(at) === endSignature && tail.readUInt16LE(at + 20) === tailBytes - at - endBytes)
  ) {
    at--;
  }
  if (at < 0) {
    throw new DataError(
      `${path}: has no directory at its end, must be a whole zip archive; it is cut off or of another kind`,
    );
  }
  if (tail.readUInt16LE(at + 4) !== 0)
    throw new DataError(`${path}: is one file of several of an archive, must be a whole one`);
  const found = {
    count: tail.readUInt16LE(at + 10),
    length: tail.readUInt32LE(at + 12),
    position: tail.readUInt32LE(at + 16),
  };
  const isLarge = found.count === 0xffff || found.length === elsewhere || found.position === elsewhere;
  if (!isLarge || at < 20 || tail.readUInt32LE(at - 20) !== locatorSignature) return found;
  const large = await readAt(Number(tail.readBigUInt64LE(at - 12)), 56);
  if (large.readUInt32LE(0) !== end64Signature) {
    throw new DataError(`${path}: has a damaged Zip64 directory, must be a whole zip archive`);
  }
  const [count, length, position] = [32, 40, 48].map(place => Number(large.readBigUInt64LE(place)));
  return { count: count!, length: length!, position: position! };
}

function memberAt(path: string, entry: Buffer, nameLength: number, extraLength: number): ZipMember {
  const name = entry.toString('utf8', entryBytes, entryBytes + nameLength);
  const extra = entry.subarray(entryBytes + nameLength, entryBytes + nameLength + extraLength);
  const short = {
    bytes: entry.readUInt32LE(24),
    packedBytes: entry.readUInt32LE(20),
    position: entry.readUInt32LE(42),
  };
  const method = entry.readUInt16LE(10);
  return {
    name,
    method,
    isEncrypted: (entry.readUInt16LE(8) & 1) === 1,
    isDeflated: method === 8,
    checksum: entry.readUInt32LE(16),
    ...withLargeSizes(`${path} (${name})`, short, extra),
  };
}

interface Sizes {
  readonly bytes: number;
  readonly packedBytes: number;
  readonly position: number;
}

/** The sizes, from the Zip64 part where the short fields have no room, in the order unpacked, packed, position. */
function withLargeSizes(where: string, short: Sizes, extra: Buffer): Sizes {
  if (!Object.values(short).includes(elsewhere)) return short;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let place = at + 4;
    const end = Math.min(extra.length, place + extra.readUInt16LE(at + 2));
    const large = (value: number): number => {
      if (value !== elsewhere || place + 8 > end) return value;
      place += 8;
      return Number(extra.readBigUInt64LE(place - 8));
    };
    const [bytes, packedBytes, position] = [
      large(short.bytes),
      large(short.packedBytes),
      large(short.position),
    ];
    return { bytes, packedBytes, position };
  }
  throw new DataError(`${where}: declares sizes above 4 GB without a Zip64 part, must have one`);
}

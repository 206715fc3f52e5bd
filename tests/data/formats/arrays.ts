/** Bytes of NPY arrays and zip archives for tests. */
import { crc32, deflateRawSync } from 'node:zlib';

/** An NPY array of version 1.0; `header` takes the place of the whole dictionary. */
export function npyBytes(
  descr: string,
  shape: readonly number[],
  values: NodeJS.TypedArray,
  { header, version = 1 }: { readonly header?: string; readonly version?: number } = {},
): Buffer {
  const sides = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = header ?? `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const padded = `${text.padEnd(128 - 8 - lengthBytes - 1)}\n`;
  const start = Buffer.alloc(8 + lengthBytes);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  start.writeUIntLE(padded.length, 8, lengthBytes);
  return Buffer.concat([
    start,
    Buffer.from(padded),
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ]);
}

interface Member {
  readonly name: string;
  readonly content: Uint8Array;
  readonly method?: number;
  /** What the directory declares in place of what is so. */
  readonly bytes?: number;
  readonly checksum?: number;
  readonly flags?: number;
}

/** A zip archive, deflated unless said otherwise. */
export function zipBytes(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let position = 0;
  for (const {
    name,
    content,
    method = 8,
    bytes = content.length,
    checksum = crc32(content),
    flags = 0,
  } of members) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(checksum, 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(position, 42);
    locals.push(local, Buffer.from(name), packed);
    entries.push(entry, Buffer.from(name));
    position += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...locals, directory, end]);
}

/**
 * Elements of MAT files of versions 5 to 7: an array each.
 *
 *   type, bytes | flags | dimensions | name | values        each part: type, bytes, content; short ones: type and bytes in half of that
 *
 * Source: The MathWorks, MAT-File Format, R2024b, chapter Level 5.
 */
import { promisify } from 'node:util';
import { constants, inflate } from 'node:zlib';
import { DataError } from '../data-error.js';
import type { NpyType } from './npy.js';
import type { FileEntry } from './stored-array.js';

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
const mostAxes = 32;

/** What an element holds. */
export interface ElementEntry extends FileEntry {
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

/** Name, shape and type, from the first bytes of an element. */
export function entryOf(path: string, head: Buffer): ElementEntry {
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
export function partsOf(path: string, element: Buffer, count: number): Part[] {
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

/** @param most Bytes to which the content may unpack. @param isPart Whether `packed` is the beginning only. */
export async function unpack(where: string, packed: Buffer, most: number, isPart: boolean): Promise<Buffer> {
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

export function cutOff(where: string): DataError {
  return new DataError(
    `${where}: an array ends within its head or its values, must be whole; the file is cut off or damaged`,
  );
}

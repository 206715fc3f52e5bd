/** MAT files of version 5 for tests, byte by byte. */
import { deflateSync } from 'node:zlib';

interface MatArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** Number of the class: 6 double, 7 single, 9 uint8, 11 uint16; its flags in the second byte. */
  readonly kind: number;
  /** Number of the type in which values are stored: 1 int8, 2 uint8, 4 uint16, 7 single, 9 double. */
  readonly stored: number;
  readonly values: Uint8Array;
}

function element(type: number, content: Uint8Array): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(content.length, 4);
  return Buffer.concat([tag, content, Buffer.alloc((8 - (content.length % 8)) % 8)]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, place) => bytes.writeInt32LE(value, 4 * place));
  return bytes;
}

/** One array as an element. */
export function matElement({ name, shape, kind, stored, values }: MatArray): Buffer {
  const parts = [
    element(6, words(kind, 0)),
    element(5, words(...shape)),
    element(1, Buffer.from(name, 'latin1')),
    element(stored, values),
  ];
  return element(14, Buffer.concat(parts));
}

/** An object as MATLAB writes a string: name, kind of system, class, and where its content is. */
export function matObject(name: string): Buffer {
  const texts = [name, 'MCOS', 'string'].map(text => element(1, Buffer.from(text, 'latin1')));
  return element(14, Buffer.concat([element(6, words(17, 0)), ...texts]));
}

/** Packs an element. */
export function packed(content: Uint8Array): Buffer {
  const body = deflateSync(content);
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(15, 0);
  tag.writeUInt32LE(body.length, 4);
  return Buffer.concat([tag, body]);
}

/** A file of some elements. */
export function matFile(...elements: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file', 0, 'latin1');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126, 'latin1');
  return Buffer.concat([header, ...elements]);
}

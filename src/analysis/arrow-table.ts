/**
 * Tables as Arrow IPC files: equal input gives equal bytes, and damage is found before anything is decoded.
 *
 * A SHA-256 of all that comes before it lies between the last message and the footer. Readers of Arrow files find
 * the record batches through the footer and never look there, so the file stays an ordinary Arrow file; ours checks
 * it first, because a wrong length inside a damaged file can send a decoder into an endless loop.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
import { createHash } from 'node:crypto';
import {
  Bool,
  Field,
  Float32,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
  type Data,
  type DataType,
} from 'apache-arrow';

/** One column to write; `null` is allowed in 'float64' columns only. */
export type Column = { readonly name: string; readonly metadata?: Readonly<Record<string, string>> } & (
  | { readonly kind: 'float64'; readonly values: readonly (number | null)[] }
  | { readonly kind: 'int32'; readonly values: readonly number[] }
  | { readonly kind: 'utf8'; readonly values: readonly string[] }
  | { readonly kind: 'bool'; readonly values: readonly boolean[] }
  | { readonly kind: 'float32List'; readonly values: readonly Float32Array[] }
);

export interface ColumnValues {
  float64: (number | null)[];
  int32: number[];
  utf8: string[];
  bool: boolean[];
  float32List: Float32Array[];
}
export type ColumnKind = keyof ColumnValues;

const TYPES = {
  float64: new Float64(),
  int32: new Int32(),
  utf8: new Utf8(),
  bool: new Bool(),
  float32List: new List(new Field('item', new Float32(), false)),
} as const satisfies Readonly<Record<ColumnKind, DataType>>;

const MAGIC = new TextEncoder().encode('ARROW1');
/** Bytes of the SHA-256 digest before the footer. */
const DIGEST_BYTES = 32;
/** Bytes after the footer: its length as int32, and the magic word. */
const TAIL_BYTES = 4 + MAGIC.length;

/**
 * Makes the one record batch of `columns`.
 *
 * @throws RangeError if the columns differ in length.
 */
export function makeBatch(
  columns: readonly Column[],
  metadata: Readonly<Record<string, string>>,
): RecordBatch {
  const length = columns[0]?.values.length ?? 0;
  for (const { name, values } of columns) {
    if (values.length !== length) {
      throw new RangeError(`column ${name}: ${values.length} rows, must be ${length} as in the first column`);
    }
  }
  const fields = columns.map(
    c => new Field(c.name, TYPES[c.kind], c.kind === 'float64', new Map(Object.entries(c.metadata ?? {}))),
  );
  const children = columns.map(columnData);
  const schema = new Schema(fields, new Map(Object.entries(metadata)));
  return new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));
}

function columnData(column: Column): Data {
  if (column.kind !== 'float32List') {
    return vectorFromArray(column.values as readonly unknown[], TYPES[column.kind] as DataType).data[0]!;
  }
  const offsets = new Int32Array(column.values.length + 1);
  column.values.forEach((list, row) => (offsets[row + 1] = offsets[row]! + list.length));
  const flat = new Float32Array(offsets.at(-1)!);
  column.values.forEach((list, row) => flat.set(list, offsets[row]));
  const child = makeData({ type: new Float32(), length: flat.length, nullCount: 0, data: flat });
  const type = TYPES.float32List;
  return makeData({ type, length: column.values.length, nullCount: 0, valueOffsets: offsets, child });
}

/** The bytes of an Arrow IPC file with the digest in it. Key order of `metadata` and of the columns is kept. */
export function encodeTable(
  columns: readonly Column[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const batch = makeBatch(columns, metadata);
  const plain = tableToIPC(new Table(batch.schema, [batch]), 'file');
  const footerStart = footerOffset(plain);
  const bytes = new Uint8Array(plain.length + DIGEST_BYTES);
  bytes.set(plain.subarray(0, footerStart));
  bytes.set(digest(plain, footerStart), footerStart);
  bytes.set(plain.subarray(footerStart), footerStart + DIGEST_BYTES);
  return bytes;
}

/**
 * Decodes what `encodeTable` made.
 *
 * @throws RangeError if the file is cut, damaged, or was not written by `encodeTable`.
 */
export function decodeTable(bytes: Uint8Array): Table {
  const footerStart = footerOffset(bytes);
  const bodyEnd = footerStart - DIGEST_BYTES;
  if (
    bodyEnd < MAGIC.length ||
    Buffer.compare(digest(bytes, bodyEnd, footerStart), bytes.subarray(bodyEnd, footerStart))
  ) {
    throw new RangeError('the digest does not fit the content');
  }
  return tableFromIPC(bytes);
}

/**
 * The values of one column of a decoded table.
 *
 * @throws RangeError if the column is missing, has another type, or holds nulls where it must not.
 */
export function columnValues<K extends ColumnKind>(table: Table, name: string, kind: K): ColumnValues[K] {
  const vector = table.getChild(name);
  if (!vector) throw new RangeError(`column ${name} is missing`);
  const [found, expected] = [typeName(vector.type as DataType), typeName(TYPES[kind])];
  if (found !== expected) throw new RangeError(`column ${name} has type ${found}, must be ${expected}`);
  const values = [...vector] as unknown[];
  if (kind !== 'float64' && values.includes(null)) throw new RangeError(`column ${name} holds nulls`);
  if (kind !== 'float32List') return values as ColumnValues[K];
  return values.map(list => (list as { toArray(): Float32Array }).toArray().slice()) as ColumnValues[K];
}

/** As `columnValues` for 'float64', where nulls are not allowed. */
export function numbers(table: Table, name: string): number[] {
  const values = columnValues(table, name, 'float64');
  if (values.includes(null)) throw new RangeError(`column ${name} holds nulls`);
  return values as number[];
}

function typeName(type: DataType): string {
  return type[Symbol.toStringTag];
}

function footerOffset(bytes: Uint8Array): number {
  const starts = Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) === 0;
  const ends = Buffer.compare(bytes.subarray(-MAGIC.length), MAGIC) === 0;
  if (bytes.length < 2 * MAGIC.length + 4 || !starts || !ends) {
    throw new RangeError(`${bytes.length} bytes that do not begin and end as an Arrow file does`);
  }
  const lengthAt = bytes.length - TAIL_BYTES;
  const footerLength = new DataView(bytes.buffer, bytes.byteOffset).getInt32(lengthAt, true);
  const start = lengthAt - footerLength;
  if (footerLength <= 0 || start < MAGIC.length) throw new RangeError(`footer of ${footerLength} bytes`);
  return start;
}

/** SHA-256 of everything but the digest itself. */
function digest(bytes: Uint8Array, bodyEnd: number, footerStart = bodyEnd): Uint8Array {
  return createHash('sha256').update(bytes.subarray(0, bodyEnd)).update(bytes.subarray(footerStart)).digest();
}

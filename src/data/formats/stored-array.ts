/** Arrays of numbers in files that hold several by name. */
import { counted, DataError } from '../data-error.js';
import type { NpyType, NpyValues } from './npy.js';

/** An array that was found in a file and can be read. */
export interface StoredArray {
  /** File, and name in it. */
  readonly path: string;
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Whether the first axis is the fastest, as in MATLAB; else the last. */
  readonly isColumnMajor: boolean;
  /** @throws DataError if what the file holds is less or more than it declares, or damaged. */
  readonly read: () => Promise<NpyValues>;
}

/** Which array of a file is asked for. */
export interface WantedArray {
  /** Omitted: the only array of numbers in the file. */
  readonly name?: string | undefined;
  /** Key of a config that names it. */
  readonly key: string;
}

/** One of what a file holds. */
export interface FileEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Type of the values; null where they are no plain numbers. */
  readonly type: NpyType | null;
  /** What the file calls it. */
  readonly kind: string;
}

/** Deflate packs at most 1032 bytes into one: RFC 1951 with a match of 258 bytes in 2 bits. */
const largestCompression = 1032;
/** Entries that an error lists. */
const mostListed = 20;

/** `(60000, 28, 28)`, `(10,)` */
export function shapeText(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/**
 * The entry that is asked for.
 *
 * @throws DataError that lists what is there.
 */
export function findEntry<Entry extends FileEntry>(
  path: string,
  entries: readonly Entry[],
  { name, key }: WantedArray,
): Entry & { readonly type: NpyType } {
  const numeric = entries.filter(({ type }) => type !== null);
  const found = name === undefined ? numeric : entries.filter(entry => entry.name === name);
  const [entry] = found;
  if (entry === undefined || found.length > 1) {
    const what = name === undefined ? `${counted(numeric.length, 'array')} of numbers` : `no array ${name}`;
    const must = numeric.length === 0 ? 'must have one' : `${key} must name the one to read`;
    throw new DataError(`${path}: has ${what}, ${must}; it holds ${listed(entries)}`);
  }
  const { type } = entry;
  if (type === null) {
    throw new DataError(
      `${path} (${entry.name}): holds ${entry.kind}, must be plain numbers; the file holds ${listed(entries)}`,
    );
  }
  const empty = entry.shape.indexOf(0);
  if (empty >= 0) {
    throw new DataError(
      `${path} (${entry.name}): axis ${empty} (counted from 0) has length 0, must be at least 1`,
    );
  }
  return { ...entry, type };
}

/** `x (60000, 28, 28) of u1, y (60000,) of i8`; the first 20. */
function listed(entries: readonly FileEntry[]): string {
  if (entries.length === 0) return 'nothing';
  const shown = entries
    .slice(0, mostListed)
    .map(({ name, shape, type, kind }) => `${name} ${shapeText(shape)} of ${type ?? kind}`);
  const rest = entries.length - shown.length;
  return `${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

/**
 * @param bytes That the values take.
 * @param stored Bytes of the file, packed by deflate at best.
 * @throws DataError if the file cannot hold so many.
 */
export function checkHeld(path: string, bytes: number, stored: number): void {
  const most = stored * largestCompression;
  if (bytes <= most) return;
  throw new DataError(
    `${path}: declares ${bytes} bytes of values, must be no more than ${stored} bytes in the file can hold, ${most}`,
  );
}

/**
 * The file of a training's state: written whole or not at all, and read only where every byte is as it was written.
 *
 *   SHA-256 of what follows (32 bytes) │ length of the header (4 bytes, little endian) │ header, JSON │ numbers, float32 one after the other
 *
 * The header names what the state belongs to, and the length of each list of numbers.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { writeFileAtomic } from '../analysis/atomic-file.js';
import type { TrainingState } from '../networks/training-state.js';

/** What a state belongs to: it is of no use for another config, other data or other code. */
export type CheckpointOwner = Readonly<Record<string, string>>;

/** A file that holds no state to go on from; the message says why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

interface Header {
  readonly owner: CheckpointOwner;
  readonly state: Omit<TrainingState, 'weights' | 'bestWeights' | 'descent'>;
  readonly steps: readonly number[];
  readonly notes: unknown;
  readonly lengths: Readonly<Record<Part, readonly number[]>>;
}

const parts = ['weights', 'bestWeights', 'moments'] as const;
type Part = (typeof parts)[number];

const [digestBytes, lengthBytes] = [32, 4];

/** @param notes Whatever else is to be known again, as JSON. */
export function writeCheckpoint(
  path: string,
  owner: CheckpointOwner,
  { weights, bestWeights, descent, ...state }: TrainingState,
  notes: unknown = null,
): void {
  const lists: Record<Part, readonly Float32Array[]> = { weights, bestWeights, moments: descent.moments };
  const lengthsOf = (part: Part) => lists[part].map(({ length }) => length);
  const lengths = {
    weights: lengthsOf('weights'),
    bestWeights: lengthsOf('bestWeights'),
    moments: lengthsOf('moments'),
  };
  const header: Header = { owner, state, steps: descent.steps, notes, lengths };
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(lengthBytes);
  size.writeUInt32LE(text.length);
  const numbers = parts.flatMap(part => lists[part].map(bytesOf));
  const body = Buffer.concat([size, text, ...numbers]);
  writeFileAtomic(path, Buffer.concat([createHash('sha256').update(body).digest(), body]));
}

/**
 * @returns The state and its notes; null if there is no file.
 * @throws CheckpointError if the file is cut or damaged, or belongs to something else.
 */
export function readCheckpoint(
  path: string,
  owner: CheckpointOwner,
): { readonly state: TrainingState; readonly notes: unknown } | null {
  const bytes = bytesAt(path);
  if (bytes === null) return null;
  const body = bytes.subarray(digestBytes);
  const isWhole =
    body.length > lengthBytes &&
    createHash('sha256').update(body).digest().equals(bytes.subarray(0, digestBytes));
  if (!isWhole)
    throw new CheckpointError(
      `${path}: is cut short or damaged (${bytes.length} bytes), must be as it was written`,
    );
  const end = lengthBytes + body.readUInt32LE(0);
  const header = JSON.parse(body.toString('utf8', lengthBytes, end)) as Header;
  for (const [key, must] of Object.entries(owner)) {
    const found = header.owner[key] ?? 'none';
    if (found !== must)
      throw new CheckpointError(`${path}: is of ${key} ${found}, must be of ${key} ${must}`);
  }
  // A copy: numbers must begin at a multiple of four bytes.
  const numbers = new Float32Array(Uint8Array.from(body.subarray(end)).buffer);
  let start = 0;
  const take = (part: Part) => header.lengths[part].map(length => numbers.slice(start, (start += length)));
  const [weights, bestWeights, moments] = [take('weights'), take('bestWeights'), take('moments')];
  return {
    state: { ...header.state, weights, bestWeights, descent: { steps: header.steps, moments } },
    notes: header.notes,
  };
}

function bytesAt(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  if (endianness() !== 'LE') throw new Error('checkpoint: this machine is big endian, must be little endian');
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Matrices that are built once and kept, up to a bound on their memory; the least recently used go first.
 *
 * Kept are the elements, not tensors: they belong to no backend, they cannot leak, and a backend that runs on this
 * process's memory takes them without a copy.
 */
import { tf } from '../tfjs.js';

/** Holds the transforms of a few dozen sizes; a direct transform of 1024 points takes 16 MiB. */
const largestBytes = 128 * 2 ** 20;

const kept = new Map<string, Float32Array>();
let keptBytes = 0;

/**
 * The matrix of that name as a new tensor.
 *
 * @param name Determines shape and elements.
 * @param build Makes the elements, in row order, where they are not kept.
 */
export function keptMatrix(name: string, shape: number[], build: () => Float32Array): tf.Tensor {
  let elements = kept.get(name);
  if (elements === undefined) {
    elements = build();
    keptBytes += elements.byteLength;
  }
  kept.delete(name);
  kept.set(name, elements);
  for (const [oldest, { byteLength }] of kept) {
    if (keptBytes <= largestBytes || oldest === name) break;
    kept.delete(oldest);
    keptBytes -= byteLength;
  }
  return tf.tensor(elements, shape, 'float32');
}

/** Bytes of all kept matrices. */
export function keptMatrixBytes(): number {
  return keptBytes;
}

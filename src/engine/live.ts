/** Tensors made anew from JavaScript values at every run of a compiled step, see compile.ts. */
import { tf } from './tfjs.js';

export type MakeElements = () => Float32Array | Int32Array;

/** A live tensor that a step made: how, and the elements of this time. */
export interface LiveElements {
  readonly make: MakeElements;
  readonly elements: Float32Array | Int32Array;
}

let collected: LiveElements[] | null = null;

/**
 * A tensor of the elements that `make` returns. A compiled step calls `make` once in each of its runs, in the order of the
 * recording, so that learning rates, counters of steps and random keys move on.
 *
 * @param make Returns a new array of as many elements as `shape` has: Int32Array for int32, Float32Array for float32.
 */
export function liveTensor(make: MakeElements, shape: number[]): tf.Tensor {
  const elements = make();
  collected?.push({ make, elements });
  return tf.tensor(elements, shape, elements instanceof Int32Array ? 'int32' : 'float32');
}

/** Runs a function and adds the live tensors that it makes to `into`. */
export function collectLive<T>(into: LiveElements[], run: () => T): T {
  const outer = collected;
  collected = into;
  try {
    return run();
  } finally {
    collected = outer;
  }
}

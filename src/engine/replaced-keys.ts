/** Keys of random numbers from elsewhere than the seeds of layers, for graphs that run without JavaScript. */
import type * as tf from '@tensorflow/tfjs';
import type { RandomKey } from './random.js';

/** Makes what stands for a key that changes from exposure to exposure, int32 [3]. */
export type KeyMaker = (asked: RandomKey) => tf.Tensor1D;

let maker: KeyMaker | null = null;

/** Runs a function in which all keys that change from exposure to exposure are made by `make`. */
export function withKeys<T>(make: KeyMaker, run: () => T): T {
  const outer = maker;
  maker = make;
  try {
    return run();
  } finally {
    maker = outer;
  }
}

/** The key in place of one that is asked for; null where none stands for it. */
export function replacedKey(asked: () => RandomKey): tf.Tensor1D | null {
  return maker === null ? null : maker(asked());
}

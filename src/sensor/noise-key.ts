/**
 * Where a layer takes its random numbers from: its seed and stream, and the exposure that it is asked to simulate.
 *
 * The same (seed, stream, step, row) gives the same noise; see engine/random.ts.
 */
import type * as tf from '@tensorflow/tfjs';
import { liveRandomKey } from '../engine/random.js';

/** A layer whose noise can be chosen. */
export interface Reseedable {
  /**
   * Chooses the noise of the next call.
   *
   * @param step Number of the exposure, such as the training step; an integer.
   * @param firstRow Index of the batch's first row among all rows of that step, 0 or more.
   */
  reseed(step: number, firstRow: number): void;
}

export function isReseedable(layer: object): layer is Reseedable {
  return 'reseed' in layer;
}

export class NoiseKey implements Reseedable {
  private step = 0;
  private firstRow = 0;

  constructor(
    private readonly seed: number,
    private readonly stream: number,
  ) {}

  reseed(step: number, firstRow: number): void {
    this.step = step;
    this.firstRow = firstRow;
  }

  /** The key for engine/random.ts, int32 [3]; the caller disposes of it. */
  tensor(): tf.Tensor1D {
    const { seed, stream } = this;
    return liveRandomKey(() => ({ seed, stream, step: this.step, firstRow: this.firstRow }));
  }
}

/**
 * AdamW: Adam (../adam.ts) with weight decay that the size of the gradient does not change.
 *
 *   w ← (1 − α λ) w, then the step of Adam
 *
 * Kernels decay; biases and the scale and offset of batch normalization do not.
 * Source: Loshchilov & Hutter, ICLR 2019, doi:10.48550/arXiv.1711.05101.
 */
import { tf } from '../../engine/tfjs.js';
import { liveTensor } from '../../engine/live.js';
import { Adam } from '../adam.js';
import { isKernel } from './is-kernel.js';
import type { StatefulOptimizer, StepNow } from './optimizer.js';

export interface AdamWOptions {
  /** λ, 0 or more. */
  readonly weightDecay: number;
}

export class AdamW implements StatefulOptimizer {
  private readonly adam: Adam;

  /** @throws RangeError if the decay is out of range. */
  constructor(
    private readonly weights: readonly tf.Variable[],
    private readonly options: AdamWOptions,
  ) {
    const { weightDecay } = options;
    if (!(weightDecay >= 0 && weightDecay < Infinity)) {
      throw new RangeError(`adamW: weightDecay is ${weightDecay}, must be at least 0 and finite`);
    }
    this.adam = new Adam(weights);
  }

  step(gradients: readonly tf.Tensor[], now: () => StepNow): void {
    tf.tidy(() => {
      const kept = liveTensor(() => Float32Array.of(1 - now().stepSize * this.options.weightDecay), []);
      for (const weight of this.weights) if (isKernel(weight)) weight.assign(weight.mul(kept));
    });
    this.adam.step(gradients, now);
  }

  get state(): readonly tf.Variable[] {
    return this.adam.state;
  }

  dispose(): void {
    this.adam.dispose();
  }
}

/**
 * Dropout whose choices are a function of (seed, stream, step, row), so that a training run repeats bit for bit.
 *
 *   y = x mask,   mask = 0 with probability `rate`, else 1 / (1 − rate)
 *
 * In training only; otherwise y = x. The layer of TensorFlow.js draws from a generator of its own, which a compiled step would freeze.
 * Source: Hinton et al. (2012), doi:10.48550/arXiv.1207.0580.
 */
import { tf } from '../../engine/tfjs.js';
import { dropoutMask, liveRandomKey } from '../../engine/random.js';

export interface SeededDropoutOptions {
  readonly name?: string;
  /** Share that is dropped, 0 or more and below 1. */
  readonly rate: number;
  /** Seed of the trial, an integer. */
  readonly seed: number;
  /** Tells the layer's random numbers from those of other layers, an integer. */
  readonly stream: number;
}

/** Dropout; any shape to the same. */
export class SeededDropout extends tf.layers.Layer {
  static readonly className = 'SeededDropout';

  private readonly options: Omit<SeededDropoutOptions, 'name'>;
  private exposure = { step: 0, firstRow: 0 };

  /** @throws RangeError if the rate is below 0, or 1 or more. */
  constructor({ rate, seed, stream, ...layer }: SeededDropoutOptions) {
    super(layer);
    if (!(rate >= 0 && rate < 1)) {
      throw new RangeError(`dropout: rate is ${rate}, must be at least 0 and below 1`);
    }
    this.options = { rate, seed, stream };
  }

  /**
   * Chooses the mask of the next call.
   *
   * @param step Number of the training step, an integer.
   * @param firstRow Index of the batch's first row among all rows of that step, 0 or more.
   */
  reseed(step: number, firstRow: number): void {
    this.exposure = { step, firstRow };
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = [inputs].flat()[0]!;
    const { rate, seed, stream } = this.options;
    if (kwargs.training !== true || rate === 0) return x.clone();
    return tf.tidy(() => {
      const key = liveRandomKey(() => ({ seed, stream, ...this.exposure }));
      return x.mul(dropoutMask(x.shape, rate, key));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}

tf.serialization.registerClass(SeededDropout);

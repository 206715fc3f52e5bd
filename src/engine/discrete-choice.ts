/**
 * Choices among things that can be built, trained as mixtures: which filter a pixel has, which of many bits are bought.
 *
 *   one of n:  π = softmax(α w),   hardened: 1 at the largest weight
 *   yes or no: π = σ(α w),         hardened: 1 where w ≥ 0 and, within a budget of N, among the N largest
 *
 *   α = 1 + (γ progress)², which rises over training (γ: sharpening)
 *
 * Source: Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078 (rising α).
 */
import { tf } from './tfjs.js';
import type { AnnealedLayer, HardenableLayer } from './layer-description.js';
import { liveTensor } from './live.js';

/** How far training has come with a choice, and whether it is to be as built. */
export class DiscreteChoice implements AnnealedLayer, HardenableLayer {
  private progress = 0;
  private isHard = false;

  /** @param sharpening γ, 0 or more. */
  constructor(private readonly sharpening: number) {}

  anneal(progress: number): void {
    this.progress = progress;
  }

  harden(isHard: boolean): void {
    this.isHard = isHard;
  }

  /**
   * Shares of n things at each place: a mixture, or the one of the largest weight.
   *
   * @param weights w, [places, n].
   * @returns π, [places, n], rows of sum 1; without a gradient where hardened.
   */
  oneOf(weights: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      if (this.isHard) return tf.oneHot(weights.argMax(1), weights.shape[1]).cast('float32');
      return tf.softmax(weights.mul<tf.Tensor2D>(this.sharpness()));
    });
  }

  /**
   * Shares of things of which any number may be chosen.
   *
   * @param weights w, any shape.
   * @param budget Most that are chosen where hardened, a whole number from 0; Infinity for no limit.
   * @returns π, shape of `weights`, 0 to 1; without a gradient where hardened.
   */
  anyOf(weights: tf.Tensor, budget = Infinity): tf.Tensor {
    return tf.tidy(() =>
      this.isHard ? chosenWithin(weights, budget) : weights.mul(this.sharpness()).sigmoid(),
    );
  }

  private sharpness(): tf.Tensor {
    return liveTensor(() => Float32Array.of(1 + (this.sharpening * this.progress) ** 2), []);
  }
}

/**
 * 1 where a weight is 0 or more and among the `budget` largest, of equal ones at the first; 0 elsewhere.
 *
 * @param weights Any shape.
 */
export function chosenWithin(weights: tf.Tensor, budget: number): tf.Tensor {
  return tf.tidy(() => {
    const wanted = weights.greaterEqual(0).cast('float32');
    if (budget >= weights.size) return wanted;
    if (budget <= 0) return tf.zerosLike(wanted);
    const { indices } = tf.topk(weights.reshape([weights.size]), budget);
    const places = indices.cast('int32').reshape([budget, 1]);
    const largest = tf.scatterND(places, tf.ones([budget]), [weights.size]);
    return largest.reshape(weights.shape).mul(wanted);
  });
}

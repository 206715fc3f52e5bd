/**
 * RMSProp: steps divided by the recent size of the gradient.
 *
 *   s ← ρ s + (1 − ρ) g²,   v ← µ v + g / (√s + ε),   w ← w − α v
 *
 * ρ = 0.9, ε = 1e-7 and µ = 0 unless given. As PyTorch, ε lies outside of the root. Source: Tieleman & Hinton, Lecture 6.5, Neural Networks for
 * Machine Learning (2012); momentum: Graves (2013), doi:10.48550/arXiv.1308.0850.
 */
import { tf } from '../../engine/tfjs.js';
import { liveTensor } from '../../engine/live.js';
import type { StatefulOptimizer, StepNow } from './optimizer.js';
import { zerosLike } from './slots.js';

export interface RmsPropOptions {
  /** ρ, 0 or more and below 1. Default 0.9. */
  readonly decay?: number;
  /** µ, 0 or more and below 1. Default 0. */
  readonly momentum?: number;
  /** ε, above 0. Default 1e-7. */
  readonly epsilon?: number;
}

export class RmsProp implements StatefulOptimizer {
  private readonly squares: readonly tf.Variable[];
  private readonly speeds: readonly tf.Variable[];
  private readonly options: Required<RmsPropOptions>;

  /** @throws RangeError if an option is out of range. */
  constructor(
    private readonly weights: readonly tf.Variable[],
    { decay = 0.9, momentum = 0, epsilon = 1e-7 }: RmsPropOptions = {},
  ) {
    for (const [name, value] of Object.entries({ decay, momentum })) {
      if (!(value >= 0 && value < 1)) {
        throw new RangeError(`rmsProp: ${name} is ${value}, must be at least 0 and below 1`);
      }
    }
    if (!(epsilon > 0)) throw new RangeError(`rmsProp: epsilon is ${epsilon}, must be above 0`);
    this.options = { decay, momentum, epsilon };
    this.squares = weights.map(zerosLike);
    this.speeds = momentum === 0 ? [] : weights.map(zerosLike);
  }

  get state(): readonly tf.Variable[] {
    return [...this.squares, ...this.speeds];
  }

  step(gradients: readonly tf.Tensor[], now: () => StepNow): void {
    const { decay, momentum, epsilon } = this.options;
    tf.tidy(() => {
      const rate = liveTensor(() => Float32Array.of(now().stepSize), []);
      this.weights.forEach((weight, index) => {
        const gradient = gradients[index]!;
        const square = this.squares[index]!;
        const mean = square.mul(decay).add(gradient.mul(gradient).mul(1 - decay));
        const scaled = gradient.div(mean.sqrt().add(epsilon));
        const speed = this.speeds[index];
        const move = speed === undefined ? scaled : speed.mul(momentum).add(scaled);
        weight.assign(weight.sub(move.mul(rate)));
        square.assign(mean);
        speed?.assign(move);
      });
    });
  }

  dispose(): void {
    tf.dispose([...this.state]);
  }
}

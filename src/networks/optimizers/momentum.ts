/**
 * Stochastic gradient descent with momentum.
 *
 *   v ← µ v + g,   w ← w − α v   or, after Nesterov,   w ← w − α (g + µ v)
 *
 * µ = 0: plain gradient descent. Sources: Polyak, USSR Comput. Math. Math. Phys. 4, 1 (1964), doi:10.1016/0041-5553(64)90137-5; the form with
 * Nesterov's look ahead: Sutskever et al., ICML 2013 (PMLR 28, 1139).
 */
import { tf } from '../../engine/tfjs.js';
import { liveTensor } from '../../engine/live.js';
import type { StatefulOptimizer, StepNow } from './optimizer.js';
import { zerosLike } from './slots.js';

export interface MomentumOptions {
  /** Share of its speed that a weight keeps, 0 or more and below 1. */
  readonly momentum: number;
  /** Default false. */
  readonly isNesterov?: boolean;
}

export class Momentum implements StatefulOptimizer {
  readonly state: readonly tf.Variable[];

  /** @throws RangeError if the momentum is out of range. */
  constructor(
    private readonly weights: readonly tf.Variable[],
    private readonly options: MomentumOptions,
  ) {
    const { momentum } = options;
    if (!(momentum >= 0 && momentum < 1)) {
      throw new RangeError(`momentum: momentum is ${momentum}, must be at least 0 and below 1`);
    }
    this.state = momentum === 0 ? [] : weights.map(zerosLike);
  }

  step(gradients: readonly tf.Tensor[], now: () => StepNow): void {
    const { momentum, isNesterov = false } = this.options;
    tf.tidy(() => {
      const rate = liveTensor(() => Float32Array.of(now().stepSize), []);
      this.weights.forEach((weight, index) => {
        const gradient = gradients[index]!;
        const speed = this.state[index];
        if (speed === undefined) {
          weight.assign(weight.sub(gradient.mul(rate)));
          return;
        }
        const faster = speed.mul(momentum).add(gradient);
        const move = isNesterov ? faster.mul(momentum).add(gradient) : faster;
        weight.assign(weight.sub(move.mul(rate)));
        speed.assign(faster);
      });
    });
  }

  dispose(): void {
    tf.dispose([...this.state]);
  }
}

/**
 * Adam (Kingma & Ba, ICLR 2015, doi:10.48550/arXiv.1412.6980), with β₁ = 0.9, β₂ = 0.999, ε = 1e-7 as in Keras.
 *
 *   m ← β₁ m + g,   v ← β₂ v + g²,   w ← w − αₜ m / (√v + εₜ)
 *
 *   αₜ = α (1 − β₁) / (1 − β₁ᵗ) · s,   εₜ = ε s,   s = √((1 − β₂ᵗ) / (1 − β₂))
 *
 * These m and v are those of the paper over 1 − β₁ and 1 − β₂; α and its correction become one number a step, so that a weight is
 * passed over 10 times and not 14. Small weights move as one vector: the 65 of a ResNet by some 80 operators, which were
 * 650 (bench/profile.js resnet20).
 */
import { tf } from '../engine/tfjs.js';
import { liveTensor } from '../engine/live.js';

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];

/** Weights of more elements move alone: joining them would cost more than the operators that it saves. */
const mostJoined = 2 ** 17;

/** Weights that move together, and their moments, each one vector over all of their elements. */
interface Slot {
  readonly weights: readonly tf.Variable[];
  /** Decaying sum of gradients. */
  readonly first: tf.Variable;
  /** Decaying sum of squared gradients. */
  readonly second: tf.Variable;
}

/** Steps of Adam for some weights; holds their moments until disposed. */
export class Adam {
  private readonly slots: readonly Slot[];

  constructor(private readonly weights: readonly tf.Variable[]) {
    const small = weights.filter(({ size }) => size <= mostJoined);
    const large = weights.filter(({ size }) => size > mostJoined).map(weight => [weight]);
    this.slots = (small.length > 0 ? [small, ...large] : large).map(joined => {
      const size = joined.reduce((sum, weight) => sum + weight.size, 0);
      const zeros = () => tf.tidy(() => tf.variable(tf.zeros([size]), false));
      return { weights: joined, first: zeros(), second: zeros() };
    });
  }

  /**
   * Moves each weight by its gradient; may be part of a compiled step.
   *
   * @param gradients One for each weight, in their order.
   * @param now Called at each run: the number of this step, from 1, and its step size α.
   */
  step(gradients: readonly tf.Tensor[], now: () => { step: number; stepSize: number }): void {
    tf.tidy(() => {
      const scale = () => Math.sqrt((1 - beta2 ** now().step) / (1 - beta2));
      const rate = liveTensor(() => {
        const { step, stepSize } = now();
        return Float32Array.of(((stepSize * (1 - beta1)) / (1 - beta1 ** step)) * scale());
      }, []);
      const floor = liveTensor(() => Float32Array.of(epsilon * scale()), []);
      for (const { weights, first, second } of this.slots) {
        const gradient = joined(weights.map(weight => gradients[this.weights.indexOf(weight)]!));
        const m = first.mul(beta1).add(gradient);
        const v = second.mul(beta2).add(gradient.mul(gradient));
        assignParts(weights, joined(weights).sub(m.div(v.sqrt().add(floor)).mul(rate)));
        first.assign(m);
        second.assign(v);
      }
    });
  }

  /** Both moments of each slot. */
  get state(): readonly tf.Variable[] {
    return this.slots.flatMap(({ first, second }) => [first, second]);
  }

  dispose(): void {
    tf.dispose([...this.state]);
  }
}

/** All elements of some tensors as one vector. */
function joined(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.concat(tensors.map(tensor => tensor.reshape([-1])));
}

/** Gives each weight its part of a vector that holds all of them. */
function assignParts(weights: readonly tf.Variable[], whole: tf.Tensor): void {
  const parts = tf.split(
    whole,
    weights.map(({ size }) => size),
  );
  weights.forEach((weight, index) => {
    weight.assign(parts[index]!.reshape(weight.shape));
  });
}

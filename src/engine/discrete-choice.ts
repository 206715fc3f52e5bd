/**
 * Choices among things that can be built, trained as mixtures: which filter a pixel has, which elements of a mask are open.
 *
 *   one of n:         π = softmax(α w)               as built: 1 at the largest weight
 *   yes or no:        π = σ(α w)                     as built: 1 where w ≥ 0 and, within a budget of N, among the N largest
 *   k of n:           π = σ(α w − t), Σ π = k        as built: 1 at the k largest weights
 *   at most k of n:   π = σ(α w − t), Σ π ≤ k        as built: as yes or no
 *   k of n as built:  π = σ(α w)                     as built: 1 at the k largest weights
 *
 * α rises over training, see discrete/schedule.ts; t keeps the budget, see discrete/keep-budget.ts. Four ways to train:
 *
 * - softmax: π as above.
 * - gumbel: in training w + noise in place of w, drawn anew at each step, see discrete/concrete-noise.ts; without noise otherwise.
 * - straight-through: the choice as built, throughout. Gradient, a declared surrogate: that of π.
 * - gumbel-straight-through: in training as built from w + noise, with the gradient of π of the same w + noise.
 *
 * Sources: Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078; Maddison, Mnih & Teh, ICLR 2017, doi:10.48550/arXiv.1611.00712;
 * Jang, Gu & Poole, ICLR 2017, doi:10.48550/arXiv.1611.01144; Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through);
 * Xie & Ermon, IJCAI 2019, doi:10.24963/ijcai.2019/544 (k of n from perturbed weights).
 */
import { tf } from './tfjs.js';
import { largestOf, largestOfEach, wantedWithin } from './discrete/as-built.js';
import { gumbelNoise, logisticNoise } from './discrete/concrete-noise.js';
import { keepBudget, type Bound } from './discrete/keep-budget.js';
import { plainChoice, type ChoiceRules } from './discrete/rules.js';
import { sharpnessAt } from './discrete/schedule.js';
import type { AnnealedLayer, HardenableLayer } from './layer-description.js';
import { liveTensor } from './live.js';
import { liveRandomKey } from './random.js';

/** Where the noise of a choice comes from: seed of the trial and stream of the layer. */
export interface ChoiceNoise {
  readonly seed: number;
  readonly stream: number;
}

/** What a choice may depend on besides the weights. */
export interface Choosing {
  /** True in training: noise is drawn, where the relaxation has some. */
  readonly isTraining?: boolean;
}

export interface AnyChoosing extends Choosing {
  /** Most that are chosen as built, a whole number from 0, over all weights; Infinity, where left out, for no limit. */
  readonly budget?: number;
  /** True: the budget is kept to while training, too. */
  readonly isProjected?: boolean;
  /** Axis along which all share one draw of the noise. */
  readonly drawnAlike?: number;
}

/** How the number of things chosen is kept to: see the header. */
export type CountRule = Bound | 'as-built';

type NoiseLaw = (shape: number[], key: tf.Tensor) => tf.Tensor;

/** How far training has come with a choice, and whether it is to be as built. */
export class DiscreteChoice implements AnnealedLayer, HardenableLayer {
  private readonly rules: ChoiceRules;
  private readonly noise: ChoiceNoise;
  private progress = 0;
  private isHard = false;
  private step = 0;

  /** @throws RangeError if the sharpening is below 0. */
  constructor(rules: Partial<ChoiceRules> = {}, noise: ChoiceNoise = { seed: 0, stream: 0 }) {
    this.rules = { ...plainChoice, ...rules };
    this.noise = noise;
    const { sharpening } = this.rules;
    if (!(sharpening >= 0 && sharpening < Infinity)) {
      throw new RangeError(`choice: sharpening is ${sharpening}, must be 0 or more`);
    }
  }

  anneal(progress: number): void {
    this.progress = progress;
  }

  harden(isHard: boolean): void {
    this.isHard = isHard;
  }

  /** Chooses the noise of the next draw. @param step Number of the training step, an integer. */
  reseed(step: number): void {
    this.step = step;
  }

  /**
   * Shares of n things at each place: a mixture, or the one of the largest weight.
   *
   * @param weights w, [places, n].
   * @returns π, [places, n], rows of sum 1; without a gradient where hardened.
   */
  oneOf(weights: tf.Tensor2D, { isTraining = false }: Choosing = {}): tf.Tensor2D {
    return this.relaxed(weights, isTraining ? gumbelNoise : null, weights.shape, {
      soft: w => tf.softmax(w),
      built: largestOf,
    });
  }

  /**
   * Shares of things of which any number may be chosen.
   *
   * @param weights w, any shape.
   * @returns π, shape of `weights`, 0 to 1; without a gradient where hardened.
   */
  anyOf(weights: tf.Tensor, options: AnyChoosing = {}): tf.Tensor {
    const { isTraining = false, budget = Infinity, isProjected = false, drawnAlike } = options;
    const { shape } = weights;
    const drawn = shape.map((size, axis) => (axis === drawnAlike ? 1 : size));
    const row: [number, number] = [1, weights.size];
    const isKept = isProjected && budget < weights.size;
    return this.relaxed(weights, isTraining ? logisticNoise : null, drawn, {
      soft: w => (isKept ? keepBudget(w.reshape(row), budget, 'at-most').reshape(shape) : w.sigmoid()),
      built: w => wantedWithin(w.reshape(row), budget).reshape(shape),
    });
  }

  /**
   * Shares of things of which k are chosen in each set, or at most k, or k as built alone.
   *
   * @param weights w, [sets, n].
   * @param count k, a whole number, 1 to n.
   * @returns π, [sets, n]; without a gradient where hardened.
   */
  someOf(
    weights: tf.Tensor2D,
    count: number,
    rule: CountRule,
    { isTraining = false }: Choosing = {},
  ): tf.Tensor2D {
    const noise = rule === 'exactly' ? gumbelNoise : logisticNoise;
    return this.relaxed(weights, isTraining ? noise : null, weights.shape, {
      soft: w => (rule === 'as-built' ? w.sigmoid() : keepBudget(w, count, rule)),
      built: w => (rule === 'at-most' ? wantedWithin(w, count) : largestOfEach(w, count)),
    });
  }

  /** Shares of things of which any number may be chosen, as a mixture without noise: what prices are counted by. */
  mixture(weights: tf.Tensor): tf.Tensor {
    return tf.tidy(() => weights.mul(this.sharpness()).sigmoid());
  }

  private relaxed<Weights extends tf.Tensor>(
    weights: Weights,
    noise: NoiseLaw | null,
    drawn: number[],
    { soft, built }: { soft: (w: Weights) => Weights; built: (w: Weights) => Weights },
  ): Weights {
    const { relaxation } = this.rules;
    return tf.tidy(() => {
      if (this.isHard) return built(weights);
      const isDrawn = noise !== null && relaxation.startsWith('gumbel');
      const perturbed = isDrawn ? weights.add<Weights>(noise(drawn, this.key())) : weights;
      const shares = soft(perturbed.mul<Weights>(this.sharpness()));
      return relaxation.endsWith('straight-through')
        ? straightThrough(shares, () => built(perturbed))
        : shares;
    });
  }

  private sharpness(): tf.Tensor {
    const { schedule, sharpening } = this.rules;
    return liveTensor(() => Float32Array.of(sharpnessAt(schedule, sharpening, this.progress)), []);
  }

  private key(): tf.Tensor1D {
    return liveRandomKey(() => ({ ...this.noise, step: this.step, firstRow: 0 }));
  }
}

/** The shares as built, with the gradient of the soft ones. */
function straightThrough<Shares extends tf.Tensor>(soft: Shares, built: () => Shares): Shares {
  const pass = tf.customGrad(() => ({ value: built(), gradFunc: (upstream: tf.Tensor) => upstream }));
  return pass(soft) as Shares;
}

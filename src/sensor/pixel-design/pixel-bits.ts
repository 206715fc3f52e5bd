/**
 * A converter with a number of bits of its own for each pixel, 0 to 8, within a budget of bits per image.
 *
 *   y(r) = q₀ + Σ_{j=1…8} g_j(r) (q_j(u) − q_{j−1}(u)),   u = clip(x / F, 0, 1),   g_j = 1 where the pixel has bit j
 *
 * q_j is the mid-rise quantizer of j bits (see quantize.ts), q₀ = 1/2: each bit that a pixel has halves its step, as a converter by
 * successive approximation does. The wish for bits β(r) decides: g_j = σ(α (β − j + 1/2)) with an α that rises over training, or as
 * engine/discrete-choice.ts has it, noise being the same for all bits of a pixel.
 * Hardened, and where it is fixed, g_j is 1 where β ≥ j − 1/2 and, within a budget of N bits, β − j + 1/2 is among the N largest of
 * all pixels and bits: the projection onto the budget. Bits come in order, as β − j + 1/2 falls with j.
 * While training, bits beyond the budget cost weight × max(0, (Σ g − N) / pixels)², or there are none, where the soft g are projected
 * onto the budget, too (engine/discrete/keep-budget.ts).
 * Gradient: of u the surrogate of quantize.ts, which leaves ∂y/∂u := g₁; of β the true one.
 * Source: Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260 (few-bit pixels).
 */
import { tf } from '../../engine/tfjs.js';
import { DiscreteChoice } from '../../engine/discrete-choice.js';
import { choiceText, type ChoiceRules } from '../../engine/discrete/rules.js';
import { hostRandom } from '../../engine/host-random.js';
import type {
  LayerDescription,
  PenalizedLayer,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import type { ComposedLayer } from '../../engine/layer-parts.js';
import { quantize } from '../quantize.js';

export const mostBits = 8;

export interface PixelBitsOptions {
  readonly name?: string;
  /** β of all pixels, or about which it is spread; where training starts. 0 to 8. */
  readonly bits: number;
  /** Standard deviation of β over the pixels, bits, 0 or more. */
  readonly spread: number;
  /** N: most bits of an image, 0 or more; null for no budget. */
  readonly budget: number | null;
  /** Price of bits beyond the budget, 0 or more. */
  readonly budgetWeight: number;
  /** True: the budget is kept to while training, without a price. */
  readonly isProjected: boolean;
  /** How the choice of bits is trained. */
  readonly choice: ChoiceRules;
  /** F, above 0. */
  readonly fullScale: number;
  readonly isLearned?: boolean;
  readonly seed: number;
  readonly stream: number;
}

export const pixelBitsSource = 'Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260';

/** Signal to middles of cells as a fraction of full scale, 0 to 1; shape kept, channels share the bits of their pixel. */
export class PixelBits extends tf.layers.Layer implements ComposedLayer, PenalizedLayer {
  static readonly className = 'PixelBits';

  /** The choice of bits, where it is learned. */
  readonly parts: readonly DiscreteChoice[];

  private readonly options: Required<Omit<PixelBitsOptions, 'name'>>;
  private readonly choice: DiscreteChoice;
  private wishes: tf.LayerVariable | null = null;
  /** Gates of a fixed map, [8, height, width, 1]. */
  private fixed: tf.Tensor | null = null;
  private frame: [height: number, width: number] = [0, 0];

  /** @throws RangeError if a number is out of range. */
  constructor(options: PixelBitsOptions) {
    super(options);
    const { bits, spread, budget, budgetWeight, isProjected, choice, ...rest } = options;
    const { fullScale, isLearned = false, seed, stream } = rest;
    if (!(bits >= 0 && bits <= mostBits)) {
      throw new RangeError(`pixel bits: bits is ${bits}, must be 0 to ${mostBits}`);
    }
    if (budget !== null && !(Number.isInteger(budget) && budget >= 0)) {
      throw new RangeError(`pixel bits: budget is ${budget} bits, must be a whole number from 0`);
    }
    for (const [name, value] of Object.entries({ spread, budgetWeight })) {
      if (!(value >= 0 && value < Infinity)) {
        throw new RangeError(`pixel bits: ${name} is ${value}, must be 0 or more`);
      }
    }
    if (!(fullScale > 0 && fullScale < Infinity)) {
      throw new RangeError(`pixel bits: fullScale is ${fullScale}, must be above 0 and finite`);
    }
    const rules = { budget, budgetWeight, isProjected, choice };
    this.options = { bits, spread, ...rules, fullScale, isLearned, seed, stream };
    this.choice = new DiscreteChoice(choice, { seed, stream });
    this.parts = isLearned ? [this.choice] : [];
  }

  override build(inputShape: tf.Shape): void {
    const [, height, width] = inputShape as [number, number, number];
    this.frame = [height, width];
    const start = this.startWishes(height * width);
    if (this.options.isLearned) {
      this.wishes = this.addWeight('wishes', [height, width, 1], 'float32', tf.initializers.zeros());
      tf.tidy(() => void this.wishes!.write(tf.tensor3d(start, [height, width, 1])));
    } else {
      const built = new DiscreteChoice();
      built.harden(true);
      this.fixed = tf.keep(tf.tidy(() => this.gatesOf(tf.tensor3d(start, [height, width, 1]), built)));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const signal = [inputs].flat()[0]!.div(this.options.fullScale);
      const gates = tf.unstack(this.gates(training === true));
      let coarser: tf.Tensor = tf.scalar(0.5);
      const refinements = gates.map((gate, index) => {
        const finer = quantize(signal, index + 1, { form: 'mid-rise' });
        const refinement = finer.sub(coarser).mul(gate);
        coarser = finer;
        return refinement;
      });
      return tf.addN(refinements).add(0.5);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** What bits beyond the budget cost; 0 for a map that is within it. */
  penalty(): tf.Scalar {
    const { budget, budgetWeight, isProjected } = this.options;
    if (this.wishes === null || budget === null || isProjected) return tf.scalar(0);
    const pixels = this.frame[0] * this.frame[1];
    return tf.tidy(() =>
      this.gates().sum().sub(budget).div(pixels).relu().square().mul<tf.Scalar>(budgetWeight),
    );
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** Bits of each pixel as they are now, [height, width]; fractions while they are trained. */
  physicalArrays(): PhysicalArray[] {
    if (this.wishes === null) return [];
    const values = tf.tidy(() => this.gates().sum(0).dataSync<'float32'>());
    return [{ name: 'bits', unit: 'bit', shape: this.frame, values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { bits, budget, fullScale, isLearned } = this.options;
    const within = budget === null ? '' : `, at most ${budget} bits per image`;
    return {
      title: 'Bits per pixel',
      text:
        `Each pixel was converted linearly, full scale at ${fullScale}, with ${isLearned ? 'a learned number of' : 'its own number of'} ` +
        `0 to ${mostBits} bits${within}; ${isLearned ? 'training started' : 'the numbers lay'} at ${bits} bits on average` +
        `${isLearned ? `; they were ${choiceText(this.options.choice)}` : ''}.`,
      parameters: [
        { name: 'bits', value: bits, unit: 'bit' },
        ...(budget === null ? [] : [{ name: 'budget', value: budget, unit: 'bit per image' }]),
      ],
      source: pixelBitsSource,
    };
  }

  protected override disposeWeights(): number {
    this.fixed?.dispose();
    return super.disposeWeights();
  }

  private gates(isTraining = false): tf.Tensor {
    return this.fixed ?? this.gatesOf(this.wishes!.read(), this.choice, isTraining);
  }

  /** g, [8, height, width, 1]. */
  private gatesOf(wishes: tf.Tensor, choice: DiscreteChoice, isTraining = false): tf.Tensor {
    const { budget, isProjected } = this.options;
    return tf.tidy(() => {
      const steps = tf.range(0.5, mostBits, 1).reshape([mostBits, 1, 1, 1]);
      return choice.anyOf(wishes.expandDims(0).sub(steps), {
        ...{ isTraining, isProjected, budget: budget ?? Infinity },
        drawnAlike: 0,
      });
    });
  }

  private startWishes(count: number): number[] {
    const { bits, spread, seed, stream } = this.options;
    const random = hostRandom(seed, stream);
    return Array.from({ length: count }, () => bits + spread * random.normal());
  }
}

tf.serialization.registerClass(PixelBits);

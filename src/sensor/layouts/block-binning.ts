/**
 * Readout with binning chosen block by block: each block of 4 × 4 pixels is read as 16, as 4 or as 1.
 *
 *   y(r) = Σ_k π_k(block) (1/k²) (Σ x + σ_r n_k) over the k × k pixels around r,   k = 1, 2, 4,   n_k ~ Normal(0, 1)
 *
 * Charges of binned pixels meet before the amplifier, which adds its noise σ_r once to their sum; the pixels show the sum in equal
 * parts, so that the frame keeps its size. As built, one π_k of a block is 1; the choice is trained as discrete-choice.ts says.
 * A block costs (4/k)² readouts. While training, readouts beyond the budget N cost weight × max(0, (readouts − N) / pixels)²; the
 * layer does not keep to the budget as built, so watch the readouts of the learned map.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073 (binning).
 */
import { tf } from '../../engine/tfjs.js';
import { DiscreteChoice } from '../../engine/discrete-choice.js';
import { plainChoice, type ChoiceRules, choiceText } from '../../engine/discrete/rules.js';
import { hostRandom } from '../../engine/host-random.js';
import type {
  LayerDescription,
  PenalizedLayer,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import type { ComposedLayer } from '../../engine/layer-parts.js';
import { randomNormal } from '../../engine/random.js';
import { NoiseKey, type Reseedable } from '../noise-key.js';

/** k: pixels across what is read at once. */
export const binningFactors = [1, 2, 4] as const;
export type BinningFactor = (typeof binningFactors)[number];
/** Side of a block, pixels. */
export const blockSide = 4;

export interface BlockBinningOptions {
  readonly name?: string;
  /** k of all blocks, where training starts if learned; random: one of the three for each block. */
  readonly factor: BinningFactor | 'random';
  /** σ_r, electrons rms, 0 or more. */
  readonly readNoise: number;
  /** N: most readouts of an image; null for no budget. */
  readonly budget: number | null;
  /** Price of readouts beyond the budget, 0 or more. */
  readonly budgetWeight: number;
  /** Weight at the start of the starting factor over the others; 0 forgets it. */
  readonly startWeight: number;
  readonly choice?: ChoiceRules;
  readonly isLearned?: boolean;
  readonly seed: number;
  readonly stream: number;
  /** False: readouts without their noise. */
  readonly isNoisy?: boolean;
}

export const blockBinningSource = 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073';

/** Electrons to electrons with read noise; shape kept, height and width multiples of 4. Channels share the choice. */
export class BlockBinning extends tf.layers.Layer implements ComposedLayer, PenalizedLayer, Reseedable {
  static readonly className = 'BlockBinning';

  /** The choice among factors, where it is learned. */
  readonly parts: readonly DiscreteChoice[];

  private readonly options: Required<Omit<BlockBinningOptions, 'name'>>;
  private readonly choice: DiscreteChoice;
  private readonly key: NoiseKey;
  private weightsOfFactors: tf.LayerVariable | null = null;
  /** Blocks down and across. */
  private blocks: [down: number, across: number] = [0, 0];

  /** @throws RangeError if a number is out of range. */
  constructor(options: BlockBinningOptions) {
    super(options);
    const { factor, readNoise, budget, budgetWeight, startWeight, seed, stream } = options;
    const { choice = plainChoice, isLearned = false, isNoisy = true } = options;
    for (const [name, value] of Object.entries({
      readNoise,
      budgetWeight,
      startWeight,
      budget: budget ?? 0,
    })) {
      if (!(value >= 0 && value < Infinity)) {
        throw new RangeError(`block binning: ${name} is ${value}, must be 0 or more`);
      }
    }
    const rules = { budget, budgetWeight, startWeight, choice };
    this.options = { factor, readNoise, ...rules, isLearned, seed, stream, isNoisy };
    this.choice = new DiscreteChoice(choice, { seed, stream });
    this.parts = isLearned ? [this.choice] : [];
    this.key = new NoiseKey(seed, stream);
  }

  /** @throws RangeError if blocks do not fill the frame. */
  override build(inputShape: tf.Shape): void {
    const [, height, width] = inputShape as [number, number, number];
    if (height % blockSide > 0 || width % blockSide > 0) {
      throw new RangeError(
        `block binning: frame is ${height} × ${width}, must be of multiples of ${blockSide}`,
      );
    }
    this.blocks = [height / blockSide, width / blockSide];
    if (this.options.isLearned) {
      const { startWeight } = this.options;
      const start = tf.tidy(() => this.startShares().mul(startWeight));
      this.weightsOfFactors = this.addWeight('factors', start.shape, 'float32', tf.initializers.zeros());
      this.weightsOfFactors.write(start);
      start.dispose();
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const charge = [inputs].flat()[0] as tf.Tensor4D;
      const { readNoise, isNoisy } = this.options;
      const isQuiet = readNoise === 0 || !isNoisy;
      const noise = isQuiet ? null : randomNormal(charge.shape, this.key.tensor()).mul(readNoise);
      const shares = tf.split(this.shares(training === true), binningFactors.length, 1);
      const [height, width] = [charge.shape[1], charge.shape[2]];
      const readings = binningFactors.map((k, index) => {
        // The mean of k² independent numbers is as noisy as one over k: noise / k becomes σ_r / k² for each pixel.
        const noisy = noise === null ? charge : charge.add<tf.Tensor4D>(noise.div(k));
        const read = k === 1 ? noisy : spread(tf.avgPool(noisy, k, k, 'valid'), height, width);
        const share = shares[index]!.reshape<tf.Tensor4D>([1, ...this.blocks, 1]);
        return read.mul(spread(share, height, width));
      });
      return tf.addN(readings);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  reseed(step: number, firstRow: number): void {
    this.key.reseed(step, firstRow);
  }

  /** What readouts beyond the budget cost; 0 where nothing is learned. */
  penalty(): tf.Scalar {
    const { budget, budgetWeight } = this.options;
    if (this.weightsOfFactors === null || budget === null) return tf.scalar(0);
    const pixels = this.blocks[0] * this.blocks[1] * blockSide ** 2;
    return tf.tidy(() =>
      this.readouts().sub(budget).div(pixels).relu().square().mul<tf.Scalar>(budgetWeight),
    );
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** Readouts of each block as they are now, [blocks down, blocks across]; fractions while they are trained. */
  physicalArrays(): PhysicalArray[] {
    if (this.weightsOfFactors === null) return [];
    const values = tf.tidy(() => this.readoutsOfBlocks().dataSync<'float32'>());
    return [{ name: 'readouts', unit: 'per block', shape: this.blocks, values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { factor, readNoise, budget, choice, isLearned, isNoisy } = this.options;
    const within = budget === null ? '' : `, at a price for more than ${budget} readouts per image`;
    const start = factor === 'random' ? 'a random choice' : `${factor} × ${factor} pixels`;
    return {
      title: 'Block binning',
      text:
        `Each block of ${blockSide} × ${blockSide} pixels was read with its charges binned by 1 × 1, 2 × 2 or 4 × 4 pixels, ` +
        `${isNoisy ? 'with normal' : 'without the'} noise of ${readNoise} electrons rms per readout; ` +
        (isLearned ? `the choice was ${choiceText(choice)}, from ${start} on${within}.` : `here ${start}.`),
      parameters: [{ name: 'readNoise', value: readNoise, unit: 'electrons rms' }],
      source: blockBinningSource,
    };
  }

  /** Readouts of an image. */
  private readouts(): tf.Scalar {
    return this.readoutsOfBlocks().sum();
  }

  private readoutsOfBlocks(): tf.Tensor {
    const counts = tf.tensor1d(binningFactors.map(k => (blockSide / k) ** 2));
    return this.shares(false).mul(counts).sum(1);
  }

  /** π, [blocks, 3]. */
  private shares(isTraining: boolean): tf.Tensor2D {
    if (this.weightsOfFactors === null) return this.startShares();
    return this.choice.oneOf(this.weightsOfFactors.read() as tf.Tensor2D, { isTraining });
  }

  /** 1 at the factor of each block, [blocks, 3]. */
  private startShares(): tf.Tensor2D {
    const { factor, seed, stream } = this.options;
    const random = hostRandom(seed, stream);
    const rows = Array.from({ length: this.blocks[0] * this.blocks[1] }, () => {
      const own =
        factor === 'random' ? random.integer(binningFactors.length) : binningFactors.indexOf(factor);
      return binningFactors.map((_, index) => (index === own ? 1 : 0));
    });
    return tf.tensor2d(rows);
  }
}

tf.serialization.registerClass(BlockBinning);

/** Repeats each element over a square, so that the image becomes height × width. */
function spread(image: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  return tf.image.resizeNearestNeighbor(image, [height, width]);
}

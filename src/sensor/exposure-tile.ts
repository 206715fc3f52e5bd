/**
 * Neutral-density filters over the pixels: one exposure records several brightness ranges side by side.
 *
 *   y(r) = t(r mod P) x(r),   0 < t ≤ 1
 *
 * Fixed, t is a tile of the field. Learned, each pixel's t is a mixture of the levels that can be built, which sharpens as
 * training goes on (see colour-filters/mosaic.ts); hardened, it is the level with the largest weight.
 * Source: Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857 (spatially varying exposures).
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { DiscreteChoice } from '../engine/discrete-choice.js';
import { choiceKeys } from '../engine/discrete/choice-keys.js';
import { choiceText, plainChoice, rulesOf, type ChoiceRules } from '../engine/discrete/rules.js';
import { hostRandom } from '../engine/host-random.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { ComposedLayer } from '../engine/layer-parts.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../engine/layer-description.js';
import { learnedTransmission, spreadTile } from './colour-filters/mosaic.js';

export const exposurePatterns = ['uniform', 'checker', 'quad', 'random'] as const;
export type ExposurePattern = (typeof exposurePatterns)[number];

export interface ExposureTileOptions {
  readonly name?: string;
  /** Index into `levels` of each pixel of the tile; where it is learned, the one that training starts from. */
  readonly tile: readonly (readonly number[])[];
  /** Transmissions that can be built, above 0 and at most 1. */
  readonly levels: readonly number[];
  readonly isLearned?: boolean;
  /** Weight at the start of the level in `tile` over the others; 0 forgets the tile. */
  readonly startWeight?: number;
  /** How the choice is trained. */
  readonly choice?: ChoiceRules;
  /** Of the noise of the choice. */
  readonly seed?: number;
  readonly stream?: number;
}

/**
 * The tile of a pattern: `uniform` has the first level all over, `checker` alternates the first and the last level, `quad` spreads
 * the levels over 2 × 2 pixels, in order; `random` draws each pixel's level independently.
 *
 * @param uniformSide Side of a uniform tile, pixels.
 */
export function exposureTile(
  pattern: ExposurePattern,
  levels: number,
  random: { readonly period: number; readonly seed: number; readonly stream: number },
  uniformSide = 1,
): number[][] {
  const last = levels - 1;
  switch (pattern) {
    case 'uniform':
      return Array.from({ length: uniformSide }, () => Array<number>(uniformSide).fill(0));
    case 'checker':
      return [
        [0, last],
        [last, 0],
      ];
    case 'quad':
      return [0, 2].map(first => [first, first + 1].map(level => Math.min(level, last)));
    case 'random': {
      const draw = hostRandom(random.seed, random.stream);
      return Array.from({ length: random.period }, () =>
        Array.from({ length: random.period }, () => draw.integer(levels)),
      );
    }
  }
}

/** Light dimmed pixel by pixel; shape kept. */
export class ExposureTile extends tf.layers.Layer implements ComposedLayer {
  static readonly className = 'ExposureTile';

  /** The choice among levels, where it is learned. */
  readonly parts: readonly DiscreteChoice[];

  private readonly options: Required<Omit<ExposureTileOptions, 'name'>>;
  private readonly choice: DiscreteChoice;
  private weightsOfLevels: tf.LayerVariable | null = null;

  /** @throws RangeError if a level cannot be built or the tile names one that there is not. */
  constructor(options: ExposureTileOptions) {
    super(options);
    const { tile, levels, isLearned = false, startWeight = 1 } = options;
    const { choice = plainChoice, seed = 0, stream = 0 } = options;
    const dark = levels.find(level => !(level > 0 && level <= 1));
    if (dark !== undefined) {
      throw new RangeError(`exposure tile: a level is ${dark}, must be above 0 and at most 1`);
    }
    const unknown = tile.flat().find(index => levels[index] === undefined);
    if (unknown !== undefined) {
      throw new RangeError(
        `exposure tile: the tile names level ${unknown}, must be below the ${levels.length} levels`,
      );
    }
    this.options = { tile, levels, isLearned, startWeight, choice, seed, stream };
    this.choice = new DiscreteChoice(choice, { seed, stream });
    this.parts = isLearned ? [this.choice] : [];
  }

  override build(inputShape: tf.Shape): void {
    const { tile, levels, isLearned, startWeight } = this.options;
    if (isLearned) {
      const shape = [tile.length, tile[0]!.length, levels.length];
      const start = tile.flat().flatMap(own => levels.map((_, index) => (index === own ? startWeight : 0)));
      this.weightsOfLevels = this.addWeight('levels', shape, 'float32', tf.initializers.zeros());
      tf.tidy(() => void this.weightsOfLevels!.write(tf.tensor(start, shape)));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const light = [inputs].flat()[0] as tf.Tensor4D;
      const tile = this.transmission(training === true);
      return light.mul(spreadTile(tile, light.shape[1], light.shape[2]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned transmission of each pixel of the tile as it is now, [rows, columns]. */
  physicalArrays(): PhysicalArray[] {
    if (this.weightsOfLevels === null) return [];
    const { tile } = this.options;
    const values = tf.tidy(() => this.transmission().dataSync<'float32'>());
    return [
      { name: 'transmission', unit: '', shape: [tile.length, tile[0]!.length], values, kind: 'magnitude' },
    ];
  }

  describe(): LayerDescription {
    const { tile, levels, isLearned } = this.options;
    const size = `${tile.length} × ${tile[0]!.length}`;
    return {
      title: 'Exposure tile',
      text:
        `Neutral-density filters dimmed the pixels of a tile of ${size}, repeated over the sensor, to ` +
        `${levels.join(', ')} of the light${isLearned ? `; which pixel has which was ${choiceText(this.options.choice)}` : ''}.`,
      parameters: levels.map((value, index) => ({ name: `level ${index + 1}`, value, unit: '' })),
      source: 'Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857',
    };
  }

  /** [rows, columns, 1]. */
  private transmission(isTraining = false): tf.Tensor3D {
    const { tile, levels } = this.options;
    if (this.weightsOfLevels === null)
      return tf.tensor3d(tile.map(row => row.map(index => [levels[index]!])));
    const weights = this.weightsOfLevels.read() as tf.Tensor3D;
    const filters = tf.tensor2d([...levels], [levels.length, 1]);
    return learnedTransmission(weights, filters, this.choice, { isTraining });
  }
}

tf.serialization.registerClass(ExposureTile);

export const exposureTileLayer = defineLayer({
  layer: 'exposure-tile',
  title: 'Exposure tile',
  summary:
    'Neutral-density filters over the pixels of a repeated tile; which pixel has which may be learned.',
  equation: 'y(r) = t(r mod P) x(r), 0 < t ≤ 1',
  source: 'Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857',
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    exposures: z
      .enum(exposurePatterns)
      .default('checker')
      .describe('Tile: uniform, checker (first and last level), quad (levels over 2 x 2) or random.'),
    levels: z
      .array(z.number().gt(0).max(1))
      .min(2)
      .max(16)
      .default([1, 0.5, 0.25, 0.125])
      .describe('Transmissions of the filters that can be built, each above 0, at most 1.'),
    tilePixels: z
      .int()
      .min(1)
      .max(32)
      .default(4)
      .describe('Side of a random tile, and of a uniform one that is learned, in pixels, 1 to 32.'),
    startWeight: z
      .number()
      .min(0)
      .max(100)
      .default(1)
      .describe('If learned: weight of the starting tile over other levels, 0 to 100; 0 forgets it.'),
    ...choiceKeys,
  },
  make: ({ exposures, tilePixels, ...keys }, { name, isLearned, seed, stream }) =>
    new ExposureTile({
      name,
      tile: exposureTile(
        exposures,
        keys.levels.length,
        { period: tilePixels, seed, stream },
        isLearned ? tilePixels : 1,
      ),
      levels: keys.levels,
      isLearned,
      startWeight: keys.startWeight,
      choice: rulesOf(keys),
      seed,
      stream,
    }),
});

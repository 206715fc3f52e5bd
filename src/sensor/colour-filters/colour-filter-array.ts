/** The colour filter array as a layer: a pattern of the field, a random one, or one that is learned. See mosaic.ts. */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { DiscreteChoice } from '../../engine/discrete-choice.js';
import { hostRandom } from '../../engine/host-random.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type {
  AnnealedLayer,
  HardenableLayer,
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import { learnedTransmission, mosaic } from './mosaic.js';
import {
  filterCounts,
  filterNumbers,
  filtersOf,
  filterTransmission,
  patternNames,
  tileOf,
  tileTransmission,
  type FilterName,
  type Tile,
} from './patterns.js';

export interface ColourFilterArrayOptions {
  readonly name?: string;
  /** The tile; where it is learned, the one that training starts from. */
  readonly tile: Tile;
  /** Filters that a learned tile chooses from. */
  readonly filters: readonly FilterName[];
  readonly isLearned?: boolean;
  /** Weight at the start of the filter in `tile` over the others; 0 forgets the tile. */
  readonly startWeight?: number;
  /** γ: at the end of training the weights count 1 + γ² times. */
  readonly sharpening?: number;
  /** Of the small random part of the starting weights. */
  readonly seed?: number;
  readonly stream?: number;
}

/** Largest random part of the starting weights: enough to break the tie between filters. */
const startSpread = 0.1;

/** Colour image to one value a pixel; [batch, height, width, 3] to [batch, height, width, 1]. */
export class ColourFilterArray extends tf.layers.Layer implements AnnealedLayer, HardenableLayer {
  static readonly className = 'ColourFilterArray';

  private readonly options: Required<Omit<ColourFilterArrayOptions, 'name'>>;
  private readonly choice: DiscreteChoice;
  private logits: tf.LayerVariable | null = null;
  private fixed: tf.Tensor3D | null = null;

  /** @throws RangeError if the tile is empty or ragged, or holds a filter that is not among those to choose from. */
  constructor(options: ColourFilterArrayOptions) {
    super(options);
    const {
      tile,
      filters,
      isLearned = false,
      startWeight = 1,
      sharpening = 3,
      seed = 0,
      stream = 0,
    } = options;
    const [first] = tile;
    if (first === undefined || first.length === 0 || tile.some(row => row.length !== first.length)) {
      throw new RangeError('colour filter array: the tile must have rows of one length, at least 1');
    }
    const foreign = tile.flat().find(name => !filters.includes(name));
    if (isLearned && foreign !== undefined) {
      throw new RangeError(
        `colour filter array: the tile has a filter ${foreign}, must be one of those to choose from (${filters.join(', ')})`,
      );
    }
    this.options = { tile, filters, isLearned, startWeight, sharpening, seed, stream };
    this.choice = new DiscreteChoice(sharpening);
  }

  /** @throws RangeError unless the image has 3 channels. */
  override build(inputShape: tf.Shape): void {
    if (inputShape.at(-1) !== 3) {
      throw new RangeError(
        `colour filter array: the image has ${inputShape.at(-1)} channels, must have 3: R, G, B`,
      );
    }
    const { tile, filters, isLearned } = this.options;
    if (isLearned) {
      const shape = [tile.length, tile[0]!.length, filters.length];
      this.logits = this.addWeight('filters', shape, 'float32', tf.initializers.zeros());
      tf.tidy(() => void this.logits!.write(tf.tensor(this.startValues(), shape)));
    } else {
      this.fixed = tf.keep(tf.tensor3d(tileTransmission(tile)));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => mosaic([inputs].flat()[0] as tf.Tensor4D, this.transmission()));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), 1];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { tile, filters, ...rest } = this.options;
    return { ...super.getConfig(), ...rest, tile: tile.map(filterNumbers), filters: filterNumbers(filters) };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    make: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { tile, filters } = config as { tile: number[][]; filters: number[] };
    return new make({ ...config, tile: tile.map(filtersOf), filters: filtersOf(filters) });
  }

  anneal(progress: number): void {
    this.choice.anneal(progress);
  }

  harden(isHard: boolean): void {
    this.choice.harden(isHard);
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned tile as it is now: share of red, green and blue that each pixel passes, [3, rows, columns]. */
  physicalArrays(): PhysicalArray[] {
    if (this.logits === null) return [];
    const { tile } = this.options;
    const planes = tf.tidy(() => this.transmission().transpose([2, 0, 1]).dataSync<'float32'>());
    const shape = [3, tile.length, tile[0]!.length];
    return [{ name: 'transmission', unit: '', shape, values: planes, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { tile, filters, isLearned } = this.options;
    const [rows, columns] = [tile.length, tile[0]!.length];
    const counts = Object.entries(filterCounts(tile)).map(([name, count]) => `${count} ${name}`);
    return {
      title: 'Colour filter array',
      text: isLearned
        ? `Each pixel of a tile of ${rows} × ${columns} pixels, repeated over the sensor, recorded the light behind one of the ` +
          `filters ${filters.join(', ')}; which one was learned as a mixture that sharpened during training.`
        : `Each pixel recorded the light behind one colour filter, in a tile of ${rows} × ${columns} pixels (${counts.join(', ')}) ` +
          'repeated over the sensor.',
      parameters: Object.entries(filterCounts(tile)).map(([name, value]) => ({
        name: `pixels ${name} of the tile`,
        value,
        unit: '',
      })),
      source: 'Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078',
    };
  }

  protected override disposeWeights(): number {
    this.fixed?.dispose();
    return super.disposeWeights();
  }

  private transmission(): tf.Tensor3D {
    if (this.fixed !== null) return this.fixed;
    const filters = tf.tensor2d(this.options.filters.map(name => [...filterTransmission[name]]));
    const weights = this.logits!.read() as tf.Tensor3D;
    return learnedTransmission(weights, filters, this.choice);
  }

  private startValues(): number[] {
    const { tile, filters, startWeight, seed, stream } = this.options;
    const random = hostRandom(seed, stream);
    return tile
      .flat()
      .flatMap(own => filters.map(name => (name === own ? startWeight : 0) + startSpread * random.uniform()));
  }
}

tf.serialization.registerClass(ColourFilterArray);

const filterNames = Object.keys(filterTransmission) as [FilterName, ...FilterName[]];

export const colourFilterArray = defineLayer({
  layer: 'colour-filter-array',
  title: 'Colour filter array',
  summary: 'One colour filter over each pixel of a repeated tile; which filter may be learned.',
  equation: 'y(r) = Σ_c t_c(r mod P) x_c(r)',
  source: 'Chakrabarti, NIPS 2016, doi:10.48550/arXiv.1605.07078',
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    pattern: z
      .enum(patternNames)
      .default('bayer')
      .describe('Tile of filters; where it is learned, the one that training starts from.'),
    periodPixels: z.int().min(1).max(32).default(4).describe('Side of a random tile in pixels, 1 to 32.'),
    filters: z
      .array(z.enum(filterNames))
      .min(2)
      .default(['R', 'G', 'B', 'W'])
      .describe('Filters of a random or learned tile: R, G, B, W (none), C, M or Y.'),
    startWeight: z
      .number()
      .min(0)
      .max(100)
      .default(1)
      .describe('If learned: weight of the starting tile over other filters, 0 to 100; 0 forgets it.'),
    sharpening: z
      .number()
      .min(0)
      .max(100)
      .default(3)
      .describe('If learned: the mixture counts 1 + sharpening² times at the end of training, 0 to 100.'),
  },
  problems: ({ pattern, filters }, { isLearned, signal }) => {
    if (signal.channels !== 3) {
      return [{ key: 'pattern', must: `behind an image of 3 channels, which has ${signal.channels} here` }];
    }
    if (!isLearned || pattern === 'random') return [];
    const tile = tileOf(pattern, { period: 1, filters, seed: 0, stream: 0 });
    const missing = [...new Set(tile.flat())].filter(name => !filters.includes(name));
    return missing.length === 0
      ? []
      : [{ key: 'filters', must: `with ${missing.join(', ')}, which ${pattern} has` }];
  },
  make: (keys, { name, isLearned, seed, stream }) =>
    new ColourFilterArray({
      name,
      tile: tileOf(keys.pattern, { period: keys.periodPixels, filters: keys.filters, seed, stream }),
      filters: keys.filters,
      isLearned,
      startWeight: keys.startWeight,
      sharpening: keys.sharpening,
      seed,
      stream,
    }),
  gives: (_, signal) => ({
    // The middle of the band stands for what a pixel without one colour sees.
    wavelengths: [signal.wavelengths[Math.floor(signal.wavelengths.length / 2)]!],
  }),
});

/** The colour filter array as a layer: a pattern of the field, a random one, or one that is learned. See mosaic.ts. */
import { tf } from '../../engine/tfjs.js';
import { DiscreteChoice } from '../../engine/discrete-choice.js';
import { choiceText, plainChoice, type ChoiceRules } from '../../engine/discrete/rules.js';
import { hostRandom } from '../../engine/host-random.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import type { ComposedLayer } from '../../engine/layer-parts.js';
import { learnedTransmission, mosaic } from './mosaic.js';
import {
  filterCounts,
  filterNumbers,
  filtersOf,
  tileTransmission,
  transmissionOf,
  type FilterName,
  type Spectra,
  type Tile,
} from './patterns.js';

export interface ColourFilterArrayOptions {
  readonly name?: string;
  /** The tile; where it is learned, the one that training starts from. */
  readonly tile: Tile;
  /** Filters that a learned tile chooses from. */
  readonly filters: readonly FilterName[];
  /** Filters S1, S2, …, if there are any. */
  readonly spectra?: Spectra;
  readonly isLearned?: boolean;
  /** Weight at the start of the filter in `tile` over the others; 0 forgets the tile. */
  readonly startWeight?: number;
  /** How the choice is trained. */
  readonly choice?: ChoiceRules;
  /** Of the small random part of the starting weights, and of the noise of the choice. */
  readonly seed?: number;
  readonly stream?: number;
}

/** Largest random part of the starting weights: enough to break the tie between filters. */
const startSpread = 0.1;

/** Colour image to one value a pixel; [batch, height, width, channels] to [batch, height, width, 1]. */
export class ColourFilterArray extends tf.layers.Layer implements ComposedLayer {
  static readonly className = 'ColourFilterArray';

  /** The choice among filters, where it is learned. */
  readonly parts: readonly DiscreteChoice[];

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
      spectra = [],
      isLearned = false,
      startWeight = 1,
      choice = plainChoice,
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
    for (const name of tile.flat()) transmissionOf(name, spectra);
    this.options = { tile, filters, spectra, isLearned, startWeight, choice, seed, stream };
    this.choice = new DiscreteChoice(choice, { seed, stream });
    this.parts = isLearned ? [this.choice] : [];
  }

  /** @throws RangeError unless the image has the channels that the filters are for. */
  override build(inputShape: tf.Shape): void {
    const { tile, filters, spectra, isLearned } = this.options;
    const channels = inputShape.at(-1);
    for (const name of isLearned ? filters : tile.flat()) {
      const { length } = transmissionOf(name, spectra);
      if (channels === length) continue;
      throw new RangeError(
        `colour filter array: the image has ${channels} channels, must have ${length}, those of filter ${name}`,
      );
    }
    if (isLearned) {
      const shape = [tile.length, tile[0]!.length, filters.length];
      this.logits = this.addWeight('filters', shape, 'float32', tf.initializers.zeros());
      tf.tidy(() => void this.logits!.write(tf.tensor(this.startValues(), shape)));
    } else {
      this.fixed = tf.keep(tf.tensor3d(tileTransmission(tile, spectra)));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => mosaic([inputs].flat()[0] as tf.Tensor4D, this.transmission(training === true)));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), 1];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { tile, filters, ...rest } = this.options;
    const named = { tile: tile.map(filterNumbers), filters: filterNumbers(filters) };
    return { ...super.getConfig(), ...(rest as unknown as tf.serialization.ConfigDict), ...named };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    make: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { tile, filters } = config as { tile: number[][]; filters: number[] };
    return new make({ ...config, tile: tile.map(filtersOf), filters: filtersOf(filters) });
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned tile as it is now: share of each channel that each pixel passes, [channels, rows, columns]. */
  physicalArrays(): PhysicalArray[] {
    if (this.logits === null) return [];
    const planes = tf.tidy(() => this.transmission().transpose([2, 0, 1]));
    const { shape } = planes;
    const values = planes.dataSync<'float32'>().slice();
    planes.dispose();
    return [{ name: 'transmission', unit: '', shape, values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { tile, filters, isLearned } = this.options;
    const [rows, columns] = [tile.length, tile[0]!.length];
    const counts = Object.entries(filterCounts(tile)).map(([name, count]) => `${count} ${name}`);
    return {
      title: 'Colour filter array',
      text: isLearned
        ? `Each pixel of a tile of ${rows} × ${columns} pixels, repeated over the sensor, recorded the light behind one of the ` +
          `filters ${filters.join(', ')}; which one was ${choiceText(this.options.choice)}.`
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

  private transmission(isTraining = false): tf.Tensor3D {
    if (this.fixed !== null) return this.fixed;
    const { filters, spectra } = this.options;
    const shares = tf.tensor2d(filters.map(name => [...transmissionOf(name, spectra)]));
    const weights = this.logits!.read() as tf.Tensor3D;
    return learnedTransmission(weights, shares, this.choice, { isTraining });
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

/**
 * Colours through filters: each filter passes part of the spectrum and makes a channel of its own.
 *
 *   y_k = d_k Σ_c T_k(c) x(c) Δλ_c / Σ_c Δλ_c,   0 ≤ T_k(c) ≤ T_max
 *
 * The mean over the channels of x is the light of all wavelengths, so y does not depend on how finely the spectrum is sampled, and filters
 * whose transmissions add up to 1 share the light out between them. d_k: share of the dose, see dose.ts. T_k is a band of band.ts whose
 * centre and width stay within bounds that can be built, or free in each channel.
 * Source: Neher & Neher, J. Microsc. 213, 46 (2004), doi:10.1111/j.1365-2818.2004.01262.x (filters for mixtures of fluorophores).
 */
import { tf } from '../../engine/tfjs.js';
import { boundedValue, freeNumber, type Bounds } from '../../engine/bounded-parameter.js';
import type {
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
  SpectralCurve,
  SpectralLayer,
} from '../../engine/layer-description.js';
import { channelEdges, channelShares } from '../../spectra/channels.js';
import { meanTransmission, type BandShape } from './band.js';

export interface SpectralFiltersOptions {
  readonly name?: string;
  /** Centres of the channels that arrive, m, two or more in order. */
  readonly wavelengths: readonly number[];
  /** `free`: a transmission of its own for each channel, which starts as the Gaussian bands. */
  readonly shape: BandShape | 'free';
  /** Of each filter, m; where learned, before training. */
  readonly centres: readonly number[];
  /** Full width at half maximum of each filter, m; where learned, before training. */
  readonly widths: readonly number[];
  /** Softness of the edges of flat tops, m. */
  readonly edge: number;
  /** Highest transmission, above 0 and at most 1. */
  readonly peakTransmission: number;
  /** Light of each filter's exposure, see `doseShares`. */
  readonly doses: readonly number[];
  readonly isLearned?: boolean;
  /** Shortest and longest centre that can be built, m; needed where bands are learned. */
  readonly centreBounds?: Bounds;
  /** Narrowest and widest band that can be built, m; needed where bands are learned. */
  readonly widthBounds?: Bounds;
}

/** Free transmissions start no closer to 0 and 1, where a logistic has no slope. */
const least = 0.02;

/** Spectral images to colours; [batch, height, width, channels] to [batch, height, width, filters]. */
export class SpectralFilters extends tf.layers.Layer implements SpectralLayer {
  static readonly className = 'SpectralFilters';

  private readonly options: Omit<SpectralFiltersOptions, 'name'>;
  private readonly free: { centres?: tf.LayerVariable; widths?: tf.LayerVariable; all?: tf.LayerVariable } =
    {};
  /** Share of the range of each channel, [1, channels]. */
  private shares: tf.Tensor2D | null = null;

  /** @throws RangeError if the filters are not all described, or a learned one is not within its bounds. */
  constructor(options: SpectralFiltersOptions) {
    super(options);
    const { wavelengths, shape, centres, widths, edge, peakTransmission, doses } = options;
    const { isLearned = false, centreBounds, widthBounds } = options;
    if (widths.length !== centres.length || doses.length !== centres.length || centres.length === 0) {
      throw new RangeError(
        `spectral filters: there are ${centres.length} centres, ${widths.length} widths and ${doses.length} doses, must be as many of each`,
      );
    }
    if (!(peakTransmission > 0 && peakTransmission <= 1)) {
      throw new RangeError(
        `spectral filters: peakTransmission is ${peakTransmission}, must be above 0 and at most 1`,
      );
    }
    this.options = {
      ...{ wavelengths, shape, centres, widths, edge, peakTransmission, doses, isLearned },
      ...(centreBounds && { centreBounds }),
      ...(widthBounds && { widthBounds }),
    };
    if (this.hasLearnedBands) this.startNumbers();
  }

  /** @throws RangeError if the wavelengths do not fit the channels. */
  override build(inputShape: tf.Shape): void {
    const { wavelengths, centres, isLearned = false } = this.options;
    const channels = inputShape.at(-1);
    if (channels !== wavelengths.length) {
      throw new RangeError(
        `spectral filters: there are ${wavelengths.length} wavelengths, must be one for each of ${channels} channels`,
      );
    }
    const add = (name: string, shape: number[], start: () => tf.Tensor): tf.LayerVariable => {
      const weight = this.addWeight(name, shape, 'float32', tf.initializers.zeros());
      tf.tidy(() => void weight.write(start()));
      return weight;
    };
    if (this.hasLearnedBands) {
      const start = this.startNumbers();
      this.free.centres = add('centre', [centres.length], () => tf.tensor1d(start.centres));
      this.free.widths = add('width', [centres.length], () => tf.tensor1d(start.widths));
    } else if (isLearned) {
      this.free.all = add('transmission', [centres.length, channels], () => {
        const share = this.startTransmission().clipByValue(least, 1 - least);
        return share.log().sub(tf.sub(1, share).log());
      });
    }
    this.shares = tf.keep(tf.tensor2d([channelShares(channelEdges(wavelengths))]));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { wavelengths, doses } = this.options;
      const image = [inputs].flat()[0]! as tf.Tensor4D;
      const [batch, height, width] = image.shape;
      const dosed = this.transmission()
        .mul(this.shares!)
        .mul(tf.tensor2d([...doses], [doses.length, 1]));
      const flat = image.reshape<tf.Tensor2D>([-1, wavelengths.length]);
      return tf
        .matMul(flat, dosed.as2D(doses.length, wavelengths.length), false, true)
        .reshape([batch, height, width, doses.length]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), this.options.centres.length];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** Learned centres and widths, nm, or transmissions of each filter in each channel, as they are now. */
  physicalArrays(): PhysicalArray[] {
    const { centres, wavelengths } = this.options;
    if (this.free.all !== undefined) {
      const values = tf.tidy(() => this.transmission().dataSync<'float32'>());
      const shape = [centres.length, wavelengths.length];
      return [{ name: 'transmission', unit: '', shape, values, kind: 'magnitude' }];
    }
    if (this.free.centres === undefined) return [];
    const bands = tf.tidy(() => {
      const now = this.bands();
      return { centre: now.centres.mul(1e9).dataSync(), width: now.widths.mul(1e9).dataSync() };
    });
    return (['centre', 'width'] as const).map(name => ({
      ...{ name, unit: 'nm', shape: [centres.length], kind: 'magnitude' as const },
      values: Float32Array.from(bands[name]),
    }));
  }

  /** Centres of the bands, m; where learned, before training. */
  startCentres(): readonly number[] {
    return this.options.centres;
  }

  /** Transmission of each filter. */
  spectralCurves(): SpectralCurve[] {
    const { wavelengths, centres } = this.options;
    const rows = tf.tidy(() => this.transmission().arraySync());
    return centres.map((_, k) => ({
      name: `filter ${k + 1}`,
      kind: 'filter',
      wavelengths,
      values: rows[k]!,
    }));
  }

  describe(): LayerDescription {
    const { shape, doses, wavelengths, peakTransmission, isLearned = false } = this.options;
    const { centres, widths } = tf.tidy(() => {
      const now = this.bands();
      return { centres: [...now.centres.dataSync()], widths: [...now.widths.dataSync()] };
    });
    const list = centres.map((centre, k) => `${nm(centre)} nm (${nm(widths[k]!)} nm wide)`).join(', ');
    const dose = doses.reduce((sum, each) => sum + each, 0);
    const isFree = shape === 'free' && isLearned;
    return {
      title: 'Spectral filters',
      text:
        `Colours were taken through ${doses.length} filters of at most ${100 * peakTransmission} % transmission: ` +
        (isFree
          ? `any transmission in each of ${wavelengths.length} spectral channels, learned. `
          : `${shape === 'flat-top' ? 'flat-top' : 'Gaussian'} bands around ${list}${isLearned ? ', learned' : ''}. `) +
        `Their exposures together had ${Number(dose.toPrecision(3))} times the light of one exposure without bleaching.`,
      parameters: [
        ...(isFree ? [] : centres).flatMap((centre, k) => [
          { name: `centre ${k + 1}`, value: centre * 1e9, unit: 'nm' },
          { name: `width ${k + 1}`, value: widths[k]! * 1e9, unit: 'nm' },
        ]),
        { name: 'peakTransmission', value: peakTransmission, unit: '' },
      ],
      source: 'Neher & Neher, J. Microsc. 213, 46 (2004), doi:10.1111/j.1365-2818.2004.01262.x',
    };
  }

  protected override disposeWeights(): number {
    this.shares?.dispose();
    return super.disposeWeights();
  }

  /** Of each filter in each channel as it is now, [filters, channels]; the caller tidies. */
  private transmission(): tf.Tensor2D {
    const { peakTransmission } = this.options;
    const share = this.free.all === undefined ? this.startTransmission() : this.free.all.read().sigmoid();
    return share.mul(peakTransmission);
  }

  /** The bands over each channel, 0 to 1. */
  private startTransmission(): tf.Tensor2D {
    const { shape, edge, wavelengths } = this.options;
    const bands = { ...this.bands(), shape: shape === 'free' ? ('gaussian' as const) : shape, edge };
    return meanTransmission(bands, channelEdges(wavelengths));
  }

  /** m, [filters]. */
  private bands(): { centres: tf.Tensor1D; widths: tf.Tensor1D } {
    const { centres, widths, centreBounds, widthBounds } = this.options;
    const now = (
      free: tf.LayerVariable | undefined,
      start: readonly number[],
      bounds?: Bounds,
    ): tf.Tensor1D =>
      free === undefined ? tf.tensor1d([...start]) : boundedValue(free.read(), bounds!).as1D();
    return {
      centres: now(this.free.centres, centres, centreBounds),
      widths: now(this.free.widths, widths, widthBounds),
    };
  }

  private get hasLearnedBands(): boolean {
    return this.options.isLearned === true && this.options.shape !== 'free';
  }

  /** Free numbers of the bands before training. */
  private startNumbers(): { centres: number[]; widths: number[] } {
    const { centres, widths, centreBounds, widthBounds } = this.options;
    if (centreBounds === undefined || widthBounds === undefined) {
      throw new RangeError('spectral filters: bounds are missing, must be given to learn centres and widths');
    }
    return {
      centres: centres.map(each => freeNumber(each, centreBounds, 'spectral filters: centre')),
      widths: widths.map(each => freeNumber(each, widthBounds, 'spectral filters: width')),
    };
  }
}

function nm(length: number): string {
  return (length * 1e9).toFixed(0);
}

tf.serialization.registerClass(SpectralFilters);

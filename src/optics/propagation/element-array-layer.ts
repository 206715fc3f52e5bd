/**
 * A picture taken with an array of transducers or antennas, by steering its beam over the scene; apodization and the choice of
 * elements may be learned.
 *
 *   y(u) = Σ_u′ beam(u − u′) x(u′) / Σ beam₁,   beam(u) = |Σ_n g_n w_n exp(2πi u·r_n/λ)|²,   |w_n| ≤ 1
 *
 * Rows and columns of the scene are direction sines u at equal steps: only there is the beam the same in all directions. The
 * sources of the scene are incoherent with each other. beam₁ is that of all elements at w = 1, so that switching elements off
 * or turning them down costs signal: Σ beam ∝ Σ |g w|². Outside the field of view there is nothing.
 * Learned: w = tanh(free), and of which K elements g is 1, see engine/discrete-choice.ts.
 * Preferences of elements start between −1 and 1, see element-selection.ts.
 * Source: Van Trees, Optimum Array Processing (2002), doi:10.1002/0471221104.
 */
import { tf } from '../../engine/tfjs.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import { DiscreteChoice } from '../../engine/discrete-choice.js';
import { largestOfEach } from '../../engine/discrete/as-built.js';
import { choiceText, type ChoiceRules } from '../../engine/discrete/rules.js';
import { hostRandom } from '../../engine/host-random.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import type { ComposedLayer } from '../../engine/layer-parts.js';
import { farFieldBeam, type SineGrid } from './element-array.js';
import { startPreferences, type ElementStart } from './element-selection.js';

/** uniform: all 1. hann: sin²(π(n + ½)/N) along rows and columns: a wider beam with lower side lobes. */
export const apodizations = ['uniform', 'hann'] as const;

export interface ElementArrayOptions {
  readonly name?: string;
  readonly elementRows: number;
  readonly elementColumns: number;
  /** Distance of neighbouring elements, wavelengths. */
  readonly pitch: number;
  /** Full angle from the first to the last row or column, whichever is more, rad. */
  readonly fieldOfView: number;
  /** Weights, or where they start if learned. */
  readonly apodization: (typeof apodizations)[number];
  /** Elements that are switched on, or 0: all. */
  readonly activeElements: number;
  /** Which ones, or where they start if learned. */
  readonly activeStart: ElementStart;
  readonly isLearned?: boolean;
  /** How the choice is trained. */
  readonly choice: ChoiceRules;
  /** Seed and stream of the random choice and of its noise, integers. */
  readonly seed: number;
  readonly stream: number;
}

/** Learned weights start at most this far out, where tanh still has a slope. */
const largestStart = 0.9;

/** Element array; [batch, height, width, channels] to the same. */
export class ElementArray extends tf.layers.Layer implements ComposedLayer {
  static readonly className = 'ElementArray';

  /** The choice of elements, where it is learned. */
  readonly parts: readonly DiscreteChoice[];

  private readonly options: ElementArrayOptions;
  private freeWeights: tf.LayerVariable | null = null;
  /** Null where the choice is fixed, or all elements are on. */
  private preferences: tf.LayerVariable | null = null;
  private sines: SineGrid | null = null;
  /** Σ beam₁. */
  private total = 1;
  private readonly choice: DiscreteChoice;

  /** @throws RangeError if a quantity is out of range. */
  constructor(options: ElementArrayOptions) {
    super(options);
    const { elementRows, elementColumns, pitch, fieldOfView, apodization } = options;
    const { activeElements, activeStart, isLearned = false, choice, seed, stream } = options;
    this.options = {
      ...{ elementRows, elementColumns, pitch, fieldOfView, apodization },
      ...{ activeElements, activeStart, isLearned, choice, seed, stream },
    };
    this.choice = new DiscreteChoice(choice, { seed, stream });
    this.parts = isLearned && this.isChosen ? [this.choice] : [];
    const count = elementRows * elementColumns;
    if (!(activeElements >= 0 && activeElements <= count)) {
      throw new RangeError(`element-array: activeElements is ${activeElements}, must be 0 (all) to ${count}`);
    }
    if (!(fieldOfView > 0 && fieldOfView <= Math.PI)) {
      throw new RangeError(`element-array: fieldOfView is ${fieldOfView} rad, must be above 0 and at most π`);
    }
  }

  /** @throws RangeError if the frame has no fixed size. */
  override build(inputShape: tf.Shape): void {
    const [, height, width] = inputShape;
    if (height == null || width == null)
      throw new RangeError(`element-array: input is [${inputShape.join()}], must have height and width`);
    const { elementRows, elementColumns, pitch, fieldOfView, isLearned } = this.options;
    const spacing = (2 * Math.sin(fieldOfView / 2)) / Math.max(height, width);
    this.sines = { rows: 2 * height - 1, columns: 2 * width - 1, spacing: [spacing, spacing] };
    const shape: [number, number] = [elementRows, elementColumns];
    this.total = tf.tidy(() => farFieldBeam(tf.ones(shape), pitch, this.sines!).sum().dataSync()[0]!);
    if (isLearned) {
      this.freeWeights = this.addWeight('weights', shape, 'float32', tf.initializers.zeros());
      const free = this.startWeights().map(weight => Math.atanh(Math.min(weight, largestStart)));
      tf.tidy(() => {
        this.freeWeights!.write(tf.tensor2d(free, shape));
      });
      if (this.isChosen) {
        const count = elementRows * elementColumns;
        this.preferences = this.addWeight('preferences', [count], 'float32', tf.initializers.zeros());
        tf.tidy(() => {
          this.preferences!.write(tf.tensor1d(this.firstPreferences()));
        });
      }
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const scene = [inputs].flat()[0] as tf.Tensor4D;
      const { elementRows, elementColumns, pitch } = this.options;
      const shape: [number, number] = [elementRows, elementColumns];
      const weights = this.presentGates(training === true)
        .reshape(shape)
        .mul<tf.Tensor2D>(this.presentWeights());
      const beam = farFieldBeam(weights, pitch, this.sines!).div<tf.Tensor2D>(this.total);
      return convolveImages(scene, beam.expandDims(2), { boundary: 'zero' });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned weights and gates as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    const { elementRows, elementColumns } = this.options;
    const array = (name: string, kind: 'signed' | 'magnitude', make: () => tf.Tensor): PhysicalArray => ({
      ...{ name, unit: '', kind, shape: [elementRows, elementColumns] },
      values: Float32Array.from(tf.tidy(() => make().dataSync<'float32'>())),
    });
    return [
      ...(this.freeWeights === null ? [] : [array('weights', 'signed', () => this.presentWeights())]),
      ...(this.preferences === null ? [] : [array('gates', 'magnitude', () => this.presentGates())]),
    ];
  }

  describe(): LayerDescription {
    const { elementRows, elementColumns, pitch, fieldOfView, apodization, isLearned } = this.options;
    const degrees = (fieldOfView * 180) / Math.PI;
    const { activeElements, activeStart } = this.options;
    const widest = 2 * Math.sin(fieldOfView / 2);
    return {
      title: 'Element array',
      text:
        `An array of ${elementRows} × ${elementColumns} elements, ${pitch.toPrecision(3)} wavelengths apart, took the picture ` +
        `by steering its beam over ${degrees.toPrecision(3)}°; the scene was incoherent. ` +
        (isLearned
          ? `The weight of each element, −1 to 1, was learned, starting from ${apodization} apodization. `
          : `The apodization was ${apodization}. `) +
        (this.isChosen
          ? `${activeElements} of the elements were on, ${isLearned ? `${choiceText(this.options.choice)}, starting from` : 'chosen by'} "${activeStart}". `
          : 'All elements were on. ') +
        (1 / pitch < widest
          ? `Grating lobes lie ${(1 / pitch).toPrecision(3)} in sine off the beam, within the field of view. `
          : '') +
        'The signal is relative to that of all elements at full weight; outside the field of view the scene was empty.',
      parameters: [
        { name: 'pitch', value: pitch, unit: 'wavelengths' },
        { name: 'fieldOfView', value: degrees, unit: '°' },
        { name: 'activeElements', value: activeElements || elementRows * elementColumns, unit: '' },
      ],
      source: 'Van Trees, Optimum Array Processing (2002), doi:10.1002/0471221104',
    };
  }

  private get isChosen(): boolean {
    const { activeElements, elementRows, elementColumns } = this.options;
    return activeElements > 0 && activeElements < elementRows * elementColumns;
  }

  /** [rows, columns]. */
  private presentWeights(): tf.Tensor {
    const { elementRows, elementColumns } = this.options;
    if (this.freeWeights !== null) return this.freeWeights.read().tanh();
    return tf.tensor2d(this.startWeights(), [elementRows, elementColumns]);
  }

  /** As many as elements. */
  private presentGates(isTraining = false): tf.Tensor {
    const { activeElements, elementRows, elementColumns } = this.options;
    if (!this.isChosen) return tf.ones([elementRows * elementColumns]);
    if (this.preferences === null) {
      return largestOfEach(tf.tensor2d([this.firstPreferences()]), activeElements);
    }
    const preferences = this.preferences.read().reshape<tf.Tensor2D>([1, -1]);
    return this.choice.someOf(preferences, activeElements, 'exactly', { isTraining });
  }

  private startWeights(): number[] {
    const { elementRows, elementColumns, apodization } = this.options;
    const window = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        apodization === 'uniform' ? 1 : Math.sin((Math.PI * (n + 0.5)) / count) ** 2,
      );
    const across = window(elementColumns);
    return window(elementRows).flatMap(down => across.map(each => down * each));
  }

  private firstPreferences(): number[] {
    const { activeStart, elementRows, elementColumns, seed, stream } = this.options;
    return startPreferences(activeStart, elementRows, elementColumns, hostRandom(seed, stream));
  }
}

tf.serialization.registerClass(ElementArray);

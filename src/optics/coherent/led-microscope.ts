/**
 * A microscope whose LED array lights a thin object; the drives of the LEDs and a phase plate in the pupil may be learned.
 *
 *   image(r) = Σ_k d_k I_k(r) / Σ_k d_k,   0 ≤ d_k ≤ 1
 *
 * I_k is the coherent image in the light of LED k (partially-coherent.ts), 1 where nothing is in the way of an LED of the
 * bright field. The light that the array sends out in one exposure is fixed: a pattern of fewer or dimmer LEDs is exposed
 * for longer, and LEDs whose light misses the objective cost image brightness. Interference can lift the image above 1.
 *
 * The scene is the map of the object: phase delay and optical density rise in proportion to it, and around the frame there
 * is nothing. A scene of one channel is seen in the light of every LED colour, the delay being one of path, ∝ 1/λ; else each
 * colour sees its channel. The camera has a channel for each colour, or one that adds them up.
 *
 * The image is sampled at the centres of the pixels; it has no detail beyond 2 NA/λ.
 * Sources: see partially-coherent.ts, objective.ts, pupil-plate.ts and led-array.ts.
 */
import { tf } from '../../engine/tfjs.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import { padImages } from '../../engine/fourier/pad-images.js';
import { ledDirections, type Direction } from './led-array.js';
import {
  pickOptions,
  startCoefficients,
  startDrives,
  type LedMicroscopeOptions,
} from './led-microscope-options.js';
import { describeMicroscope } from './describe-microscope.js';
import { frameOf, type Frame } from './microscope-frame.js';
import { objectivePupils } from './objective.js';
import { addSources, coherentImages, thinObject, type Pupils } from './partially-coherent.js';
import { pupilBoxes, type PupilBoxes } from './pupil-box.js';
import { plateBasis, platePhase } from './pupil-plate.js';

/** Learned drives start strictly between 0 and 1: this far from them, where the pattern says 0 or 1. */
const startMargin = 0.02;

/** The pupils of one colour, [waves, rows, columns]. */
interface ColourPupils {
  readonly boxes: PupilBoxes | null;
  readonly amplitude: tf.Tensor3D;
  /** Of the plate, [modes, waves · rows · columns]; null without one. */
  readonly basis: tf.Tensor2D | null;
}

/** LED microscope; [batch, height, width, 1 or colours] to [batch, height, width, colours or 1]. */
export class LedMicroscope extends tf.layers.Layer {
  static readonly className = 'LedMicroscope';

  private readonly options: LedMicroscopeOptions;
  /** Drives of each colour before training, [colours][LEDs]. */
  private readonly drives: readonly (readonly number[])[];
  /** Of the plate before training, m, [modes]. */
  private readonly coefficients: readonly number[];
  /** log(d / (1 − d)), [colours, LEDs]; null where the drives are fixed. */
  private freeDrives: tf.LayerVariable | null = null;
  private frame: Frame | null = null;
  /** tanh⁻¹(c / limit), [modes]; null where the plate is fixed, or there is none. */
  private freeCoefficients: tf.LayerVariable | null = null;
  /** One entry for each colour; only lit LEDs where the drives are fixed. */
  private pupils: ColourPupils[] = [];

  /** @throws RangeError if a quantity is out of range, the samples do not hold the pupil, or no LED is lit. */
  constructor(options: LedMicroscopeOptions) {
    super(options);
    this.options = pickOptions(options);
    this.drives = startDrives(options);
    this.coefficients = startCoefficients(options);
  }

  /** @throws RangeError if the frame has no fixed size or its channels do not fit the colours. */
  override build(inputShape: tf.Shape): void {
    const [, height, width, channels] = inputShape;
    if (height == null || width == null || channels == null) {
      throw new RangeError(
        `led-microscope: input is [${inputShape.join()}], must have height, width and channels`,
      );
    }
    const { wavelengths, numericalAperture, objectPitch, isLearned = false } = this.options;
    if (channels !== 1 && channels !== wavelengths.length) {
      throw new RangeError(
        `led-microscope: the scene has ${channels} channels, must have 1 or one for each of ${wavelengths.length} LED colours`,
      );
    }
    this.frame = frameOf(height, width, (2 * Math.max(...wavelengths)) / (numericalAperture * objectPitch));
    this.pupils = wavelengths.map((_, colour) => this.makePupils(colour, objectPitch));
    if (isLearned) this.addFreeWeights();
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const scene = [inputs].flat()[0] as tf.Tensor4D;
      const { height, width, margin, rows, columns } = this.frame!;
      const around = (before: number, all: number, size: number) => [before, all - size - before] as const;
      const padded = padImages(
        scene,
        around(margin[0], rows, height),
        around(margin[1], columns, width),
        'zero',
      );
      const channels = planesAlong(padded, 3) as tf.Tensor3D[];
      const powers = this.powers();
      const { wavelengths, phaseRange, absorbance, isColourSummed } = this.options;
      const images = wavelengths.map((wavelength, colour) => {
        const map = channels.length === 1 ? channels[0]! : channels[colour]!;
        const object = thinObject(map, {
          phaseRange: (phaseRange * wavelengths[0]!) / wavelength,
          absorbance,
        });
        const coherent = coherentImages(object, this.presentPupils(colour), [...margin, height, width]);
        return addSources(coherent, powers[colour]!);
      });
      return isColourSummed ? tf.addN(images).expandDims(3) : tf.stack(images, 3);
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { isColourSummed, wavelengths } = this.options;
    return [...inputShape.slice(0, 3), isColourSummed ? 1 : wavelengths.length];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned drives and coefficients of the plate as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    const { ledRows, ledColumns, wavelengths, pupilModes } = this.options;
    const values = (make: () => tf.Tensor) => Float32Array.from(tf.tidy(() => make().dataSync<'float32'>()));
    const drives = (): PhysicalArray => ({
      ...{ name: 'drives', unit: '', kind: 'magnitude', shape: [wavelengths.length, ledRows, ledColumns] },
      values: values(() => this.freeDrives!.read().sigmoid()),
    });
    const plate = (): PhysicalArray => ({
      ...{ name: 'pupilCoefficients', unit: 'nm', kind: 'signed', shape: [pupilModes] },
      values: values(() => this.presentCoefficients().mul(1e9)),
    });
    return [
      ...(this.freeDrives === null ? [] : [drives()]),
      ...(this.freeCoefficients === null ? [] : [plate()]),
    ];
  }

  describe(): LayerDescription {
    return describeMicroscope(this.options, this.drives);
  }

  protected override disposeWeights(): number {
    for (const { amplitude, basis } of this.pupils)
      tf.dispose(basis === null ? [amplitude] : [amplitude, basis]);
    this.pupils = [];
    return super.disposeWeights();
  }

  /** Starts the learned parameters. */
  private addFreeWeights(): void {
    const start = this.drives.map(row => row.map(each => clamp(each, startMargin, 1 - startMargin)));
    const free = start.map(row => row.map(each => Math.log(each / (1 - each))));
    this.freeDrives = this.startedAt('drives', () => tf.tensor2d(free));
    const { pupilModes, pupilLimit } = this.options;
    if (pupilModes === 0) return;
    const coefficients = this.coefficients.map(each => Math.atanh(each / pupilLimit));
    this.freeCoefficients = this.startedAt('pupilCoefficients', () => tf.tensor1d(coefficients));
  }

  private startedAt(name: string, make: () => tf.Tensor): tf.LayerVariable {
    const start = tf.tidy(make);
    const weight = this.addWeight(name, start.shape, 'float32', tf.initializers.zeros());
    weight.write(start);
    start.dispose();
    return weight;
  }

  private makePupils(colour: number, objectPitch: number): ColourPupils {
    const { numericalAperture, wavelengths, pupilModes } = this.options;
    const objective = { numericalAperture, wavelength: wavelengths[colour]! };
    const object = { ...this.frame!, pitch: objectPitch };
    const directions = this.litDirections(colour);
    const boxes = pupilBoxes(objective, object, directions);
    return {
      boxes,
      amplitude: tf.keep(objectivePupils(objective, object, directions, boxes)),
      basis: pupilModes === 0 ? null : tf.keep(plateBasis(objective, object, directions, pupilModes, boxes)),
    };
  }

  private presentPupils(colour: number): Pupils {
    const { amplitude, basis, boxes } = this.pupils[colour]!;
    if (basis === null) return { amplitude, boxes };
    const wavelength = this.options.wavelengths[colour]!;
    const phase = platePhase(this.presentCoefficients(), basis, wavelength, amplitude.shape);
    return { amplitude, phase, boxes };
  }

  /** m, [modes]. */
  private presentCoefficients(): tf.Tensor {
    if (this.freeCoefficients === null) return tf.tensor1d([...this.coefficients]);
    return this.freeCoefficients.read().tanh().mul(this.options.pupilLimit);
  }

  private litDirections(colour: number): Direction[] {
    const { ledRows, ledColumns, ledPitch, ledDistance, isLearned = false } = this.options;
    const all = ledDirections({
      rows: ledRows,
      columns: ledColumns,
      pitch: ledPitch,
      distance: ledDistance,
    });
    return isLearned ? all : all.filter((_, led) => this.drives[colour]![led]! > 0);
  }

  /** Shares of the light of the exposure, [LEDs] for each colour; all that a channel of the camera sees add to 1. */
  private powers(): tf.Tensor1D[] {
    const { isColourSummed } = this.options;
    if (this.freeDrives === null) {
      const totals = this.drives.map(row => row.reduce((sum, each) => sum + each));
      const all = totals.reduce((sum, each) => sum + each);
      return this.drives.map((row, colour) => {
        const lit = row.filter(each => each > 0);
        return tf.tensor1d(lit.map(each => each / (isColourSummed ? all : totals[colour]!)));
      });
    }
    const drives = this.freeDrives.read().sigmoid();
    const totals = isColourSummed ? drives.sum() : drives.sum(1, true);
    return planesAlong(drives.div(totals), 0) as tf.Tensor1D[];
  }
}

tf.serialization.registerClass(LedMicroscope);

/** As `tf.unstack`, whose gradient fails for an axis of length 1. */
function planesAlong(x: tf.Tensor, axis: number): tf.Tensor[] {
  return x.shape[axis] === 1 ? [x.squeeze([axis])] : tf.unstack(x, axis);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

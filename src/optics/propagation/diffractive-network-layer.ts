/**
 * A diffractive network in front of the sensor: the scene as a transparency in a plane wave, phase masks, and an image of what
 * comes out, or one detector for each class. The masks may be learned.
 *
 *   y = |P exp(iφ_L) P … exp(iφ₁) P x|²                                   see diffractive-network.ts
 *
 * `amplitude`: the scene is the transmitted amplitude, so its irradiance is its square. `phase`: exp(i range · scene). The
 * output is irradiance relative to that of the plane wave; with detectors, its mean over each, and over the channels.
 * φ is that at the first wavelength, of a height: ∝ 1/λ. It is cyclic, so that any real number can be built as a height of
 * less than one wave; with levels, masks as built have steps of 2π / levels, those in training have not.
 * Source: Lin et al., Science 361, 1004 (2018), doi:10.1126/science.aat8084.
 */
import { tf } from '../../engine/tfjs.js';
import { fieldFromPolar, intensity, type ComplexField } from '../../engine/fourier/complex-field.js';
import { scramble } from '../../engine/hash-uniform.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import { liveTensor } from '../../engine/live.js';
import { randomKey, randomUniform } from '../../engine/random.js';
import { detectorMatrix, detectorSquares, passMasks, quantizePhase } from './diffractive-network.js';
import { propagator, type Propagator } from './propagate.js';

export interface DiffractiveNetworkOptions {
  readonly name?: string;
  /** Number of masks, 1 or more. */
  readonly masks: number;
  /** From the scene to the first mask, from mask to mask, and from the last to the sensor, m. */
  readonly distance: number;
  /** m: one for all channels, or one per channel. */
  readonly wavelengths: readonly number[];
  /** Of scene, masks and sensor, m. */
  readonly pixelPitch: number;
  readonly input: 'amplitude' | 'phase';
  /** Phase delay where the scene is 1, for `phase`, rad. */
  readonly phaseRange: number;
  /** Masks, or where they start if learned: flat, or a phase at random, 0 to 2π, at each pixel. */
  readonly start: 'flat' | 'random';
  /** Levels of a mask as built; 0: any height. */
  readonly levels: number;
  /** Number of detectors, or 0: an image. */
  readonly detectors: number;
  /** Side of a detector, pixels. */
  readonly detectorSide: number;
  readonly isLearned?: boolean;
  /** Seed and stream of random masks, integers. */
  readonly seed: number;
  readonly stream: number;
}

/** Diffractive network; [batch, height, width, channels] to the same, or to [batch, 1, 1, detectors]. */
export class DiffractiveNetwork extends tf.layers.Layer {
  static readonly className = 'DiffractiveNetwork';

  private readonly options: DiffractiveNetworkOptions;
  private phases: tf.LayerVariable | null = null;
  /** Masks before training, [masks, height, width], rad; null once they are learned. */
  private fixedPhases: tf.Tensor3D | null = null;
  /** One for each wavelength. */
  private propagators: Propagator[] = [];
  private detectorWeights: tf.Tensor2D | null = null;
  private hardness = 0;

  /** @throws RangeError if a count is out of range. */
  constructor(options: DiffractiveNetworkOptions) {
    super(options);
    const { masks, distance, wavelengths, pixelPitch, input, phaseRange } = options;
    const { start, levels, detectors, detectorSide, isLearned = false, seed, stream } = options;
    this.options = {
      ...{ masks, distance, wavelengths, pixelPitch, input, phaseRange },
      ...{ start, levels, detectors, detectorSide, isLearned, seed, stream },
    };
    for (const [name, value, least] of [
      ['masks', masks, 1],
      ['levels', levels, 0],
      ['detectors', detectors, 0],
    ] as const) {
      if (!Number.isInteger(value) || value < least)
        throw new RangeError(
          `diffractive-network: ${name} is ${value}, must be a whole number of at least ${least}`,
        );
    }
  }

  /** @throws RangeError if the frame has no fixed size, wavelengths do not fit its channels, or detectors its pixels. */
  override build(inputShape: tf.Shape): void {
    const [, rows, columns, channels] = inputShape;
    if (rows == null || columns == null || channels == null) {
      throw new RangeError(
        `diffractive-network: input is [${inputShape.join()}], must have height, width and channels`,
      );
    }
    const { masks, wavelengths, pixelPitch, distance, detectors, detectorSide, isLearned } = this.options;
    if (wavelengths.length !== 1 && wavelengths.length !== channels) {
      throw new RangeError(
        `diffractive-network: there are ${wavelengths.length} wavelengths, must be 1 or one for each of ${channels} channels`,
      );
    }
    this.propagators = wavelengths.map(wavelength => {
      const made = propagator({ rows, columns, pitch: pixelPitch, wavelength, distance });
      tf.keep(made.filter.own);
      tf.keep(made.filter.other);
      return made;
    });
    if (detectors > 0) {
      const squares = detectorSquares(detectors, detectorSide, rows, columns);
      this.detectorWeights = tf.keep(detectorMatrix(squares, rows, columns));
    }
    const start = this.startPhases([masks, rows, columns]);
    if (isLearned) {
      this.phases = this.addWeight('phases', [masks, rows, columns], 'float32', tf.initializers.zeros());
      this.phases.write(start);
      start.dispose();
    } else {
      this.fixedPhases = tf.keep(start);
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const scene = [inputs].flat()[0] as tf.Tensor4D;
      const [, rows, columns, channels] = scene.shape;
      const { wavelengths } = this.options;
      const phases = this.presentPhases();
      const images = Array.from({ length: channels }, (_, channel) => {
        const which = wavelengths.length === 1 ? 0 : channel;
        const map = tf
          .slice(scene, [0, 0, 0, channel], [-1, -1, -1, 1])
          .reshape<tf.Tensor3D>([-1, rows, columns]);
        const scale = wavelengths[0]! / wavelengths[which]!;
        const passed = passMasks(this.transparency(map, scale), phases.mul(scale), this.propagators[which]!);
        return intensity(passed);
      });
      if (this.detectorWeights === null) return tf.stack(images, 3);
      const all = tf
        .addN(images)
        .div(channels)
        .reshape<tf.Tensor2D>([-1, rows * columns]);
      return all.matMul(this.detectorWeights).reshape([-1, 1, 1, this.options.detectors]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { detectors } = this.options;
    return detectors === 0 ? inputShape : [inputShape[0]!, 1, 1, detectors];
  }

  /** False where masks are fixed, or any height may be built. */
  get isDiscrete(): boolean {
    return this.options.isLearned === true && this.options.levels > 0;
  }

  /** True: masks have the levels of those built. */
  harden(isHard: boolean): void {
    this.hardness = Number(isHard);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned masks as they are now, 0 to 2π; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.phases === null) return [];
    const turn = 2 * Math.PI;
    const values = tf.tidy(() => this.presentPhases().dataSync<'float32'>());
    return [
      {
        name: 'phases',
        unit: 'rad',
        shape: this.phases.shape as number[],
        values: Float32Array.from(values, phase => phase - turn * Math.floor(phase / turn)),
        kind: 'phase',
      },
    ];
  }

  describe(): LayerDescription {
    const { masks, distance, wavelengths, pixelPitch, input, phaseRange } = this.options;
    const { start, levels, detectors, detectorSide, isLearned } = this.options;
    const nanometres = wavelengths.map(each => (each * 1e9).toFixed(0)).join(', ');
    const pitch = `${(pixelPitch * 1e6).toPrecision(3)} µm`;
    return {
      title: 'Diffractive network',
      text:
        `The scene was ${input === 'amplitude' ? 'the amplitude' : `a phase of up to ${phaseRange.toPrecision(3)} rad`} of a ` +
        `transparency in a plane wave (${nanometres} nm), followed by ${masks} phase masks of ${pitch} pixels, ` +
        `${(distance * 1e3).toPrecision(3)} mm from plane to plane. ` +
        `The masks were ${isLearned ? `learned, starting ${start}` : start}` +
        `${levels > 0 ? `, with ${levels} levels as built` : ''}. ` +
        (detectors > 0
          ? `${detectors} square detectors of ${detectorSide} pixels saw the mean irradiance on them. `
          : 'The sensor saw the irradiance. ') +
        'Light that passed beside the masks was lost.',
      parameters: [
        { name: 'distance', value: distance * 1e3, unit: 'mm' },
        { name: 'pixelPitch', value: pixelPitch * 1e6, unit: 'µm' },
        ...wavelengths.map(each => ({ name: 'wavelength', value: each * 1e9, unit: 'nm' })),
      ],
      source: 'Lin et al., Science 361, 1004 (2018), doi:10.1126/science.aat8084',
    };
  }

  protected override disposeWeights(): number {
    for (const { filter } of this.propagators) tf.dispose([filter.own, filter.other]);
    tf.dispose([this.fixedPhases, this.detectorWeights].filter(tensor => tensor !== null));
    this.propagators = [];
    return super.disposeWeights();
  }

  private transparency(map: tf.Tensor3D, scale: number): ComplexField {
    const { input, phaseRange } = this.options;
    if (input === 'amplitude') return { real: map, imaginary: tf.zerosLike(map) };
    return fieldFromPolar(tf.scalar(1), map.mul(phaseRange * scale));
  }

  /** Phases as built where they are fixed or hardened, rad. */
  private presentPhases(): tf.Tensor3D {
    const { levels } = this.options;
    const phases = (this.phases?.read() ?? this.fixedPhases!) as tf.Tensor3D;
    if (levels === 0) return phases;
    const hardness =
      this.phases === null ? tf.scalar(1) : liveTensor(() => Float32Array.of(this.hardness), []);
    return phases.add(quantizePhase(phases, levels).sub(phases).mul(hardness));
  }

  private startPhases(shape: [number, number, number]): tf.Tensor3D {
    const { start, seed, stream } = this.options;
    if (start === 'flat') return tf.zeros(shape);
    return tf.tidy(() => {
      const key = randomKey({ seed: scramble(seed), stream, step: 0, firstRow: 0 });
      return randomUniform(shape, key).mul<tf.Tensor3D>(2 * Math.PI);
    });
  }
}

tf.serialization.registerClass(DiffractiveNetwork);

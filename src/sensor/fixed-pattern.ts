/**
 * Fixed-pattern noise: no two pixels of a sensor are equal, and they stay as they are from exposure to exposure.
 *
 *   signal(r) = (1 + ρ g(r)) electrons(r) + σ_o o(r),   g, o ~ Normal(0, 1), one of each per pixel
 *
 * ρ is the photo-response non-uniformity (gain), σ_o the dark-signal non-uniformity (offset). One seed is one sensor: training
 * and test see the same pattern, another seed of a trial is another sensor of the same make.
 * Source: EMVA Standard 1288, release 4.0 (2021), section 4; Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { hostRandom } from '../engine/host-random.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';

export interface FixedPatternOptions {
  readonly name?: string;
  /** ρ, standard deviation of the gain as a fraction of it, 0 to below 0.3. */
  readonly gainDeviation: number;
  /** σ_o, standard deviation of the offset, electrons, 0 or more. */
  readonly offsetDeviation: number;
  readonly seed: number;
  readonly stream: number;
}

/** Gains stay positive for all but a few of 10⁶ pixels. */
const largestGainDeviation = 0.3;

/**
 * Applies the gain and the offset of each pixel.
 *
 * @param electrons [batch, height, width, channels].
 * @param gain [height, width, channels], 1 where the pixel is as it should be.
 * @param offset [height, width, channels], electrons.
 */
export function applyFixedPattern(electrons: tf.Tensor, gain: tf.Tensor3D, offset: tf.Tensor3D): tf.Tensor {
  return tf.tidy(() => electrons.mul(gain).add(offset));
}

/** Electrons to electrons with the pattern of the sensor; shape kept. */
export class FixedPattern extends tf.layers.Layer {
  static readonly className = 'FixedPattern';

  private readonly options: Omit<FixedPatternOptions, 'name'>;
  private gain: tf.Tensor3D | null = null;
  private offset: tf.Tensor3D | null = null;

  /** @throws RangeError if a deviation is out of range. */
  constructor(options: FixedPatternOptions) {
    super(options);
    const { gainDeviation, offsetDeviation, seed, stream } = options;
    if (!(gainDeviation >= 0 && gainDeviation < largestGainDeviation)) {
      throw new RangeError(
        `fixed pattern: gainDeviation is ${gainDeviation}, must be 0 to below ${largestGainDeviation}`,
      );
    }
    if (!(offsetDeviation >= 0 && offsetDeviation < Infinity)) {
      throw new RangeError(
        `fixed pattern: offsetDeviation is ${offsetDeviation} electrons rms, must be 0 or more`,
      );
    }
    this.options = { gainDeviation, offsetDeviation, seed, stream };
  }

  override build(inputShape: tf.Shape): void {
    const shape = inputShape.slice(1) as [number, number, number];
    const { gainDeviation, offsetDeviation, seed, stream } = this.options;
    const random = hostRandom(seed, stream);
    const map = (mean: number, deviation: number) =>
      tf.keep(
        tf.tensor3d(
          Float32Array.from(
            { length: tf.util.sizeFromShape(shape) },
            () => mean + deviation * random.normal(),
          ),
          shape,
        ),
      );
    this.gain = map(1, gainDeviation);
    this.offset = map(0, offsetDeviation);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return applyFixedPattern([inputs].flat()[0]!, this.gain!, this.offset!);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { gainDeviation, offsetDeviation } = this.options;
    return {
      title: 'Fixed-pattern noise',
      text:
        `Pixels differed, each in the same way in every exposure: in gain by ${Number((100 * gainDeviation).toPrecision(3))} % rms, ` +
        `in offset by ${offsetDeviation} electrons rms.`,
      parameters: [
        { name: 'gainDeviation', value: 100 * gainDeviation, unit: '%' },
        { name: 'offsetDeviation', value: offsetDeviation, unit: 'electrons rms' },
      ],
      source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
    };
  }

  protected override disposeWeights(): number {
    tf.dispose([this.gain, this.offset].filter(tensor => tensor !== null));
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(FixedPattern);

export const fixedPattern = defineLayer({
  layer: 'fixed-pattern',
  title: 'Fixed-pattern noise',
  summary: 'Gain and offset differ from pixel to pixel and stay the same in every exposure.',
  equation:
    'signal = (1 + gainDeviation g) electrons + offsetDeviation o, g and o normal, one of each per pixel',
  source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
  takes: ['electrons'],
  canBeLearned: false,
  keys: {
    gainDeviationPercent: z
      .number()
      .min(0)
      .lt(100 * largestGainDeviation)
      .default(1)
      .describe('Standard deviation of the gain in % (photo-response non-uniformity), 0 to below 30.'),
    offsetDeviationElectrons: z
      .number()
      .min(0)
      .max(1e6)
      .default(1)
      .describe('Standard deviation of the offset in electrons (dark-signal non-uniformity), 0 to 1e6.'),
  },
  make: ({ gainDeviationPercent, offsetDeviationElectrons }, { name, seed, stream }) =>
    new FixedPattern({
      name,
      gainDeviation: gainDeviationPercent / 100,
      offsetDeviation: offsetDeviationElectrons,
      seed,
      stream,
    }),
});

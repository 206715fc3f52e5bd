/**
 * Binning: k × k neighbouring pixels read as one.
 *
 *   electrons: y = Σ x,   digital: y = (1/k²) Σ x, the sum as a fraction of its highest value
 *
 * Where it stands decides what it does to noise. In front of read noise it is charge binning: charges meet before the amplifier,
 * which adds its noise σ_r once. Behind it, on electrons or on codes, it is digital binning: k² readouts are added, with noise
 * k σ_r. Either way the signal grows k² times and its ratio to shot noise k times. Pixels that do not fill a block at the right
 * and lower edge are left out.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';

export interface BinningOptions {
  readonly name?: string;
  /** k, a whole number from 1. */
  readonly factor: number;
  /** `sum` for electrons, `mean` for codes as a fraction of the highest. */
  readonly reading: 'sum' | 'mean';
}

const source = 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073';

/** [batch, height, width, channels] to [batch, ⌊height / k⌋, ⌊width / k⌋, channels]. */
export class Binning extends tf.layers.Layer {
  static readonly className = 'Binning';

  private readonly options: Omit<BinningOptions, 'name'>;

  /** @throws RangeError if the factor is not a whole number from 1. */
  constructor(options: BinningOptions) {
    super(options);
    const { factor, reading } = options;
    if (!Number.isInteger(factor) || factor < 1) {
      throw new RangeError(`binning: factor is ${factor} pixels, must be a whole number from 1`);
    }
    this.options = { factor, reading };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { factor, reading } = this.options;
    return tf.tidy(() => {
      const mean = tf.avgPool([inputs].flat()[0] as tf.Tensor4D, factor, factor, 'valid');
      return reading === 'mean' ? mean : mean.mul(factor ** 2);
    });
  }

  /** @throws RangeError if not one block fits on the frame. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, height, width, channels] = inputShape as number[];
    const { factor } = this.options;
    if (Math.min(height!, width!) < factor) {
      throw new RangeError(
        `binning: factor is ${factor} pixels, must be at most ${Math.min(height!, width!)} for ${height} × ${width}`,
      );
    }
    return [batch!, Math.floor(height! / factor), Math.floor(width! / factor), channels!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { factor, reading } = this.options;
    return {
      title: 'Binning',
      text:
        reading === 'sum'
          ? `The electrons of ${factor} × ${factor} neighbouring pixels were added up.`
          : `The codes of ${factor} × ${factor} neighbouring pixels were averaged.`,
      parameters: [{ name: 'factor', value: factor, unit: 'pixels' }],
      source,
    };
  }
}

tf.serialization.registerClass(Binning);

export const binning = defineLayer({
  layer: 'binning',
  title: 'Binning',
  summary: 'Reads blocks of pixels as one: in front of read-noise their charge, behind it their values.',
  equation: 'y = Σ x over factor × factor pixels (electrons), or the mean over them (digital)',
  source,
  takes: ['electrons', 'digital'],
  canBeLearned: false,
  keys: {
    factor: z.int().min(1).max(64).default(2).describe('Side of a block in pixels, 1 to 64.'),
  },
  problems: ({ factor }, { signal: { height, width } }) =>
    factor <= Math.min(height, width)
      ? []
      : [{ key: 'factor', must: `at most ${Math.min(height, width)}, the smaller side of the frame` }],
  make: ({ factor }, { name, signal }) =>
    new Binning({ name, factor, reading: signal.unit === 'electrons' ? 'sum' : 'mean' }),
  gives: ({ factor }, { unit, pixelPitch, fullScale }) => ({
    pixelPitch: pixelPitch * factor,
    fullScale: unit === 'electrons' ? fullScale * factor ** 2 : fullScale,
  }),
});

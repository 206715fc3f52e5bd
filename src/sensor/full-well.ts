/**
 * Full well: a pixel holds so many electrons and no more.
 *
 *   signal = min(electrons, full well)
 *
 * The gradient is the true one: 1 up to full well, 0 above.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';

export interface FullWellOptions {
  readonly name?: string;
  /** Most electrons a pixel holds, above 0. */
  readonly fullWell: number;
}

/** Most negative finite float32: read noise may go below 0, and full well does not bound it there. */
const unbounded = -3.4e38;

/**
 * Clips a signal at full well.
 *
 * @param electrons Any shape.
 * @param fullWell Electrons.
 */
export function saturate(electrons: tf.Tensor, fullWell: number): tf.Tensor {
  return electrons.clipByValue(unbounded, fullWell);
}

/**
 * Ratio of full well to read noise, 20 log₁₀(fullWell / readNoise), dB.
 *
 * @param fullWell Electrons, above 0.
 * @param readNoise Electrons rms; at 0 the range is infinite.
 */
export function dynamicRange(fullWell: number, readNoise: number): number {
  return 20 * Math.log10(fullWell / readNoise);
}

/** Signal to noise of a full pixel, limited by shot noise: 10 log₁₀ fullWell, dB. @param fullWell Electrons, above 0. */
export function peakSignalToNoise(fullWell: number): number {
  return 10 * Math.log10(fullWell);
}

/** Electrons to electrons, at most full well; shape kept. */
export class FullWell extends tf.layers.Layer {
  static readonly className = 'FullWell';

  private readonly options: FullWellOptions;

  /** @throws RangeError if full well is not positive. */
  constructor(options: FullWellOptions) {
    super(options);
    const { fullWell } = options;
    if (!(fullWell > 0 && fullWell < Infinity)) {
      throw new RangeError(`full well: fullWell is ${fullWell} electrons, must be above 0`);
    }
    this.options = { fullWell };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const electrons = [inputs].flat()[0]!;
      return saturate(electrons, this.options.fullWell);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { fullWell } = this.options;
    const decibels = peakSignalToNoise(fullWell);
    return {
      title: 'Full well',
      text:
        `A pixel held at most ${fullWell} electrons and saturated there, ` +
        `which caps its signal-to-shot-noise ratio at ${decibels.toFixed(1)} dB.`,
      parameters: [{ name: 'fullWell', value: fullWell, unit: 'electrons' }],
      source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
    };
  }
}

tf.serialization.registerClass(FullWell);

export const fullWell = defineLayer({
  layer: 'full-well',
  title: 'Full well',
  summary: 'A pixel holds so many electrons and no more.',
  equation: 'y = min(electrons, fullWellElectrons)',
  source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
  takes: ['electrons'],
  canBeLearned: false,
  keys: {
    fullWellElectrons: z
      .number()
      .min(1)
      .max(1e8)
      .default(10_000)
      .describe('Most electrons a pixel holds; a quantizer behind it gives its highest code there.'),
  },
  make: ({ fullWellElectrons }, { name }) => new FullWell({ name, fullWell: fullWellElectrons }),
  gives: ({ fullWellElectrons }) => ({ fullScale: fullWellElectrons }),
});

/**
 * Read noise: what the amplifier behind the pixel adds at each readout.
 *
 *   signal = electrons + σ z,   z ~ Normal(0, 1), a new one for each pixel and exposure
 *
 * The result is no longer whole and may fall below 0; the quantizer clips it there. Its gradient is exactly 1.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import { randomNormal } from '../engine/random.js';
import { NoiseKey, type Reseedable } from './noise-key.js';

export interface ReadNoiseOptions {
  readonly name?: string;
  /** Standard deviation, electrons rms, 0 or more; at 0 the layer adds nothing. */
  readonly readNoise: number;
  readonly seed: number;
  /** Tells this layer's noise from that of others with the same seed. */
  readonly stream: number;
  /** False: the mean, which is the signal as it was. */
  readonly isNoisy?: boolean;
}

/** Electrons to electrons with read noise; shape kept. */
export class ReadNoise extends tf.layers.Layer implements Reseedable {
  static readonly className = 'ReadNoise';

  private readonly options: Required<Omit<ReadNoiseOptions, 'name'>>;
  private readonly key: NoiseKey;

  /** @throws RangeError if the noise is negative. */
  constructor(options: ReadNoiseOptions) {
    super(options);
    const { readNoise, seed, stream, isNoisy = true } = options;
    if (!(readNoise >= 0 && readNoise < Infinity)) {
      throw new RangeError(`read noise: readNoise is ${readNoise} electrons rms, must be 0 or more`);
    }
    this.options = { readNoise, seed, stream, isNoisy };
    this.key = new NoiseKey(seed, stream);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const electrons = [inputs].flat()[0]!;
      const { readNoise, isNoisy } = this.options;
      if (readNoise === 0 || !isNoisy) return electrons.clone();
      return electrons.add(randomNormal(electrons.shape, this.key.tensor()).mul(readNoise));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  reseed(step: number, firstRow: number): void {
    this.key.reseed(step, firstRow);
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { readNoise, isNoisy } = this.options;
    return {
      title: isNoisy ? 'Read noise' : 'Readout',
      text: isNoisy
        ? `Reading a pixel added normal noise of ${readNoise} electrons rms, anew for each exposure.`
        : `Pixels were read without their noise of ${readNoise} electrons rms.`,
      parameters: [{ name: 'readNoise', value: readNoise, unit: 'electrons rms' }],
      source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
    };
  }
}

tf.serialization.registerClass(ReadNoise);

export const readNoise = defineLayer({
  layer: 'read-noise',
  title: 'Read noise',
  summary: 'Noise that the amplifier adds to every pixel, bright or dark.',
  equation: 'y = electrons + n, n ~ Normal(0, readNoiseElectrons²)',
  source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
  takes: ['electrons'],
  canBeLearned: false,
  keys: {
    readNoiseElectrons: z
      .number()
      .min(0)
      .max(10_000)
      .default(3)
      .describe('Read noise in electrons rms, 0 to 10000.'),
  },
  make: ({ readNoiseElectrons }, { name, seed, stream, isNoisy = true }) =>
    new ReadNoise({ name, readNoise: readNoiseElectrons, seed, stream, isNoisy }),
});

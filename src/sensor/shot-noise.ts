/**
 * Detection of photons: each one frees an electron with the quantum efficiency, and arrives on its own.
 *
 *   electrons ~ Poisson(η × photons),   variance = mean
 *
 * A blur computed by transforms leaves rounding errors of about −1e-8 of full scale where the scene is black, and there is
 * no Poisson law with a negative mean: photons below 0 are set to 0 here, where optics hands over to the sensor.
 * Gradient, a declared surrogate: that of the mean, ∂electrons/∂photons := η (0 where photons are below 0).
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import { randomPoisson } from '../engine/random-poisson.js';
import { NoiseKey, type Reseedable } from './noise-key.js';

export interface ShotNoiseOptions {
  readonly name?: string;
  /** Electrons per photon, above 0 and up to 1. */
  readonly quantumEfficiency: number;
  readonly seed: number;
  /** Tells this layer's noise from that of others with the same seed. */
  readonly stream: number;
  /** False: mean electrons, without noise. */
  readonly isNoisy?: boolean;
}

/** Largest finite float32: clipping at it bounds nothing. */
const unbounded = 3.4e38;

/**
 * Mean electrons of each pixel.
 *
 * @param photons Mean photons, any shape; below 0 counts as 0.
 * @param quantumEfficiency Electrons per photon.
 */
export function meanElectrons(photons: tf.Tensor, quantumEfficiency: number): tf.Tensor {
  return tf.tidy(() => photons.clipByValue(0, unbounded).mul(quantumEfficiency));
}

/** Mean photons to electrons, whole numbers where noisy; shape kept. */
export class ShotNoise extends tf.layers.Layer implements Reseedable {
  static readonly className = 'ShotNoise';

  private readonly options: Required<Omit<ShotNoiseOptions, 'name'>>;
  private readonly key: NoiseKey;

  /** @throws RangeError if the quantum efficiency is not above 0 and at most 1. */
  constructor(options: ShotNoiseOptions) {
    super(options);
    const { quantumEfficiency, seed, stream, isNoisy = true } = options;
    if (!(quantumEfficiency > 0 && quantumEfficiency <= 1)) {
      throw new RangeError(
        `shot noise: quantumEfficiency is ${quantumEfficiency} electrons per photon, must be above 0 and at most 1`,
      );
    }
    this.options = { quantumEfficiency, seed, stream, isNoisy };
    this.key = new NoiseKey(seed, stream);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const photons = [inputs].flat()[0]!;
      const mean = meanElectrons(photons, this.options.quantumEfficiency);
      return this.options.isNoisy ? randomPoisson(mean, this.key.tensor()) : mean;
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
    const { quantumEfficiency, isNoisy } = this.options;
    const percent = `quantum efficiency of ${(100 * quantumEfficiency).toPrecision(3)} %`;
    return {
      title: isNoisy ? 'Shot noise' : 'Photon detection',
      text: isNoisy
        ? `Photons were detected with a ${percent}; the electrons of each pixel were drawn from a Poisson law, anew for each exposure.`
        : `Photons were detected with a ${percent}, without shot noise.`,
      parameters: [{ name: 'quantumEfficiency', value: quantumEfficiency, unit: 'electrons per photon' }],
      source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
    };
  }
}

tf.serialization.registerClass(ShotNoise);

export const shotNoise = defineLayer({
  layer: 'shot-noise',
  title: 'Shot noise',
  summary: 'Photons become electrons, each on its own: a Poisson law.',
  equation: 'electrons ~ Poisson(quantumEfficiency × photons)',
  source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
  takes: ['photons'],
  canBeLearned: false,
  keys: {
    quantumEfficiency: z
      .number()
      .gt(0)
      .max(1)
      .default(0.65)
      .describe('Electrons per photon, above 0, at most 1.'),
    isNoisy: z.boolean().default(true).describe('False: mean electrons, without noise.'),
  },
  make: ({ quantumEfficiency, isNoisy }, { name, seed, stream, isNoisy: isChainNoisy = true }) =>
    new ShotNoise({ name, quantumEfficiency, isNoisy: isNoisy && isChainNoisy, seed, stream }),
  gives: () => ({ unit: 'electrons', fullScale: Infinity }),
});

/**
 * Dark current: electrons that heat frees in a pixel while it is exposed, light or not.
 *
 *   signal = electrons + Poisson(D t),   D = D₀ 2^((T − T₀) / T₂)
 *
 * D₀ is the rate at the temperature T₀ it is stated for, T₂ the warming that doubles it. Dark electrons carry shot noise of
 * their own; camera electronics subtract their mean, which the layer does too if asked. The gradient is exactly 1.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073; EMVA Standard 1288, release 4.0 (2021), section 7.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import { randomPoisson } from '../engine/random-poisson.js';
import { NoiseKey, type Reseedable } from './noise-key.js';

export interface DarkCurrentOptions {
  readonly name?: string;
  /** Mean dark electrons of an exposure, 0 or more. */
  readonly darkElectrons: number;
  /** True: the mean is subtracted from the signal, its noise stays. */
  readonly isMeanSubtracted: boolean;
  readonly seed: number;
  readonly stream: number;
  /** False: the mean in place of a draw. */
  readonly isNoisy?: boolean;
}

export interface DarkCurrentRate {
  /** At the reference temperature, electrons per second and pixel. */
  readonly rate: number;
  /** Above the reference temperature, K. */
  readonly warming: number;
  /** Warming that doubles the rate, K, above 0. */
  readonly doubling: number;
}

/** Electrons per second and pixel at the temperature of the sensor. */
export function darkCurrentRate({ rate, warming, doubling }: DarkCurrentRate): number {
  return rate * 2 ** (warming / doubling);
}

/** Electrons to electrons with dark ones; shape kept. */
export class DarkCurrent extends tf.layers.Layer implements Reseedable {
  static readonly className = 'DarkCurrent';

  private readonly options: Required<Omit<DarkCurrentOptions, 'name'>>;
  private readonly key: NoiseKey;

  /** @throws RangeError if the mean is negative. */
  constructor(options: DarkCurrentOptions) {
    super(options);
    const { darkElectrons, isMeanSubtracted, seed, stream, isNoisy = true } = options;
    if (!(darkElectrons >= 0 && darkElectrons < Infinity)) {
      throw new RangeError(`dark current: darkElectrons is ${darkElectrons}, must be 0 or more`);
    }
    this.options = { darkElectrons, isMeanSubtracted, seed, stream, isNoisy };
    this.key = new NoiseKey(seed, stream);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const electrons = [inputs].flat()[0]!;
      const { darkElectrons, isMeanSubtracted, isNoisy } = this.options;
      if (!isNoisy) return electrons.add(isMeanSubtracted ? 0 : darkElectrons);
      const dark = randomPoisson(tf.fill(electrons.shape, darkElectrons), this.key.tensor());
      return electrons.add(isMeanSubtracted ? dark.sub(darkElectrons) : dark);
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
    const { darkElectrons, isMeanSubtracted, isNoisy } = this.options;
    const mean = Number(darkElectrons.toPrecision(3));
    return {
      title: 'Dark current',
      text:
        `Heat freed ${mean} electrons in a pixel on average during each exposure, ${isNoisy ? 'drawn from a Poisson law' : 'without shot noise of their own'}` +
        `${isMeanSubtracted ? '; their mean was subtracted' : ''}.`,
      parameters: [{ name: 'darkElectrons', value: darkElectrons, unit: 'electrons' }],
      source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
    };
  }
}

tf.serialization.registerClass(DarkCurrent);

export const darkCurrent = defineLayer({
  layer: 'dark-current',
  title: 'Dark current',
  summary: 'Electrons that heat frees during the exposure, with their shot noise.',
  equation: 'signal = electrons + Poisson(rate × 2^((T − T₀) / doubling) × exposure time)',
  source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
  takes: ['electrons'],
  canBeLearned: false,
  keys: {
    darkElectronsPerSecond: z
      .number()
      .min(0)
      .max(1e9)
      .default(10)
      .describe('Dark electrons per second and pixel at the reference temperature, 0 to 1e9.'),
    exposureSeconds: z
      .number()
      .gt(0)
      .max(1e6)
      .default(0.1)
      .describe('Exposure time in s, above 0, at most 1e6.'),
    temperatureCelsius: z
      .number()
      .min(-200)
      .max(150)
      .default(25)
      .describe('Of the sensor in °C, -200 to 150.'),
    referenceCelsius: z
      .number()
      .min(-200)
      .max(150)
      .default(25)
      .describe('Temperature in °C that darkElectronsPerSecond is stated for, -200 to 150.'),
    doublingKelvin: z
      .number()
      .min(1)
      .max(50)
      .default(7)
      .describe('Warming in K that doubles the dark current, 1 to 50.'),
    isMeanSubtracted: z
      .boolean()
      .default(true)
      .describe('True: the camera subtracts the mean dark signal; its noise stays.'),
  },
  make: (keys, { name, seed, stream, isNoisy = true }) => {
    const rate = darkCurrentRate({
      rate: keys.darkElectronsPerSecond,
      warming: keys.temperatureCelsius - keys.referenceCelsius,
      doubling: keys.doublingKelvin,
    });
    return new DarkCurrent({
      name,
      darkElectrons: rate * keys.exposureSeconds,
      isMeanSubtracted: keys.isMeanSubtracted,
      seed,
      stream,
      isNoisy,
    });
  },
});

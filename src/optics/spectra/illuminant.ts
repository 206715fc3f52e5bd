/**
 * The light that falls on a scene of reflectances: daylight, a black body, or LEDs.
 *
 *   x(c) = r(c) s(c),   Σ_c s(c) Δλ_c / Σ_c Δλ_c = 1
 *
 * s counts photons, not energy: a spectral power P(λ) gives P(λ) λ / hc photons. Every illuminant gives as many photons over all channels
 * together as a flat one, so that lights are compared at the same number of photons on a white surface.
 * LEDs have Gaussian spectra; their shares of the photons may be learned: s = Σ_l w_l s_l, w ≥ 0, Σ_l w_l = 1.
 * Sources: black body and daylight, see spectra/blackbody.ts and spectra/daylight.ts; LEDs, Schubert, Light-Emitting Diodes (2006),
 * doi:10.1017/CBO9780511790546.
 */
import { tf } from '../../engine/tfjs.js';
import type {
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
  SpectralCurve,
  SpectralLayer,
} from '../../engine/layer-description.js';
import { blackbodyPhotons } from '../../spectra/blackbody.js';
import { channelEdges, channelMeans, channelShares } from '../../spectra/channels.js';
import { daylightPower } from '../../spectra/daylight.js';
import { LearnableShares } from './learnable-shares.js';

export type LightSource =
  | { readonly kind: 'daylight' | 'blackbody'; readonly temperature: number }
  | { readonly kind: 'led'; readonly peaks: readonly number[]; readonly width: number };

export interface IlluminantOptions {
  readonly name?: string;
  /** Temperature, K; peaks and full width at half maximum, m. */
  readonly light: LightSource;
  /** Centres of the channels, m, two or more in order. */
  readonly wavelengths: readonly number[];
  /** Share of each LED in the photons, divided by their sum; equal where omitted. */
  readonly shares?: readonly number[];
  readonly isLearned?: boolean;
}

/**
 * Photons of each source in each channel, over those of a flat spectrum with as many photons in all channels together.
 *
 * @returns [sources, channels]; one source, but for LEDs. The mean of a row, weighted with the widths of the channels, is 1.
 * @throws RangeError if an LED has no light in the channels, or daylight is asked for beyond 380 to 780 nm.
 */
export function sourceMatrix(light: LightSource, wavelengths: readonly number[]): number[][] {
  const edges = channelEdges(wavelengths);
  const shares = channelShares(edges);
  return photonLaws(light).map((law, index) => {
    const means = channelMeans(edges, law);
    const whole = means.reduce((sum, mean, c) => sum + mean * shares[c]!, 0);
    if (!(whole > 0)) {
      throw new RangeError(
        `illuminant: source ${index + 1} has no light within the channels, must have some`,
      );
    }
    return means.map(mean => mean / whole);
  });
}

/** Photons over wavelength, in units of their own. */
function photonLaws(light: LightSource): ((wavelength: number) => number)[] {
  switch (light.kind) {
    case 'blackbody':
      return [wavelength => blackbodyPhotons(wavelength, light.temperature)];
    case 'daylight':
      return [wavelength => daylightPower(wavelength, light.temperature) * wavelength];
    case 'led':
      return light.peaks.map(
        peak => wavelength => Math.exp(-4 * Math.LN2 * ((wavelength - peak) / light.width) ** 2),
      );
  }
}

/** Reflectances to light; shape kept. */
export class Illuminant extends tf.layers.Layer implements SpectralLayer {
  static readonly className = 'Illuminant';

  private readonly options: Required<Omit<IlluminantOptions, 'name'>>;
  /** Of the photons. */
  private readonly shares: LearnableShares;
  private sources: tf.Tensor2D | null = null;

  /** @throws RangeError if shares do not fit the sources, or what is learned is not LEDs. */
  constructor(options: IlluminantOptions) {
    super(options);
    const { light, wavelengths, isLearned = false } = options;
    const count = light.kind === 'led' ? light.peaks.length : 1;
    const { shares = Array<number>(count).fill(1) } = options;
    if (isLearned && light.kind !== 'led') {
      throw new RangeError(`illuminant: the light is ${light.kind}, must be LEDs to be learned`);
    }
    if (shares.length !== count || !shares.every(share => share > 0)) {
      throw new RangeError(
        `illuminant: shares are ${shares.join(', ')}, must be above 0 for each of ${count} sources`,
      );
    }
    this.options = { light, wavelengths, shares, isLearned };
    this.shares = new LearnableShares(shares, isLearned);
  }

  /** @throws RangeError if the wavelengths do not fit the channels. */
  override build(inputShape: tf.Shape): void {
    const { light, wavelengths } = this.options;
    if (inputShape.at(-1) !== wavelengths.length) {
      throw new RangeError(
        `illuminant: there are ${wavelengths.length} wavelengths, must be one for each of ${inputShape.at(-1)} channels`,
      );
    }
    this.shares.build(shape => this.addWeight('shares', shape, 'float32', tf.initializers.zeros()));
    this.sources = tf.keep(tf.tensor2d(sourceMatrix(light, wavelengths)));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const light = tf
        .matMul(this.shares.present(), this.sources!)
        .reshape([this.options.wavelengths.length]);
      return [inputs].flat()[0]!.mul(light);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned share of each LED in the photons as it is now. */
  physicalArrays(): PhysicalArray[] {
    return this.shares.physicalArrays('shares');
  }

  /** Photons on a white surface. */
  spectralCurves(): SpectralCurve[] {
    const { light, wavelengths } = this.options;
    const matrix = tf.tensor2d(sourceMatrix(light, wavelengths));
    const values = tf.tidy(() => Array.from(tf.matMul(this.shares.present(), matrix).dataSync()));
    matrix.dispose();
    return [{ name: light.kind, kind: 'light', wavelengths, values }];
  }

  describe(): LayerDescription {
    const { light, isLearned } = this.options;
    return {
      title: 'Illuminant',
      text:
        light.kind === 'led'
          ? `The scene was lit by LEDs of ${light.peaks.map(peak => (peak * 1e9).toFixed(0)).join(', ')} nm, each ` +
            `${(light.width * 1e9).toFixed(0)} nm wide at half maximum${isLearned ? ', whose shares of the photons were learned' : ''}.`
          : `The scene was lit by ${light.kind === 'daylight' ? 'CIE daylight' : 'a black body'} of ${light.temperature} K, counted in photons.`,
      parameters:
        light.kind === 'led'
          ? light.peaks.map((peak, l) => ({ name: `LED ${l + 1}`, value: peak * 1e9, unit: 'nm' }))
          : [{ name: 'temperature', value: light.temperature, unit: 'K' }],
      source: sources[light.kind],
    };
  }

  protected override disposeWeights(): number {
    this.sources?.dispose();
    return super.disposeWeights();
  }
}

const sources = {
  blackbody: 'Planck, Ann. Phys. 309, 553 (1901), doi:10.1002/andp.19013090310',
  daylight: 'Judd, MacAdam & Wyszecki, J. Opt. Soc. Am. 54, 1031 (1964), doi:10.1364/JOSA.54.001031',
  led: 'Schubert, Light-Emitting Diodes (2006), doi:10.1017/CBO9780511790546',
} as const;

tf.serialization.registerClass(Illuminant);

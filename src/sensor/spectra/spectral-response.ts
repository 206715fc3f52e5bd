/**
 * Which share of the photons of each wavelength a silicon sensor turns into electrons.
 *
 *   y(c) = q(c) x(c),   q = mean over channel c of e^(−α z₀) (1 − e^(−α d))
 *
 * Blue light is lost in the dead layer z₀ at the surface, red light goes through the depth d. Light reaches the silicon behind the filters,
 * but both act on each wavelength alone, so this layer stands before them, where wavelengths are still apart. What does not depend on
 * wavelength (reflection, gaps between pixels) is the quantum efficiency of `shot-noise`.
 * Source: absorption α, see spectra/silicon.ts.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import type {
  LayerDescription,
  PhysicalParameter,
  SpectralCurve,
  SpectralLayer,
} from '../../engine/layer-description.js';
import { areOrdered, channelEdges, channelMeans } from '../../spectra/channels.js';
import { siliconRange, siliconResponse, siliconSource } from '../../spectra/silicon.js';

export interface SpectralResponseOptions {
  readonly name?: string;
  /** Centres of the channels, m, two or more in order. */
  readonly wavelengths: readonly number[];
  /** Silicon from which electrons are collected, m, above 0. */
  readonly depth: number;
  /** Silicon in front of it from which none are, m, 0 or more. */
  readonly deadLayer: number;
}

/** Spectral image to what silicon detects of it; shape kept. */
export class SpectralResponse extends tf.layers.Layer implements SpectralLayer {
  static readonly className = 'SpectralResponse';

  private readonly options: Omit<SpectralResponseOptions, 'name'>;
  private response: tf.Tensor1D | null = null;

  constructor({ wavelengths, depth, deadLayer, ...rest }: SpectralResponseOptions) {
    super(rest);
    this.options = { wavelengths, depth, deadLayer };
  }

  /** @throws RangeError if the wavelengths do not fit the channels. */
  override build(inputShape: tf.Shape): void {
    const { wavelengths } = this.options;
    if (inputShape.at(-1) !== wavelengths.length) {
      throw new RangeError(
        `spectral response: there are ${wavelengths.length} wavelengths, must be one for each of ${inputShape.at(-1)} channels`,
      );
    }
    this.response = tf.keep(tf.tensor1d(this.shares()));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([inputs].flat()[0]!, this.response!);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** Share of the photons of each channel that is detected. */
  spectralCurves(): SpectralCurve[] {
    const { wavelengths } = this.options;
    return [{ name: 'silicon', kind: 'response', wavelengths, values: this.shares() }];
  }

  describe(): LayerDescription {
    const { wavelengths, depth, deadLayer } = this.options;
    const shares = this.shares();
    const texts = [0, shares.length - 1].map(
      c => `${(100 * shares[c]!).toFixed(0)} % at ${(wavelengths[c]! * 1e9).toFixed(0)} nm`,
    );
    return {
      title: 'Spectral response',
      text:
        `Silicon of ${(depth * 1e6).toPrecision(3)} µm behind a dead layer of ${(deadLayer * 1e9).toPrecision(3)} nm absorbed ` +
        `${texts.join(' and ')}.`,
      parameters: [
        { name: 'depth', value: depth * 1e6, unit: 'µm' },
        { name: 'deadLayer', value: deadLayer * 1e9, unit: 'nm' },
      ],
      source: siliconSource,
    };
  }

  protected override disposeWeights(): number {
    this.response?.dispose();
    return super.disposeWeights();
  }

  /** Detected share of the photons of each channel. */
  private shares(): number[] {
    const { wavelengths, depth, deadLayer } = this.options;
    return channelMeans(channelEdges(wavelengths), wavelength =>
      siliconResponse(wavelength, depth, deadLayer),
    );
  }
}

tf.serialization.registerClass(SpectralResponse);

export const spectralResponse = defineLayer({
  layer: 'spectral-response',
  title: 'Spectral response',
  summary:
    'Silicon absorbs only part of the light, less of red than of green, and loses blue at its surface.',
  equation: 'y(c) = q(c) x(c), q = e^(−α z₀) (1 − e^(−α d))',
  source: siliconSource,
  takes: ['scene', 'photons'],
  canBeLearned: false,
  keys: {
    depthUm: z
      .number()
      .min(0.1)
      .max(1000)
      .default(3)
      .describe('Silicon from which electrons are collected in µm, 0.1 to 1000.'),
    deadLayerNm: z
      .number()
      .min(0)
      .max(1000)
      .default(50)
      .describe('Silicon in front of it from which none are collected in nm, 0 to 1000.'),
  },
  problems: (_, { signal: { channels, wavelengths } }) => {
    if (wavelengths.length !== channels || !areOrdered(wavelengths)) {
      return [
        { key: 'depthUm', must: 'behind a scene with two or more channels of known wavelengths in order' },
      ];
    }
    const isBeyond = channelEdges(wavelengths).some(
      ({ shortest, longest }) =>
        shortest < siliconRange.shortest - 1e-12 || longest > siliconRange.longest + 1e-12,
    );
    return isBeyond
      ? [
          {
            key: 'depthUm',
            must: 'behind channels within 380 to 1100 nm, where the absorption of silicon is known',
          },
        ]
      : [];
  },
  make: ({ depthUm, deadLayerNm }, { name, signal }) =>
    new SpectralResponse({
      name,
      wavelengths: signal.wavelengths,
      depth: depthUm * 1e-6,
      deadLayer: deadLayerNm * 1e-9,
    }),
});

/**
 * A gain of its own for each pixel, in front of the converter: which pixels count, and where their codes lie.
 *
 *   y(r) = clip(g(r) x(r), 0, F),   F = full scale
 *
 * With a quantizer behind it each pixel is discretized by steps of its own. Learned, each gain stays within bounds,
 * g = min (max / min)^σ(free). Gains may start apart: g = gain · exp(spread · z) with a normal z for each pixel.
 * Clipping keeps its own gradient, 0 outside of the range.
 * Source: Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857 (spatially varying exposures).
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { boundProblems, type Bounds } from '../../engine/bounded-parameter.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import { fullScaleOf } from '../full-scale.js';
import { ValuesAbout } from '../values-about.js';

export interface PixelGainOptions {
  readonly name?: string;
  /** Of all pixels, or about which they are spread; where training starts. */
  readonly gain: number;
  readonly bounds: Bounds;
  /** Standard deviation of log g over the pixels, 0 or more. */
  readonly spread: number;
  /** F, above 0. */
  readonly fullScale: number;
  readonly isLearned?: boolean;
  readonly seed: number;
  readonly stream: number;
}

const source = 'Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857';

/** Signal to signal in the same unit; shape kept. */
export class PixelGain extends tf.layers.Layer {
  static readonly className = 'PixelGain';

  private readonly options: Required<Omit<PixelGainOptions, 'name'>>;
  private readonly gains: ValuesAbout;
  private frame: [height: number, width: number] = [0, 0];

  /** @throws RangeError if a number is out of range. */
  constructor(options: PixelGainOptions) {
    super(options);
    const { gain, bounds, spread, fullScale, isLearned = false, seed, stream } = options;
    if (!(spread >= 0 && spread < Infinity)) {
      throw new RangeError(`pixel gain: spread is ${spread}, must be 0 or more`);
    }
    if (!(fullScale > 0 && fullScale < Infinity)) {
      throw new RangeError(`pixel gain: fullScale is ${fullScale}, must be above 0 and finite`);
    }
    this.options = { gain, bounds, spread, fullScale, isLearned, seed, stream };
    this.gains = new ValuesAbout({ ...this.options, value: gain }, 'pixel gain: gain');
  }

  override build(inputShape: tf.Shape): void {
    const [, height, width] = inputShape as [number, number, number];
    this.frame = [height, width];
    const shape: [number, number, number] = [height, width, 1];
    this.gains.build(shape, () => this.addWeight('gains', shape, 'float32', tf.initializers.zeros()));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => [inputs].flat()[0]!.mul(this.gains.read()).clipByValue(0, this.options.fullScale));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options, bounds: [...this.options.bounds] };
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned gains as they are now, [height, width]. */
  physicalArrays(): PhysicalArray[] {
    const values = this.gains.learned();
    return values === null ? [] : [{ name: 'gain', unit: '', shape: this.frame, values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { gain, bounds, spread, fullScale, isLearned } = this.options;
    const apart =
      spread > 0 ? ` times exp(z), z normal with a standard deviation of ${spread} over the pixels` : '';
    return {
      title: 'Pixel gain',
      text:
        `Each pixel had ${isLearned ? `a learned gain between ${bounds[0]} and ${bounds[1]}, which started at` : 'a gain of'} ` +
        `${gain}${apart}; its signal was clipped to 0 to ${fullScale}.`,
      parameters: [
        { name: 'gain', value: gain, unit: '' },
        { name: 'spread', value: spread, unit: '' },
      ],
      source,
    };
  }

  protected override disposeWeights(): number {
    this.gains.dispose();
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(PixelGain);

export const pixelGain = defineLayer({
  layer: 'pixel-gain',
  title: 'Pixel gain',
  summary: 'A gain of its own for each pixel in front of the converter; all may be learned.',
  equation: 'y(r) = clip(g(r) x(r), 0, F)',
  source,
  takes: ['electrons', 'scene'],
  canBeLearned: true,
  keys: {
    gain: z
      .number()
      .min(1e-3)
      .max(1e3)
      .default(1)
      .describe('Of all pixels, 0.001 to 1000; where training starts if learned.'),
    gainMin: z.number().min(1e-4).max(1e3).default(0.01).describe('Smallest gain of a pixel.'),
    gainMax: z.number().min(1e-3).max(1e4).default(100).describe('Largest gain of a pixel.'),
    spread: z
      .number()
      .min(0)
      .max(5)
      .default(0)
      .describe('Standard deviation of the logarithm of gains over the pixels, 0 (all alike) to 5.'),
  },
  problems: (keys, { signal, isLearned }) => [
    ...boundProblems(keys, 'gain', isLearned),
    ...(fullScaleOf({}, signal) < Infinity
      ? []
      : [{ key: 'gain', must: 'behind a full-well layer, which limits the electrons' }]),
  ],
  make: ({ gain, gainMin, gainMax, spread }, { name, isLearned, seed, stream, signal }) =>
    new PixelGain({
      name,
      ...{ gain, spread, isLearned, seed, stream },
      bounds: [gainMin, gainMax],
      fullScale: fullScaleOf({}, signal),
    }),
  // Each full pixel shows its own gain.
  gives: () => ({ saturated: null }),
});

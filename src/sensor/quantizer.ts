/**
 * Analogue-to-digital conversion with b bits; gain, and at 1 bit the threshold, may be learned.
 *
 *   output = q(v),   v = gain × electrons / full scale,   q as in quantize.ts
 *   at 1 bit v + 1/2 − threshold takes the place of v, so the code is 1 where v ≥ threshold
 *
 * Gradient, a declared surrogate: straight-through, ∂output/∂v := 1 where 0 ≤ v ≤ 1 and 0 outside; at 1 bit ∂output/∂v := 1 and
 * ∂output/∂threshold := −1 where |v − threshold| ≤ 1/2, 0 outside. Raising the threshold counts as lowering the signal. Annealed,
 * these are multiplied with the slope of the staircase of quantize.ts, whose sharpness rises from 0 as training goes on.
 * Source: Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260 (1-bit detection of electrons).
 */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { AnnealedLayer, LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import { liveTensor } from '../engine/live.js';
import type { Signal } from '../engine/signal.js';
import { checkBitDepth, quantize, quantizerForms, type QuantizerForm } from './quantize.js';

const gradients = ['straight-through', 'annealed'] as const;

export interface QuantizerOptions {
  readonly name?: string;
  /** 1 to 16. */
  readonly bitDepth: number;
  /** Electrons that give the highest code at gain 1, above 0. */
  readonly fullScale: number;
  /** `end-point` if left out. */
  readonly form?: QuantizerForm;
  /** Surrogate that training takes for the gradient of rounding; `straight-through` if left out. */
  readonly gradient?: (typeof gradients)[number];
  /** If annealed: sharpness of the staircase at the end of training, above 0. */
  readonly gradientSharpness?: number;
  /** Amplification before conversion, above 0; where learned, the value before training. */
  readonly gain?: number;
  /** 1 bit only, not used otherwise: fraction of full scale from which on the code is 1, between 0 and 1. */
  readonly threshold?: number;
  /** True: the gain is trained and, at 1 bit, the threshold too. */
  readonly isLearned?: boolean;
}

/** Electrons to codes as a fraction of the highest code, 0 to 1; shape kept. */
export class Quantizer extends tf.layers.Layer implements AnnealedLayer {
  static readonly className = 'Quantizer';

  private readonly options: Required<Omit<QuantizerOptions, 'name'>>;
  /** Natural logarithm of the learned gain; null where it is fixed. */
  private logGain: tf.LayerVariable | null = null;
  /** Log-odds of the learned threshold; null where it is fixed or there is more than 1 bit. */
  private thresholdLogit: tf.LayerVariable | null = null;
  private progress = 0;

  /** @throws RangeError if bit depth, full scale, gain or threshold is out of range. */
  constructor(options: QuantizerOptions) {
    super(options);
    const { bitDepth, fullScale, gain = 1, threshold = 0.5, isLearned = false } = options;
    const { form = 'end-point', gradient = 'straight-through', gradientSharpness = 10 } = options;
    checkBitDepth(bitDepth);
    if (!(fullScale > 0 && fullScale < Infinity)) {
      throw new RangeError(`quantizer: fullScale is ${fullScale} electrons, must be above 0`);
    }
    if (!(gain > 0 && gain < Infinity)) throw new RangeError(`quantizer: gain is ${gain}, must be above 0`);
    if (!(threshold > 0 && threshold < 1)) {
      throw new RangeError(`quantizer: threshold is ${threshold} of full scale, must be above 0 and below 1`);
    }
    if (!(gradientSharpness > 0 && gradientSharpness < Infinity)) {
      throw new RangeError(`quantizer: gradientSharpness is ${gradientSharpness}, must be above 0`);
    }
    const rounding = { form, gradient, gradientSharpness };
    this.options = { bitDepth, fullScale, gain, threshold, isLearned, ...rounding };
  }

  override build(inputShape: tf.Shape): void {
    if (this.options.isLearned) {
      const { constant } = tf.initializers;
      this.logGain = this.addWeight(
        'logGain',
        [],
        'float32',
        constant({ value: Math.log(this.options.gain) }),
      );
      if (this.isOneBit) {
        const value = Math.log(this.options.threshold / (1 - this.options.threshold));
        this.thresholdLogit = this.addWeight('thresholdLogit', [], 'float32', constant({ value }));
      }
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const electrons = [inputs].flat()[0]!;
      const { bitDepth, fullScale } = this.options;
      const perElectron = tf.mul(this.gainTensor(), 1 / fullScale);
      const signal = electrons.mul(perElectron);
      const compared = this.isOneBit ? signal.add(0.5).sub(this.thresholdTensor()) : signal;
      return quantize(compared, bitDepth, { form: this.options.form, sharpness: this.sharpness() });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  anneal(progress: number): void {
    this.progress = progress;
  }

  /** Learned gain and threshold as they are now; nothing where they are fixed. */
  physicalParameters(): PhysicalParameter[] {
    return this.options.isLearned && this.built ? this.settings() : [];
  }

  describe(): LayerDescription {
    const { bitDepth, fullScale, form } = this.options;
    const settings = this.settings();
    const [gain, threshold] = settings.map(setting => setting.value.toPrecision(3));
    const learned = this.logGain === null ? '' : ' (learned)';
    return {
      title: 'Quantizer',
      text: this.isOneBit
        ? `The signal was compared with ${threshold} of ${fullScale} electrons after a gain of ${gain}${learned}, giving 1 bit.`
        : `The signal was amplified by ${gain}${learned} and converted linearly to ${bitDepth} bits, the highest code at ` +
          `${fullScale} electrons; ${cells[form]}, and values beyond that range were clipped.`,
      parameters: [
        { name: 'bitDepth', value: bitDepth, unit: 'bit' },
        { name: 'fullScale', value: fullScale, unit: 'electrons' },
        ...settings,
      ],
      source: this.isOneBit
        ? 'Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260'
        : this.options.gradient === 'annealed'
          ? 'Gong et al., ICCV 2019, doi:10.1109/ICCV.2019.00495 (gradient of an annealed staircase)'
          : 'Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through gradient)',
    };
  }

  private sharpness(): tf.Scalar | null {
    const { gradient, gradientSharpness } = this.options;
    if (gradient === 'straight-through') return null;
    return liveTensor(() => Float32Array.of(gradientSharpness * this.progress), []) as tf.Scalar;
  }

  private get isOneBit(): boolean {
    return this.options.bitDepth === 1;
  }

  private gainTensor(): tf.Tensor {
    return this.logGain === null ? tf.scalar(this.options.gain) : this.logGain.read().exp();
  }

  private thresholdTensor(): tf.Tensor {
    return this.thresholdLogit === null
      ? tf.scalar(this.options.threshold)
      : this.thresholdLogit.read().sigmoid();
  }

  /** Gain and, at 1 bit, threshold as they are now. */
  private settings(): PhysicalParameter[] {
    return tf.tidy(() => {
      const gain = this.logGain === null ? this.options.gain : this.gainTensor().dataSync()[0]!;
      if (!this.isOneBit) return [{ name: 'gain', value: gain, unit: '' }];
      const threshold =
        this.thresholdLogit === null ? this.options.threshold : this.thresholdTensor().dataSync()[0]!;
      return [
        { name: 'gain', value: gain, unit: '' },
        { name: 'threshold', value: threshold, unit: 'of full scale' },
      ];
    });
  }
}

/** How the codes lie, for a Methods section. */
const cells = {
  'end-point': 'halves rounded up to the next code',
  'mid-rise': 'each code stood for the middle of one of as many equal cells',
} as const;

tf.serialization.registerClass(Quantizer);

/** The signal of the highest code at gain 1: the key, else what a pixel holds at most, else the white of a scene. */
export function fullScaleOf(
  { fullScaleElectrons }: { readonly fullScaleElectrons?: number },
  { unit, fullScale }: Signal,
): number {
  if (fullScaleElectrons !== undefined) return fullScaleElectrons;
  return unit === 'scene' && fullScale === Infinity ? 1 : fullScale;
}

export const quantizer = defineLayer({
  layer: 'quantizer',
  title: 'Quantizer',
  summary: 'Analogue-to-digital conversion; its gain may be learned, at 1 bit its threshold too.',
  equation:
    'code = ⌊u (2^bitDepth − 1) + 1/2⌋ (end-point) or ⌊u 2^bitDepth⌋ (mid-rise), u = clip(gain × electrons / full scale, 0, 1)',
  source: 'Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260',
  takes: ['electrons', 'scene'],
  canBeLearned: true,
  keys: {
    bitDepth: z.int().min(1).max(16).default(8).describe('Bits per pixel, 1 to 16.'),
    gain: z
      .number()
      .min(0.001)
      .max(1000)
      .default(1)
      .describe('Amplification before conversion, 0.001 to 1000; where training starts if learned.'),
    threshold: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .describe(
        'At 1 bit: fraction of full scale, after gain, from which on the code is 1; above 0, below 1.',
      ),
    form: z
      .enum(quantizerForms)
      .default('end-point')
      .describe(
        'end-point: 0 and full scale are codes. mid-rise: equal cells, each with the value of its middle.',
      ),
    gradient: z
      .enum(gradients)
      .default('straight-through')
      .describe(
        'Of rounding in training. annealed: that of a staircase that sharpens; the codes stay exact.',
      ),
    gradientSharpness: z
      .number()
      .min(0.1)
      .max(100)
      .default(10)
      .describe('If annealed: sharpness of the staircase at the end of training, 0.1 to 100.'),
    fullScaleElectrons: z
      .number()
      .min(1)
      .max(1e8)
      .exactOptional()
      .describe(
        'Electrons that give the highest code at gain 1; left out: the full well before the quantizer.',
      ),
  },
  problems: (keys, { signal }) => {
    if (signal.unit === 'scene' && keys.fullScaleElectrons !== undefined) {
      return [
        { key: 'fullScaleElectrons', must: 'left out, because a scene without photons has no electrons' },
      ];
    }
    if (fullScaleOf(keys, signal) < Infinity) return [];
    return [
      {
        key: 'fullScaleElectrons',
        must: 'a number of electrons, because no full-well layer before it limits them',
      },
    ];
  },
  make: (keys, { name, isLearned, signal }) =>
    new Quantizer({
      name,
      bitDepth: keys.bitDepth,
      fullScale: fullScaleOf(keys, signal),
      gain: keys.gain,
      threshold: keys.threshold,
      form: keys.form,
      gradient: keys.gradient,
      gradientSharpness: keys.gradientSharpness,
      isLearned,
    }),
  gives: () => ({ unit: 'digital', fullScale: 1 }),
});

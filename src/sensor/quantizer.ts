/**
 * Analogue-to-digital conversion with b bits; gain, and at 1 bit the threshold, may be learned.
 *
 *   code = ⌊clip(v, 0, 1) (2ᵇ − 1) + 1/2⌋,   output = code / (2ᵇ − 1),   v = gain × electrons / full scale
 *   at 1 bit v + 1/2 − threshold takes the place of v, so the code is 1 where v ≥ threshold
 *
 * An end-point quantizer: 0 and full scale are codes themselves, steps are 1/(2ᵇ − 1), the two outer cells half as wide.
 * Halves round up, unlike `tf.round`, which rounds them to even.
 *
 * Gradient, a declared surrogate (straight-through): rounding counts as the identity, clipping keeps its own gradient.
 * So ∂output/∂v := 1 where 0 ≤ v ≤ 1 and 0 outside; at 1 bit ∂output/∂v := 1 and ∂output/∂threshold := −1 where
 * |v − threshold| ≤ 1/2, 0 outside. Raising the threshold counts as lowering the signal.
 * Sources: Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through);
 * Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260 (1-bit detection of electrons).
 */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import type { Signal } from '../engine/signal.js';

export interface QuantizerOptions {
  readonly name?: string;
  /** 1 to 16. */
  readonly bitDepth: number;
  /** Electrons that give the highest code at gain 1, above 0. */
  readonly fullScale: number;
  /** Amplification before conversion, above 0; where learned, the value before training. */
  readonly gain?: number;
  /** 1 bit only, not used otherwise: fraction of full scale from which on the code is 1, between 0 and 1. */
  readonly threshold?: number;
  /** True: the gain is trained and, at 1 bit, the threshold too. */
  readonly isLearned?: boolean;
}

/**
 * Quantizes a signal; at 1 bit with the threshold at 1/2.
 *
 * @param signal Fraction of full scale, any shape; clipped to 0 … 1.
 * @param bitDepth 1 to 16.
 * @returns code / (2^bitDepth − 1), 0 to 1; surrogate gradient as the header says.
 * @throws RangeError if `bitDepth` is not a whole number from 1 to 16.
 */
export function quantize(signal: tf.Tensor, bitDepth: number): tf.Tensor {
  checkBitDepth(bitDepth);
  return tf.tidy(() => roundStraightThrough(signal.clipByValue(0, 1), 2 ** bitDepth - 1));
}

/** Electrons to codes as a fraction of the highest code, 0 to 1; shape kept. */
export class Quantizer extends tf.layers.Layer {
  static readonly className = 'Quantizer';

  private readonly options: Required<Omit<QuantizerOptions, 'name'>>;
  /** Natural logarithm of the learned gain; null where it is fixed. */
  private logGain: tf.LayerVariable | null = null;
  /** Log-odds of the learned threshold; null where it is fixed or there is more than 1 bit. */
  private thresholdLogit: tf.LayerVariable | null = null;

  /** @throws RangeError if bit depth, full scale, gain or threshold is out of range. */
  constructor(options: QuantizerOptions) {
    super(options);
    const { bitDepth, fullScale, gain = 1, threshold = 0.5, isLearned = false } = options;
    checkBitDepth(bitDepth);
    if (!(fullScale > 0 && fullScale < Infinity)) {
      throw new RangeError(`quantizer: fullScale is ${fullScale} electrons, must be above 0`);
    }
    if (!(gain > 0 && gain < Infinity)) throw new RangeError(`quantizer: gain is ${gain}, must be above 0`);
    if (!(threshold > 0 && threshold < 1)) {
      throw new RangeError(`quantizer: threshold is ${threshold} of full scale, must be above 0 and below 1`);
    }
    this.options = { bitDepth, fullScale, gain, threshold, isLearned };
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
      return quantize(this.isOneBit ? signal.add(0.5).sub(this.thresholdTensor()) : signal, bitDepth);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  /** Learned gain and threshold as they are now; nothing where they are fixed. */
  physicalParameters(): PhysicalParameter[] {
    return this.options.isLearned && this.built ? this.settings() : [];
  }

  describe(): LayerDescription {
    const { bitDepth, fullScale } = this.options;
    const settings = this.settings();
    const [gain, threshold] = settings.map(setting => setting.value.toPrecision(3));
    const learned = this.logGain === null ? '' : ' (learned)';
    return {
      title: 'Quantizer',
      text: this.isOneBit
        ? `The signal was compared with ${threshold} of ${fullScale} electrons after a gain of ${gain}${learned}, giving 1 bit.`
        : `The signal was amplified by ${gain}${learned} and converted linearly to ${bitDepth} bits, the highest code at ` +
          `${fullScale} electrons; values were clipped to that range and halves rounded up.`,
      parameters: [
        { name: 'bitDepth', value: bitDepth, unit: 'bit' },
        { name: 'fullScale', value: fullScale, unit: 'electrons' },
        ...settings,
      ],
      source: this.isOneBit
        ? 'Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260'
        : 'Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through gradient)',
    };
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

function checkBitDepth(bitDepth: number): void {
  if (!Number.isInteger(bitDepth) || bitDepth < 1 || bitDepth > 16) {
    throw new RangeError(`quantize: bitDepth is ${bitDepth}, must be 1 to 16`);
  }
}

/** Rounds to multiples of 1 / highestCode, halves up; the gradient passes unchanged. */
function roundStraightThrough(fraction: tf.Tensor, highestCode: number): tf.Tensor {
  const round = tf.customGrad(() => ({
    value: fraction.mul(highestCode).add(0.5).floor().div(highestCode),
    gradFunc: (upstream: tf.Tensor) => upstream,
  }));
  return round(fraction);
}

tf.serialization.registerClass(Quantizer);

/** The signal of the highest code at gain 1: the key, else what a pixel holds at most, else the white of a scene. */
function fullScaleOf(
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
  equation: 'code = ⌊clip(gain × electrons / full scale, 0, 1) (2^bitDepth − 1) + 1/2⌋',
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
      isLearned,
    }),
  gives: () => ({ unit: 'digital', fullScale: 1 }),
});

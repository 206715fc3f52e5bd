/**
 * Analogue-to-digital conversion with b bits; gain, and at 1 bit the threshold, may be learned.
 *
 *   output = q(v),   v = gain × electrons / full scale + black level,   q as in quantize.ts
 *   at 1 bit v + 1/2 − threshold takes the place of v, so the code is 1 where v ≥ threshold
 *
 * The black level is what the converter gives in the dark: codes below it leave room for read noise that falls below 0, which
 * would be clipped otherwise. It stays in the output. Gain and threshold may be drawn at random about the given ones,
 * gain · exp(spread · z₁) and logit threshold + spread · z₂ with normal z.
 * Gradient, a declared surrogate: straight-through, ∂output/∂v := 1 where 0 ≤ v ≤ 1 and 0 outside; at 1 bit ∂output/∂v := 1 and
 * ∂output/∂threshold := −1 where |v − threshold| ≤ 1/2, 0 outside. Raising the threshold counts as lowering the signal. Annealed,
 * these are multiplied with the slope of the staircase of quantize.ts, whose sharpness rises from 0 as training goes on.
 * Source: Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260 (1-bit detection of electrons).
 */
import { tf } from '../engine/tfjs.js';
import { hostRandom } from '../engine/host-random.js';
import type { AnnealedLayer, LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import { liveTensor } from '../engine/live.js';
import { checkBitDepth, codeOf, quantize, type QuantizerForm } from './quantize.js';

export const roundingGradients = ['straight-through', 'annealed'] as const;

export interface QuantizerOptions {
  readonly name?: string;
  /** 1 to 16. */
  readonly bitDepth: number;
  /** Electrons that give the highest code at gain 1, above 0. */
  readonly fullScale: number;
  /** `end-point` if left out. */
  readonly form?: QuantizerForm;
  /** Surrogate that training takes for the gradient of rounding; `straight-through` if left out. */
  readonly gradient?: (typeof roundingGradients)[number];
  /** If annealed: sharpness of the staircase at the end of training, above 0. */
  readonly gradientSharpness?: number;
  /** Amplification before conversion, above 0; where learned, the value before training. */
  readonly gain?: number;
  /** 1 bit only, not used otherwise: fraction of full scale from which on the code is 1, between 0 and 1. */
  readonly threshold?: number;
  /** What is given in the dark as a fraction of full scale, 0 to below 1; not used at 1 bit, where the threshold is free. */
  readonly blackLevel?: number;
  /** Standard deviation of log gain and of the log-odds of the threshold about the given ones, 0 or more. */
  readonly spread?: number;
  /** Of the random part. */
  readonly seed?: number;
  readonly stream?: number;
  /** True: the gain is trained and, at 1 bit, the threshold too. */
  readonly isLearned?: boolean;
}

/** Of shares of full scale in float32. */
const rounding = 1e-6;

/** Gain and threshold, fixed or where training starts. */
interface Setting {
  readonly gain: number;
  readonly threshold: number;
}

/** Electrons to codes as a fraction of the highest code, 0 to 1; shape kept. */
export class Quantizer extends tf.layers.Layer implements AnnealedLayer {
  static readonly className = 'Quantizer';

  private readonly options: Required<Omit<QuantizerOptions, 'name'>>;
  private readonly start: Setting;
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
    const { blackLevel = 0, spread = 0, seed = 0, stream = 0 } = options;
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
    if (!(blackLevel >= 0 && blackLevel < 1)) {
      throw new RangeError(`quantizer: blackLevel is ${blackLevel} of full scale, must be 0 to below 1`);
    }
    if (!(spread >= 0 && spread < Infinity)) {
      throw new RangeError(`quantizer: spread is ${spread}, must be 0 or more`);
    }
    const rounded = { form, gradient, gradientSharpness };
    const randomness = { spread, seed, stream };
    this.options = {
      bitDepth,
      fullScale,
      gain,
      threshold,
      blackLevel,
      isLearned,
      ...rounded,
      ...randomness,
    };
    this.start = drawnSetting(this.options);
  }

  override build(inputShape: tf.Shape): void {
    if (this.options.isLearned) {
      const { constant } = tf.initializers;
      this.logGain = this.addWeight('logGain', [], 'float32', constant({ value: Math.log(this.start.gain) }));
      if (this.isOneBit) {
        const value = logit(this.start.threshold);
        this.thresholdLogit = this.addWeight('thresholdLogit', [], 'float32', constant({ value }));
      }
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const electrons = [inputs].flat()[0]!;
      const { bitDepth, fullScale, form, blackLevel } = this.options;
      const perElectron = tf.mul(this.gainTensor(), 1 / fullScale);
      const signal = electrons.mul(perElectron);
      const compared = this.isOneBit ? signal.add(0.5).sub(this.thresholdTensor()) : signal.add(blackLevel);
      return quantize(compared, bitDepth, { form, sharpness: this.sharpness() });
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
    const { bitDepth, fullScale, form, blackLevel } = this.options;
    const black = blackLevel === 0 ? '' : `, a black level of ${blackLevel} of it added`;
    const settings = this.settings();
    const [gain, threshold] = settings.map(setting => setting.value.toPrecision(3));
    const learned = this.logGain === null ? '' : ' (learned)';
    return {
      title: 'Quantizer',
      text: this.isOneBit
        ? `The signal was compared with ${threshold} of ${fullScale} electrons after a gain of ${gain}${learned}, giving 1 bit.`
        : `The signal was amplified by ${gain}${learned} and converted linearly to ${bitDepth} bits, full scale at ` +
          `${fullScale} electrons${black}; ${cells[form]}, and values beyond that range were clipped.`,
      parameters: [
        { name: 'bitDepth', value: bitDepth, unit: 'bit' },
        { name: 'fullScale', value: fullScale, unit: 'electrons' },
        ...(blackLevel === 0 || this.isOneBit
          ? []
          : [{ name: 'blackLevel', value: blackLevel, unit: 'of full scale' }]),
        ...settings,
      ],
      source: this.isOneBit
        ? 'Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260'
        : this.options.gradient === 'annealed'
          ? 'Gong et al., ICCV 2019, doi:10.1109/ICCV.2019.00495 (gradient of an annealed staircase)'
          : 'Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through gradient)',
    };
  }

  /**
   * The code of a signal, 0 to 1; null where gain and threshold are learned.
   *
   * @param electrons Infinity: the highest code. Where it lies between two codes, within rounding, the lower one.
   */
  codeOf(electrons: number): number | null {
    const { bitDepth, fullScale, form, blackLevel, isLearned } = this.options;
    if (isLearned) return null;
    const { gain, threshold } = this.start;
    const offset = this.isOneBit ? 0.5 - threshold : blackLevel;
    return codeOf((gain * electrons) / fullScale + offset - rounding, bitDepth, form);
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
    return this.logGain === null ? tf.scalar(this.start.gain) : this.logGain.read().exp();
  }

  private thresholdTensor(): tf.Tensor {
    return this.thresholdLogit === null
      ? tf.scalar(this.start.threshold)
      : this.thresholdLogit.read().sigmoid();
  }

  /** Gain and, at 1 bit, threshold as they are now. */
  private settings(): PhysicalParameter[] {
    return tf.tidy(() => {
      const gain = this.logGain === null ? this.start.gain : this.gainTensor().dataSync()[0]!;
      if (!this.isOneBit) return [{ name: 'gain', value: gain, unit: '' }];
      const threshold =
        this.thresholdLogit === null ? this.start.threshold : this.thresholdTensor().dataSync()[0]!;
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

/** Gain and threshold as given, or drawn about them. */
function drawnSetting({
  gain,
  threshold,
  spread,
  seed,
  stream,
}: Required<Omit<QuantizerOptions, 'name'>>): Setting {
  if (spread === 0) return { gain, threshold };
  const random = hostRandom(seed, stream);
  const [first, second] = [random.normal(), random.normal()];
  return {
    gain: gain * Math.exp(spread * first),
    threshold: 1 / (1 + Math.exp(-logit(threshold) - spread * second)),
  };
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/**
 * Companding: an analogue curve before the converter, of the field or learned.
 *
 *   y = F c(clip(x / F, 0, 1)),   F = full scale, c as in curves.ts
 *
 * Learned, c is linear between n + 1 equally spaced knots, starts at the chosen curve, and stays invertible: its slopes are at
 * least s, so at most s + n (1 − s),
 *   rises = s / n + (1 − s) softmax(w).
 * Clipping keeps its own gradient, 0 outside of the range.
 * Source: Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import { fullScaleOf } from '../full-scale.js';
import { compress, compressByParts, curves, type Curve } from './curves.js';

export interface CompandingOptions extends Curve {
  readonly name?: string;
  /** F, above 0. */
  readonly fullScale: number;
  readonly isLearned?: boolean;
  /** n: parts of the learned curve, 2 to 64. */
  readonly parts?: number;
  /** s: least slope of the learned curve, above 0 and below 1. */
  readonly slopeMin?: number;
}

const source = 'Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609';

/** Of a part of the starting curve that is flatter than allowed. */
const smallestShare = 1e-4;

/** Signal to signal in the same unit, compressed; shape kept. */
export class Companding extends tf.layers.Layer {
  static readonly className = 'Companding';

  private readonly options: Required<Omit<CompandingOptions, 'name'>>;
  private rises: tf.LayerVariable | null = null;

  /** @throws RangeError if a number is out of range. */
  constructor(options: CompandingOptions) {
    super(options);
    const { curve, gamma, mu, fullScale, isLearned = false, parts = 8, slopeMin = 0.1 } = options;
    if (!(fullScale > 0 && fullScale < Infinity)) {
      throw new RangeError(`companding: fullScale is ${fullScale}, must be above 0 and finite`);
    }
    if (!(gamma >= 1)) throw new RangeError(`companding: gamma is ${gamma}, must be 1 or more`);
    if (!(mu > 0)) throw new RangeError(`companding: mu is ${mu}, must be above 0`);
    if (!Number.isInteger(parts) || parts < 2 || parts > 64) {
      throw new RangeError(`companding: parts is ${parts}, must be 2 to 64`);
    }
    if (!(slopeMin > 0 && slopeMin < 1)) {
      throw new RangeError(`companding: slopeMin is ${slopeMin}, must be above 0 and below 1`);
    }
    this.options = { curve, gamma, mu, fullScale, isLearned, parts, slopeMin };
  }

  override build(inputShape: tf.Shape): void {
    if (this.options.isLearned) {
      const { parts } = this.options;
      this.rises = this.addWeight('rises', [parts], 'float32', tf.initializers.zeros());
      tf.tidy(() => void this.rises!.write(this.startWeights()));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { fullScale } = this.options;
      const signal = [inputs].flat()[0]!.div(fullScale).clipByValue(0, 1);
      const compressed =
        this.rises === null ? compress(signal, this.options) : compressByParts(signal, this.riseTensor());
      return compressed.mul(fullScale);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned curve as it is now: c at each knot, from 0 to full scale. */
  physicalArrays(): PhysicalArray[] {
    if (this.rises === null) return [];
    const values = tf.tidy(() =>
      this.riseTensor()
        .cumsum()
        .pad([[1, 0]])
        .dataSync<'float32'>(),
    );
    return [{ name: 'curve', unit: 'of full scale', shape: [values.length], values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { curve, gamma, mu, fullScale, isLearned, parts, slopeMin } = this.options;
    const law = {
      linear: 'by a straight line',
      gamma: `by a power law of exponent 1/${gamma}`,
      logarithmic: `by a logarithm (µ = ${mu})`,
    }[curve];
    return {
      title: 'Companding',
      text: isLearned
        ? `The signal, clipped to 0 to ${fullScale}, was compressed before conversion by a learned rising curve of ${parts} ` +
          `straight parts with slopes of at least ${slopeMin}; training started ${law}.`
        : `The signal, clipped to 0 to ${fullScale}, was compressed before conversion ${law}.`,
      parameters: [
        ...(curve === 'gamma' ? [{ name: 'gamma', value: gamma, unit: '' }] : []),
        ...(curve === 'logarithmic' ? [{ name: 'mu', value: mu, unit: '' }] : []),
        ...(isLearned ? [{ name: 'parts', value: parts, unit: '' }] : []),
      ],
      source,
    };
  }

  private riseTensor(): tf.Tensor1D {
    const { parts, slopeMin } = this.options;
    return tf
      .softmax(this.rises!.read() as tf.Tensor1D)
      .mul<tf.Tensor1D>(1 - slopeMin)
      .add(slopeMin / parts);
  }

  /** Weights of the starting curve; its parts that are flatter than allowed get nearly the least slope. */
  private startWeights(): tf.Tensor {
    const { parts, slopeMin } = this.options;
    const knots = compress(tf.linspace(0, 1, parts + 1), this.options);
    const rises = knots.slice(1).sub(knots.slice(0, parts));
    return tf.maximum(rises.sub(slopeMin / parts), smallestShare).log();
  }
}

tf.serialization.registerClass(Companding);

export const companding = defineLayer({
  layer: 'companding',
  title: 'Companding',
  summary: 'A curve before the converter that gives dark parts more codes; it may be learned.',
  equation: 'y = F c(clip(x / F, 0, 1)), c(u) = u, u^(1/gamma) or log(1 + mu u) / log(1 + mu)',
  source,
  takes: ['electrons', 'scene'],
  canBeLearned: true,
  keys: {
    curve: z
      .enum(curves)
      .default('gamma')
      .describe('linear, gamma (a power law) or logarithmic; where training starts if learned.'),
    gamma: z.number().min(1).max(10).default(2.2).describe('Of the power law u^(1/gamma), 1 to 10.'),
    mu: z.number().min(0.01).max(1e6).default(255).describe('Of the logarithm, 0.01 to 1e6.'),
    parts: z
      .int()
      .min(2)
      .max(64)
      .default(8)
      .describe('If learned: straight parts of the curve, between equally spaced knots, 2 to 64.'),
    slopeMin: z
      .number()
      .min(0.001)
      .max(0.9)
      .default(0.1)
      .describe('If learned: least slope of the curve, so that it can be undone, 0.001 to 0.9.'),
  },
  problems: (_, { signal }) =>
    fullScaleOf({}, signal) < Infinity
      ? []
      : [{ key: 'curve', must: 'behind a full-well layer, which limits the electrons' }],
  make: (keys, { name, isLearned, signal }) =>
    new Companding({ name, ...keys, fullScale: fullScaleOf({}, signal), isLearned }),
});

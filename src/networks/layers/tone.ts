/**
 * Frames on a logarithmic scale for a network, and scenes back from it, see ../tone.ts.
 *
 *   in front   u = T((frame − black) / full scale)      behind   scene = T⁻¹(z)
 *
 * Behind filters of transmission t a pixel shows T(t x) ≈ T(x) + ln t / ln(1 + µ) where it is bright: what divides by t on a linear scale
 * is a bias there. Under the µ-law loss errors of z are those of the loss, so that dark parts are learned as fast as bright ones. The µ
 * of frames may be another one: read noise of σ (of full scale) fills a part ln(1 + µ σ) / ln(1 + µ) of the scale, so 1 / σ is enough.
 * Source: Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609.
 */
import { tf } from '../../engine/tfjs.js';
import { compressTone, expandTone } from '../tone.js';

export interface CompressFramesOptions {
  readonly name?: string;
  /** µ, above 0. */
  readonly mu: number;
  /** What a pixel shows in the dark, and the most that it can show; unit of the frames. */
  readonly black: number;
  readonly fullScale: number;
}

/** Frames to frames on a logarithmic scale; shape kept. */
export class CompressFrames extends tf.layers.Layer {
  static readonly className = 'CompressFrames';

  private readonly options: Omit<CompressFramesOptions, 'name'>;

  /** @throws RangeError if full scale is not finite, or not above black. */
  constructor({ mu, black, fullScale, ...layer }: CompressFramesOptions) {
    super({ ...layer, trainable: false });
    if (!(fullScale > black && fullScale < Infinity)) {
      throw new RangeError(`compress frames: full scale is ${fullScale}, must be above black ${black}`);
    }
    this.options = { mu, black, fullScale };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { mu, black, fullScale } = this.options;
      return compressTone([inputs].flat()[0]!.sub(black).div(fullScale), mu);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}

export interface ExpandScenesOptions {
  readonly name?: string;
  /** µ, above 0. */
  readonly mu: number;
}

/** Scenes on a logarithmic scale to scenes; shape kept. */
export class ExpandScenes extends tf.layers.Layer {
  static readonly className = 'ExpandScenes';

  private readonly mu: number;

  constructor({ mu, ...layer }: ExpandScenesOptions) {
    super({ ...layer, trainable: false });
    this.mu = mu;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => expandTone([inputs].flat()[0]!, this.mu));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), mu: this.mu };
  }
}

tf.serialization.registerClass(CompressFrames);
tf.serialization.registerClass(ExpandScenes);

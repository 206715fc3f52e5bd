/**
 * Standardization: brings frames to mean 0 and standard deviation 1 in each channel, with numbers fitted once.
 *
 *   z = (frame − mean) / std
 *
 * Simulates nothing: it is the first step of the network. Mean and deviation come from training frames alone, are stored
 * with the model and are not trained, so every later frame, of whatever split, is treated alike.
 * Source: LeCun et al., Efficient BackProp (1998), doi:10.1007/3-540-49430-8_2, section 4.3.
 */
import { tf } from '../engine/tfjs.js';
import type { LayerDescription } from '../engine/layer-description.js';
import type { FrameMoments } from './frame-moments.js';

export interface StandardizeOptions extends FrameMoments {
  readonly name?: string;
}

/** Frames to standardized frames; shape kept, channels last. */
export class Standardize extends tf.layers.Layer {
  static readonly className = 'Standardize';

  private moments: FrameMoments;

  /** @throws RangeError if the lists differ in length, or a number is not finite, or a deviation is not above 0. */
  constructor({ mean, std, ...layer }: StandardizeOptions) {
    super({ ...layer, trainable: false });
    this.moments = checkMoments({ mean, std });
  }

  get mean(): readonly number[] {
    return this.moments.mean;
  }

  get std(): readonly number[] {
    return this.moments.std;
  }

  /** Replaces the statistics; throws as the constructor does. */
  setMoments(moments: FrameMoments): void {
    this.moments = checkMoments(moments);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const frame = [inputs].flat()[0]!;
      return frame.sub(tf.tensor1d([...this.mean])).div(tf.tensor1d([...this.std]));
    });
  }

  /** @throws RangeError if the frame has another number of channels than there are statistics. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const channels = inputShape.at(-1);
    if (channels !== this.mean.length) {
      throw new RangeError(
        `standardize: frame has ${String(channels)} channels, must be ${this.mean.length} as mean and std have`,
      );
    }
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), mean: [...this.mean], std: [...this.std] };
  }

  describe(): LayerDescription {
    return {
      title: 'Standardization',
      text:
        'Each channel of a frame was shifted by the mean and divided by the standard deviation of training frames, taken ' +
        'once before training and then kept for all splits.',
      parameters: [
        ...this.mean.map(value => ({ name: 'mean', value, unit: '' })),
        ...this.std.map(value => ({ name: 'std', value, unit: '' })),
      ],
      source: 'LeCun et al., Efficient BackProp (1998), doi:10.1007/3-540-49430-8_2',
    };
  }
}

function checkMoments({ mean, std }: FrameMoments): FrameMoments {
  if (mean.length !== std.length || mean.length === 0) {
    throw new RangeError(
      `standardize: mean is for ${mean.length} channels and std for ${std.length}, must be as many and at least 1`,
    );
  }
  mean.forEach((value, channel) => {
    const deviation = std[channel]!;
    if (Number.isFinite(value) && Number.isFinite(deviation) && deviation > 0) return;
    throw new RangeError(
      `standardize: channel ${channel} has mean ${value} and std ${deviation}, must be finite and std above 0`,
    );
  });
  return { mean: [...mean], std: [...std] };
}

tf.serialization.registerClass(Standardize);

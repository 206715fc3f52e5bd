/**
 * Captures of one scene, which come as channels, as rows of the batch and back: what follows sees each capture by itself, with the same
 * weights.
 *
 *   CapturesToRows   [batch, height, width, captures · channels] → [batch · captures, height, width, channels]
 *   RowsToCaptures   [batch · captures, numbers] → [batch, captures, numbers]
 *
 * Channels of a capture stand together, capture by capture, and so do the rows of a scene. Nothing is computed: one convolution of all
 * captures takes the place of one for each, as `timeDistributed` of TensorFlow.js would run them.
 */
import { tf } from '../../engine/tfjs.js';

export interface CapturesOptions {
  readonly name?: string;
  /** Of one scene, 1 or more. */
  readonly captures: number;
}

export class CapturesToRows extends tf.layers.Layer {
  static readonly className = 'CapturesToRows';

  private readonly captures: number;

  constructor({ captures, ...layer }: CapturesOptions) {
    super(layer);
    this.captures = captures;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as [tf.Tensor4D];
      const [batch, height, width] = x.shape;
      const [, , , channels] = this.computeOutputShape(x.shape);
      return x
        .reshape([batch, height * width, this.captures, channels!])
        .transpose([0, 2, 1, 3])
        .reshape([batch * this.captures, height, width, channels!]);
    });
  }

  /** @throws RangeError if the captures do not share the channels evenly. */
  override computeOutputShape([batch, height, width, channels]: tf.Shape): tf.Shape {
    const { captures } = this;
    if (channels! % captures !== 0) {
      throw new RangeError(`captures: ${channels} channels arrive, must be a multiple of ${captures}`);
    }
    const rows = batch == null ? null : batch * captures;
    return [rows, height!, width!, channels! / captures];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), captures: this.captures };
  }
}

export class RowsToCaptures extends tf.layers.Layer {
  static readonly className = 'RowsToCaptures';

  private readonly captures: number;

  constructor({ captures, ...layer }: CapturesOptions) {
    super(layer);
    this.captures = captures;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as [tf.Tensor2D];
    return x.reshape([x.shape[0] / this.captures, this.captures, x.shape[1]]);
  }

  override computeOutputShape([rows, numbers]: tf.Shape): tf.Shape {
    return [rows == null ? null : rows / this.captures, this.captures, numbers!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), captures: this.captures };
  }
}

tf.serialization.registerClass(CapturesToRows);
tf.serialization.registerClass(RowsToCaptures);

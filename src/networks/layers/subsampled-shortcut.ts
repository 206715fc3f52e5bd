/**
 * The shortcut without weights of a residual network whose next stage is smaller and has more channels (option A).
 *
 *   y(row, column, c) = x(stride row, stride column, c) for c < channels of x,   0 for the others
 *
 * Source: He et al., CVPR 2016, doi:10.1109/CVPR.2016.90, section 4.2.
 */
import { tf } from '../../engine/tfjs.js';

export interface SubsampledShortcutOptions {
  readonly name?: string;
  /** Distance of the pixels that are kept, 1 or more. */
  readonly stride: number;
  /** Channels that leave, at least as many as enter. */
  readonly channels: number;
}

/** [batch, height, width, channels] to [batch, ⌈height / stride⌉, ⌈width / stride⌉, channels]. */
export class SubsampledShortcut extends tf.layers.Layer {
  static readonly className = 'SubsampledShortcut';

  private readonly options: Omit<SubsampledShortcutOptions, 'name'>;

  constructor({ stride, channels, ...layer }: SubsampledShortcutOptions) {
    super(layer);
    this.options = { stride, channels };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { stride, channels } = this.options;
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor4D;
      const kept = x.stridedSlice([0, 0, 0, 0], x.shape, [1, stride, stride, 1]);
      return kept.pad([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, channels - x.shape[3]],
      ]);
    });
  }

  /** @throws RangeError if more channels enter than leave. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, height, width, entering] = inputShape;
    const { stride, channels } = this.options;
    if (entering! > channels) {
      throw new RangeError(
        `shortcut: ${entering!} channels enter, must be at most the ${channels} that leave`,
      );
    }
    const kept = (side: number | null) => (side === null ? null : Math.ceil(side / stride));
    return [batch!, kept(height!), kept(width!), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}

tf.serialization.registerClass(SubsampledShortcut);

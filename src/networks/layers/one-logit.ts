/**
 * One logit for two classes, as the pair of logits that all else takes.
 *
 *   z → [0, z],   softmax([0, z]) = [1 − σ(z), σ(z)]
 *
 * So the softmax cross-entropy of the pair is the binary cross-entropy of z.
 * Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.2.
 */
import { tf } from '../../engine/tfjs.js';

/** [batch, 1] to [batch, 2]. */
export class OneLogit extends tf.layers.Layer {
  static readonly className = 'OneLogit';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [z] = [inputs].flat() as [tf.Tensor2D];
    return tf.pad2d(z, [
      [0, 0],
      [1, 0],
    ]);
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch!, 2];
  }
}

tf.serialization.registerClass(OneLogit);

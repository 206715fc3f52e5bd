import { tf } from '../../engine/tfjs.js';

/** State of an optimizer for one weight: zeros of its shape; the caller disposes of it. */
export function zerosLike(weight: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(weight.shape), false));
}

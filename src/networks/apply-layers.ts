import type * as tf from '@tensorflow/tfjs';

/** Sends a tensor through layers in order, as in use (not training); the caller tidies what lies in between. */
export function applyLayers(layers: readonly tf.layers.Layer[], input: tf.Tensor): tf.Tensor {
  return layers.reduce((x, layer) => layer.apply(x, { training: false }) as tf.Tensor, input);
}

import type * as tf from '@tensorflow/tfjs';

/**
 * Whether penalties and decay are meant for a weight: kernels, which have two axes or more. Biases and the scale and offset of batch
 * normalization are left alone, also a bias for each pixel.
 */
export function isKernel({ rank, name }: tf.Variable): boolean {
  return rank >= 2 && !/\/bias(_\d+)?$/.test(name);
}

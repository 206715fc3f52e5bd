import type * as tf from '@tensorflow/tfjs';
import type { Parts } from './parts.js';

/**
 * First layers of residual and dense networks, with batch normalization and ReLU. `large`: a 7 x 7 convolution of stride 2, then 3 x 3
 * max pooling of stride 2, so that a quarter of the side is left; `small`: a 3 x 3 convolution of stride 1.
 */
export function imageStem(
  parts: Parts,
  input: tf.SymbolicTensor,
  form: 'large' | 'small',
  filters: number,
): tf.SymbolicTensor {
  if (form === 'small') return parts.normalizedConvolution(input, 'stem', { filters });
  const maps = parts.normalizedConvolution(input, 'stem', { filters, kernelSize: 7, strides: 2 });
  return parts.maxPooling(maps, 'stem_pool', { poolSize: 3, strides: 2, padding: 'same' });
}

/** For the Methods text. */
export function stemText(form: 'large' | 'small'): string {
  return form === 'large'
    ? 'a 7 x 7 convolution of stride 2 and 3 x 3 max pooling of stride 2'
    : 'a 3 x 3 convolution of stride 1';
}

/** Smallest side of frames of which no stride finds a single pixel, and why, see `ArchitectureDefinition`. */
export function leastSideOfHalvings(halvings: number, form: 'large' | 'small' = 'small') {
  const strides = halvings + (form === 'large' ? 2 : 0);
  return [2 ** strides, `for ${strides} halvings`] as const;
}

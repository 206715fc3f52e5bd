/**
 * GoogLeNet's inception block: four ways through the same maps, side by side.
 *
 *   y = [1 x 1,  1 x 1 → 3 x 3,  1 x 1 → 5 x 5,  3 x 3 max pooling → 1 x 1], channels joined
 *
 * Source: Szegedy et al., CVPR 2015, doi:10.1109/CVPR.2015.7298594, figure 2b.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Parts } from './parts.js';

/** Filters of an inception block; `reduce` is the 1 x 1 convolution in front of a larger one. */
export interface InceptionFilters {
  readonly one: number;
  readonly threeReduce: number;
  readonly three: number;
  readonly fiveReduce: number;
  readonly five: number;
  readonly pool: number;
}

/** [batch, height, width, channels] to [batch, height, width, one + three + five + pool], ReLU behind each convolution. */
export function inceptionBlock(
  parts: Parts,
  x: tf.SymbolicTensor,
  name: string,
  filters: InceptionFilters,
  hasBatchNorm = false,
): tf.SymbolicTensor {
  const convolution = (maps: tf.SymbolicTensor, part: string, count: number, kernelSize: number) => {
    const options = { filters: count, kernelSize, nonlinearity: 'relu' } as const;
    return hasBatchNorm
      ? parts.normalizedConvolution(maps, `${name}_${part}`, options)
      : parts.convolution(maps, `${name}_${part}`, options);
  };
  const pooled = parts.maxPooling(x, `${name}_pool`, { poolSize: 3, strides: 1, padding: 'same' });
  return parts.concatenation(
    [
      convolution(x, 'one', filters.one, 1),
      convolution(convolution(x, 'three_reduce', filters.threeReduce, 1), 'three', filters.three, 3),
      convolution(convolution(x, 'five_reduce', filters.fiveReduce, 1), 'five', filters.five, 5),
      convolution(pooled, 'pool_mix', filters.pool, 1),
    ],
    `${name}_join`,
  );
}

/**
 * Gradient of batch normalization, y = (x − mean) · gain + offset with gain = scale / √(variance + ε).
 *
 * All parameters share two sums, Σ dy and Σ dy · (x − mean); TensorFlow.js makes three to six passes over the images for each.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { sumTo, type Replacement } from './gradient.js';

export const batchNormGradients: readonly Replacement[] = [
  {
    kernelName: 'FusedBatchNorm',
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (upstream, saved, attrs) => {
      const [x, mean, variance] = saved as [Tensor, Tensor, Tensor];
      const scale = saved[3];
      const dy = upstream as Tensor;
      const sum = sumTo(dy, mean.shape);
      const centredSum = tf.tidy(() => sumTo(dy.mul(x.sub(alignedWith(x, mean))), mean.shape));
      const inverseDeviation = tf.tidy(() => variance.add(attrs.varianceEpsilon as number).rsqrt());
      const gain = () => (scale == null ? inverseDeviation : inverseDeviation.mul(scale));
      return {
        x: () => dy.mul(gain()),
        mean: () => sum.mul(gain()).neg(),
        variance: () => centredSum.mul(gain()).mul(inverseDeviation.square()).mul(-0.5),
        scale: () => centredSum.mul(inverseDeviation),
        offset: () => sum.clone(),
      };
    },
  },
];

/** A vector under the rank of x, as `tf.moments` subtracts it: the graph then computes the difference once for both. */
function alignedWith(x: Tensor, mean: Tensor): Tensor {
  return mean.rank === 1 ? mean.reshape([...x.shape.slice(1).map(() => 1), -1]) : mean;
}

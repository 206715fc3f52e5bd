/**
 * Gradients scaled down together where they are too large.
 *
 *   g ← g min(1, limit / √(Σ all g²))
 *
 * The direction of the step stays. Source: Pascanu et al., ICML 2013, doi:10.48550/arXiv.1211.5063.
 *
 * @param limit Largest norm, above 0.
 * @returns New tensors; may be part of a compiled step.
 * @throws RangeError if the limit is not above 0.
 */
import { tf } from '../../engine/tfjs.js';

export function clipByGlobalNorm(gradients: readonly tf.Tensor[], limit: number): tf.Tensor[] {
  if (!(limit > 0)) throw new RangeError(`clipByGlobalNorm: limit is ${limit}, must be above 0`);
  return tf.tidy(() => {
    const norm = tf.addN(gradients.map(gradient => gradient.square().sum())).sqrt();
    const factor = tf.div(limit, norm.maximum(limit));
    return gradients.map(gradient => gradient.mul(factor));
  });
}

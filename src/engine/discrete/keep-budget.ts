/**
 * Shares of things of which a number may be chosen, that keep to that number at any sharpness: a threshold moves with the weights.
 *
 *   π_i = σ(x_i − t),   exactly: Σ π = k;   at most: Σ π ≤ k, t ≥ 0, with t = 0 where Σ σ(x) ≤ k
 *
 * Both are projections, in relative entropy, onto the shares that keep the budget. t is found by bisection between
 * min x − logit(k/n) and max x − logit(k/n), where Σ π is at least and at most k.
 * Gradient, the true one, by the implicit function theorem: ∂π_i/∂x_j = s_i (δ_ij − s_j / Σ s) with s = π (1 − π), without the second
 * term where t = 0.
 * Source: Amos, Koltun & Kolter (2019), doi:10.48550/arXiv.1906.08707 (limited multi-label projection).
 */
import { tf } from '../tfjs.js';

/** How a number is kept to. */
export type Bound = 'exactly' | 'at-most';

/** Halvings: as many as a float32 has digits, and some for the range of the weights. */
const halvings = 30;
/** Keeps 0 / 0 from a set whose shares are all 0 or 1. */
const leastSpread = 1e-30;

/**
 * Shares within a budget.
 *
 * @param weights x, [sets, things]: each row keeps the budget on its own.
 * @param count k, above 0.
 * @returns π, shape of `weights`, 0 to 1; all 1 where there are no more than k things.
 * @throws RangeError if the count is not above 0.
 */
export function keepBudget(weights: tf.Tensor2D, count: number, bound: Bound): tf.Tensor2D {
  if (!(count > 0)) throw new RangeError(`keepBudget: count is ${count}, must be above 0`);
  const things = weights.shape[1];
  if (count >= things) {
    return bound === 'exactly' ? tf.onesLike(weights) : tf.sigmoid(weights);
  }
  const shares = tf.customGrad((_, save) => {
    const exact = thresholdOf(weights, count);
    const threshold = bound === 'exactly' ? exact : exact.relu();
    const value = tf.sigmoid(weights.sub(threshold));
    const isBinding = bound === 'exactly' ? tf.onesLike(exact) : exact.greater(0).cast('float32');
    (save as tf.GradSaveFunc)([value, isBinding]);
    return { value, gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) => budgetGradient(upstream, saved) };
  });
  return tf.tidy(() => shares(weights) as tf.Tensor2D);
}

/** t at which Σ σ(x − t) = k, [sets, 1]. */
function thresholdOf(x: tf.Tensor2D, count: number): tf.Tensor {
  const offset = Math.log(count / (x.shape[1] - count));
  let low: tf.Tensor = x.min(1, true).sub(offset);
  let width: tf.Tensor = x.max(1, true).sub(offset).sub(low);
  for (let halving = 0; halving < halvings; halving++) {
    width = width.div(2);
    const middle = low.add(width);
    const isTooMany = x.sub(middle).sigmoid().sum(1, true).greater(count).cast('float32');
    low = low.add(width.mul(isTooMany));
  }
  return low.add(width.div(2));
}

function budgetGradient(upstream: tf.Tensor, saved: readonly tf.Tensor[]): tf.Tensor {
  const [value, isBinding] = saved as [tf.Tensor, tf.Tensor];
  return tf.tidy(() => {
    const slope = value.mul(tf.scalar(1).sub(value));
    const mean = slope.mul(upstream).sum(1, true).div(slope.sum(1, true).add(leastSpread));
    return slope.mul(upstream.sub(mean.mul(isBinding)));
  });
}

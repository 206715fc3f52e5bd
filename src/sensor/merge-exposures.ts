/**
 * High dynamic range from several exposures of one scene: each pixel is estimated from those that did not saturate.
 *
 *   x̂ = Σ_i w_i y_i / Σ_i w_i t_i,   w_i = 1 where y_i < saturation, else 0
 *
 * For counted light, y_i with mean and variance t_i x, this is the estimate of least variance from the exposures used: all their
 * light over all their time. Where even the shortest exposure saturates the estimate is that exposure's, a lower bound.
 * Two exposures with the ratio r extend the dynamic range by 20 log₁₀ r.
 * Gradient: the true one of the exposures used, 0 for those left out.
 * Source: Hasinoff et al., CVPR 2010, doi:10.1109/CVPR.2010.5540167 (noise-optimal capture and merging).
 */
import { tf } from '../engine/tfjs.js';

/**
 * @param frames One per exposure, of one shape; electrons or fractions of full scale.
 * @param exposures t_i, above 0: the signal of a scene of 1 in each frame; in any order.
 * @param saturation Values from here on count as saturated, unit of `frames`.
 * @returns x̂, shape of a frame.
 * @throws RangeError if frames and exposures are not as many, or an exposure is not above 0.
 */
export function mergeExposures(
  frames: readonly tf.Tensor[],
  exposures: readonly number[],
  saturation: number,
): tf.Tensor {
  if (frames.length !== exposures.length || frames.length === 0) {
    throw new RangeError(
      `mergeExposures: there are ${frames.length} frames and ${exposures.length} exposures, must be as many, and some`,
    );
  }
  const wrong = exposures.find(exposure => !(exposure > 0 && exposure < Infinity));
  if (wrong !== undefined) {
    throw new RangeError(`mergeExposures: an exposure is ${wrong}, must be above 0`);
  }
  const shortest = exposures.indexOf(Math.min(...exposures));
  return tf.tidy(() => {
    const weights = frames.map((frame, index) =>
      index === shortest ? tf.onesLike(frame) : tf.sub(saturation, frame).step(),
    );
    const light = tf.addN(frames.map((frame, index) => frame.mul(weights[index]!)));
    return light.div(tf.addN(weights.map((weight, index) => weight.mul(exposures[index]!))));
  });
}

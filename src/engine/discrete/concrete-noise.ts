/**
 * Noise that turns the largest of perturbed weights into a random draw.
 *
 *   one of n:   g = −ln(−ln u)        P(w_i + g_i is the largest) = softmax(w)_i           (Gumbel)
 *   k of n:     the same g            the k largest: draws without replacement, one after the other, of softmax(w)
 *   yes or no:  l = ln u − ln(1 − u)  P(w + l > 0) = σ(w)                                  (logistic)
 *
 * u is uniform in (0, 1). Sources: Maddison, Mnih & Teh, ICLR 2017, doi:10.48550/arXiv.1611.00712; Jang, Gu & Poole, ICLR 2017,
 * doi:10.48550/arXiv.1611.01144; k of n: Kool, van Hoof & Welling, ICML 2019, doi:10.48550/arXiv.1903.06059.
 */
import { tf } from '../tfjs.js';
import { randomUniform } from '../random.js';

/** g, of location 0 and scale 1. @param key From `randomKey`. */
export function gumbelNoise(shape: number[], key: tf.Tensor): tf.Tensor {
  return tf.tidy(() => randomUniform(shape, key).log().neg().log().neg());
}

/** l, of location 0 and scale 1. @param key From `randomKey`. */
export function logisticNoise(shape: number[], key: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const uniform = randomUniform(shape, key);
    return uniform.log().sub(tf.scalar(1).sub(uniform).log());
  });
}

/**
 * The logarithmic scale on which images of high dynamic range are judged, and the way back from it.
 *
 *   T(x) = sign(x) ln(1 + µ |x|) / ln(1 + µ),   T⁻¹(z) = sign(z) ((1 + µ)^|z| − 1) / µ   where |z| ≤ 1
 *
 * Beyond |z| = 1, full scale, T⁻¹ goes on as the straight line that touches it there, so that no output of a network is infinite.
 * Source: Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609.
 */
import type * as tf from '@tensorflow/tfjs';

/**
 * T.
 *
 * @param x Radiance with full scale 1, of either sign.
 * @param mu µ, above 0.
 */
export function compressTone(x: tf.Tensor, mu: number): tf.Tensor {
  const sign = signOf(x);
  return x.mul(sign).mul(mu).log1p().mul(sign).div(Math.log1p(mu));
}

/**
 * T⁻¹.
 *
 * @param z Radiance on the logarithmic scale, of either sign.
 * @param mu µ, above 0.
 */
export function expandTone(z: tf.Tensor, mu: number): tf.Tensor {
  const sign = signOf(z);
  const size = z.mul(sign);
  const inside = size.clipByValue(0, 1).mul(Math.log1p(mu)).expm1().div(mu);
  const slope = (Math.log1p(mu) * (1 + mu)) / mu;
  return inside.add(size.sub(1).relu().mul(slope)).mul(sign);
}

/** 1 or −1. At 0 it is 1: with 0 there, codes of 0 would let no gradient through, where the slope of the scale is largest. */
function signOf(x: tf.Tensor): tf.Tensor {
  return x.sign().add(0.5).sign();
}

/**
 * Fields with both parts in one tensor, [planes, 2, rows, columns]: what stays in this form between filters and masks is never
 * taken apart. A real field may have the first part alone.
 */
import { tf } from '../tfjs.js';
import { runKernel } from '../gradients/gradient.js';
import { hasKernel, multiplyPartsKernel } from '../own-kernels.js';
import type { ComplexField } from './complex-field.js';

/** A pair of the given shape. */
export function unstackParts(stacked: tf.Tensor, shape: number[]): ComplexField {
  const [real, imaginary] = tf.split(stacked, 2, 1);
  return { real: real!.reshape(shape), imaginary: imaginary!.reshape(shape) };
}

/** As `intensity`, [planes, rows, columns]. */
export function stackedIntensity(stacked: tf.Tensor): tf.Tensor {
  return tf.tidy(() => stacked.square().sum(1));
}

/**
 * stacked · exp(i phase).
 *
 * @param stacked [planes, 2, rows, columns].
 * @param phase Radians, [rows, columns].
 */
export function shiftPhase(stacked: tf.Tensor, phase: tf.Tensor): tf.Tensor {
  const [planes, , rows, columns] = stacked.shape as [number, number, number, number];
  const points = rows * columns;
  const shift = tf.customGrad((...given) => {
    const [x, angle, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const y = multiplyOnce(x, angle.cos(), angle.sin());
    save([y, angle]);
    return { value: y, gradFunc: shiftGradients };
  });
  return tf.tidy(() =>
    shift(stacked.reshape([planes, 1, 2, points]), phase.reshape([1, points])).reshape(stacked.shape),
  );
}

/** The modulus stays, so the result tells the gradient of the phase, Im Σ conj(y) dy. */
function shiftGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [y, angle] = saved as [tf.Tensor, tf.Tensor];
  return [multiplyParts(dy, angle.cos(), angle.sin().neg()), imaginaryGradient(y, dy)];
}

/**
 * The product of stacked parts and one complex factor for all planes.
 *
 * @param x [planes, a, 2, b].
 * @param real [a, b], as `imaginary`.
 */
export function multiplyParts(x: tf.Tensor, real: tf.Tensor, imaginary: tf.Tensor): tf.Tensor {
  if (!hasKernel(multiplyPartsKernel)) return multiplyOnce(x, real, imaginary);
  const multiply = tf.customGrad((...given) => {
    const [field, re, im, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([field, re, im]);
    return { value: multiplyOnce(field, re, im), gradFunc: multiplyGradients };
  });
  return multiply(x, real, imaginary);
}

function multiplyGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, real, imaginary] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
  return [multiplyParts(dy, real, imaginary.neg()), x.mul(dy).sum(0).sum(1), imaginaryGradient(x, dy)];
}

/** Im Σ conj(x) dy over planes, [a, b]. */
function imaginaryGradient(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const [real, imaginary] = tf.unstack(x.mul(dy.reverse(2)).sum(0), 1);
  return real!.sub(imaginary!);
}

/** `multiplyParts` without a gradient. */
function multiplyOnce(x: tf.Tensor, real: tf.Tensor, imaginary: tf.Tensor): tf.Tensor {
  if (hasKernel(multiplyPartsKernel)) return runKernel(multiplyPartsKernel, { x, real, imaginary }, {});
  const own = tf.stack([real, real], 1);
  const other = tf.stack([imaginary.neg(), imaginary], 1);
  return x.mul(own).add(x.reverse(2).mul(other));
}

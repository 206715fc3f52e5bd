/**
 * Rounding to the codes of an analogue-to-digital converter with b bits, in two forms:
 *
 *   end-point:  y = ⌊u (2ᵇ − 1) + 1/2⌋ / (2ᵇ − 1)            mid-rise:  y = (min(⌊u 2ᵇ⌋, 2ᵇ − 1) + 1/2) / 2ᵇ
 *
 * of u = clip(v, 0, 1). End-point: 0 and full scale are codes themselves, steps are 1/(2ᵇ − 1), the two outer cells half as wide,
 * halves round up (unlike `tf.round`, which rounds them to even). Mid-rise: 2ᵇ equal cells, of which y is the middle.
 *
 * Gradient, a declared surrogate; clipping keeps its own, 0 outside 0 … 1.
 * - Straight-through: rounding counts as the identity, ∂y/∂v := 1.
 * - Annealed: as the staircase y(v) with each step rounded to a hyperbolic tangent of sharpness a, of mean slope 1,
 *     ∂y/∂v := a / (2 tanh(a/2)) · sech²(a f),   f = distance to the nearest step in cells;
 *   a → 0 is straight-through, a large a the staircase itself. The values are the exact codes all the time.
 * Sources: Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through);
 * Gong et al., ICCV 2019, doi:10.1109/ICCV.2019.00495 (staircase of hyperbolic tangents).
 */
import { tf } from '../engine/tfjs.js';

export const quantizerForms = ['end-point', 'mid-rise'] as const;
export type QuantizerForm = (typeof quantizerForms)[number];

export interface Rounding {
  /** `end-point` if left out. */
  readonly form?: QuantizerForm;
  /** a, a scalar of 0 or more; straight-through if left out. */
  readonly sharpness?: tf.Scalar | null;
}

/**
 * Quantizes a signal; at 1 bit with the threshold at 1/2.
 *
 * @param signal Fraction of full scale, any shape; clipped to 0 … 1.
 * @param bitDepth 1 to 16.
 * @returns 0 to 1, see the header; surrogate gradient as stated there.
 * @throws RangeError if `bitDepth` is not a whole number from 1 to 16.
 */
export function quantize(signal: tf.Tensor, bitDepth: number, rounding: Rounding = {}): tf.Tensor {
  checkBitDepth(bitDepth);
  const { form = 'end-point', sharpness = null } = rounding;
  return tf.tidy(() => {
    const fraction = signal.clipByValue(0, 1);
    const round = tf.customGrad((_, save) => {
      (save as tf.GradSaveFunc)(sharpness === null ? [] : [fraction, sharpness]);
      return {
        value: form === 'end-point' ? endPoint(fraction, bitDepth) : midRise(fraction, bitDepth),
        gradFunc: (upstream: tf.Tensor, [rounded, sharp]: tf.Tensor[]) =>
          rounded === undefined || sharp === undefined
            ? upstream
            : upstream.mul(staircaseSlope(rounded, bitDepth, form, sharp)),
      };
    });
    return round(fraction);
  });
}

/** @throws RangeError unless `bitDepth` is a whole number from 1 to 16. */
export function checkBitDepth(bitDepth: number): void {
  if (!Number.isInteger(bitDepth) || bitDepth < 1 || bitDepth > 16) {
    throw new RangeError(`quantize: bitDepth is ${bitDepth}, must be 1 to 16`);
  }
}

/** What `quantize` makes of one number. @param fraction Of full scale; clipped to 0 … 1. */
export function codeOf(fraction: number, bitDepth: number, form: QuantizerForm): number {
  const clipped = Math.min(1, Math.max(0, fraction));
  const steps = codeSteps(bitDepth, form);
  return form === 'end-point'
    ? Math.floor(clipped * steps + 0.5) / steps
    : (Math.min(Math.floor(clipped * steps), steps - 1) + 0.5) / steps;
}

/** Codes from 0 to full scale: 2ᵇ − 1 steps (end-point) or 2ᵇ cells (mid-rise). */
export function codeSteps(bitDepth: number, form: QuantizerForm): number {
  return form === 'end-point' ? 2 ** bitDepth - 1 : 2 ** bitDepth;
}

function endPoint(fraction: tf.Tensor, bitDepth: number): tf.Tensor {
  const highestCode = 2 ** bitDepth - 1;
  return fraction.mul(highestCode).add(0.5).floor().div(highestCode);
}

function midRise(fraction: tf.Tensor, bitDepth: number): tf.Tensor {
  const cells = 2 ** bitDepth;
  return tf
    .minimum(fraction.mul(cells).floor(), cells - 1)
    .add(0.5)
    .div(cells);
}

/** Below this sharpness the slope is 1 to float32, and its formula 0/0 at 0. */
const smallestSharpness = 1e-2;

function staircaseSlope(
  fraction: tf.Tensor,
  bitDepth: number,
  form: QuantizerForm,
  sharpness: tf.Tensor,
): tf.Tensor {
  const bounded = tf.maximum(sharpness, smallestSharpness);
  const scale = bounded.div(bounded.div(2).tanh().mul(2));
  const step = stepDistance(fraction, bitDepth, form).mul(bounded).tanh();
  return tf.sub(1, step.square()).mul(scale);
}

/** Distance to the nearest change of code, in cells. */
function stepDistance(fraction: tf.Tensor, bitDepth: number, form: QuantizerForm): tf.Tensor {
  if (form === 'end-point') {
    const place = fraction.mul(2 ** bitDepth - 1);
    return place.sub(place.floor()).sub(0.5);
  }
  const place = fraction.mul(2 ** bitDepth);
  const steps = place
    .add(0.5)
    .floor()
    .clipByValue(1, 2 ** bitDepth - 1);
  return place.sub(steps);
}

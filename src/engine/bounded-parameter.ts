/**
 * A trainable parameter that stays buildable: free on the real line, positive and within bounds as hardware.
 *
 *   value = min (max / min)^σ(free),   σ(t) = 1 / (1 + e^−t)
 *
 * Equal steps of the free number are equal ratios of the value well inside the bounds.
 */
import { tf } from './tfjs.js';
import type { KeyProblem } from './layer-definition.js';

export type Bounds = readonly [min: number, max: number];

/** The value for a free number: differentiable, strictly within the bounds. */
export function boundedValue(free: tf.Tensor, [min, max]: Bounds): tf.Tensor {
  return tf.tidy(() =>
    free
      .sigmoid()
      .mul(Math.log(max / min))
      .exp()
      .mul(min),
  );
}

/**
 * The free number of a value.
 *
 * @param where What the error names: layer and parameter.
 * @throws RangeError if the bounds are not positive and ascending, or the value is not strictly between them.
 */
export function freeNumber(value: number, [min, max]: Bounds, where: string): number {
  if (!(min > 0 && max > min && max < Infinity)) {
    throw new RangeError(`${where}: bounds are ${min} to ${max}, must be positive and ascending`);
  }
  if (!(value > min && value < max)) {
    throw new RangeError(`${where} is ${value}, must be above ${min} and below ${max} to be learned`);
  }
  const fraction = Math.log(value / min) / Math.log(max / min);
  return Math.log(fraction / (1 - fraction));
}

/**
 * Faults of a learned key and of its bounds, which are the keys named `<key>Min` and `<key>Max`: the bounds must be in order, and
 * training must start between them.
 *
 * @param isLearned False where bounds hold for fixed values, too: the text then gives no reason.
 */
export function boundProblems(
  keys: Readonly<Record<string, unknown>>,
  key: string,
  isLearned = true,
): KeyProblem[] {
  const [value, min, max] = [key, `${key}Min`, `${key}Max`].map(each => keys[each] as number);
  if (min! >= max!) return [{ key: `${key}Min`, must: `below ${key}Max, which is ${max}` }];
  if (value! > min! && value! < max!) return [];
  const reason = isLearned ? ', because it is learned' : '';
  return [{ key, must: `above ${key}Min ${min} and below ${key}Max ${max}${reason}` }];
}

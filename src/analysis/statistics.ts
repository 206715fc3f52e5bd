/**
 * Mean and confidence interval over the repeats of a trial.
 *
 *   x̄ ± t(1 - α/2, n - 1) s / √n
 *
 * with the sample standard deviation s and Student's t, because n is small. One repeat has no interval: null, not 0.
 * Sources: Student, Biometrika 6, 1 (1908), doi:10.1093/biomet/6.1.1; distribution function for whole degrees of
 * freedom: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
 */
import type { AxisValue } from './sweep-plan.js';

export interface MeanInterval {
  readonly mean: number;
  /** Sample standard deviation; null for one value. */
  readonly std: number | null;
  /** Half the width of the confidence interval; null for one value. */
  readonly halfWidth: number | null;
  readonly count: number;
}

/** Share of intervals that hold the true mean. */
export const CONFIDENCE = 0.95;

/** @throws RangeError if there is no value. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean: found no values, must be at least one');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation (divisor n - 1); null for fewer than two values. */
export function sampleStd(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Mean with its confidence interval.
 *
 * @param level Share of intervals that hold the true mean, between 0 and 1.
 * @throws RangeError if there is no value.
 */
export function meanInterval(values: readonly number[], level: number = CONFIDENCE): MeanInterval {
  const count = values.length;
  const std = sampleStd(values);
  const halfWidth =
    std === null ? null : (studentQuantile((1 + level) / 2, count - 1) * std) / Math.sqrt(count);
  return { mean: mean(values), std, halfWidth, count };
}

/**
 * Differences second - first of the trials that share a key (the seed), as mean and interval: what the seeds have
 * in common cancels.
 *
 * @returns null where no key is in both.
 */
export function pairedDifference(
  first: ReadonlyMap<number, number>,
  second: ReadonlyMap<number, number>,
  level: number = CONFIDENCE,
): MeanInterval | null {
  const differences = [...first].flatMap(([key, value]) =>
    second.has(key) ? [second.get(key)! - value] : [],
  );
  return differences.length === 0 ? null : meanInterval(differences, level);
}

/**
 * Value below which a share `probability` of Student's t distribution lies.
 *
 * @param probability Between 0 and 1, both excluded.
 * @param degreesOfFreedom Whole number, 1 or more.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`studentQuantile: probability is ${probability}, must be between 0 and 1`);
  }
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`studentQuantile: degreesOfFreedom is ${degreesOfFreedom}, must be 1, 2, ...`);
  }
  // Bisection in the angle θ = atan(t / √ν), in which the whole axis is a finite interval.
  const inside = Math.abs(2 * probability - 1);
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle, degreesOfFreedom) < inside) low = middle;
    else high = middle;
  }
  return Math.sign(probability - 0.5) * Math.sqrt(degreesOfFreedom) * Math.tan((low + high) / 2);
}

/** Halvings of the interval [0, π/2] down to the last bit of a double. */
const BISECTIONS = 60;

/** A(t | ν), the probability of |T| < t = √ν tan θ: finite sums in cos θ. */
function shareWithin(angle: number, degreesOfFreedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degreesOfFreedom % 2 === 1;
  if (degreesOfFreedom === 1) return (2 * angle) / Math.PI;
  let term = isOdd ? cosine : 1;
  let sum = term;
  for (let k = isOdd ? 3 : 2; k < degreesOfFreedom; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** Items with equal values of the named axes, groups in the order of their first item. */
export function groupByAxes<T extends { readonly axes: Readonly<Record<string, AxisValue>> }>(
  items: readonly T[],
  paths: readonly string[],
): { readonly axes: Readonly<Record<string, AxisValue>>; readonly items: readonly T[] }[] {
  const groups = new Map<string, { axes: Record<string, AxisValue>; items: T[] }>();
  for (const item of items) {
    const entries = paths.map(path => [path, item.axes[path]!] as const);
    const key = JSON.stringify(entries);
    const group = groups.get(key) ?? { axes: Object.fromEntries(entries), items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Where the values of many pixels start or stay: all alike, or drawn about one value on a scale of ratios. */
import type { Bounds } from '../engine/bounded-parameter.js';
import { hostRandom } from '../engine/host-random.js';

interface ValuesAbout {
  /** Of all, or about which they are spread. */
  readonly value: number;
  /** None is beyond. */
  readonly bounds: Bounds;
  /** Standard deviation of the logarithms, 0 or more. */
  readonly spread: number;
  readonly seed: number;
  readonly stream: number;
}

/** How near to its bounds a drawn value is at most, as a fraction: on them no free number is finite. */
const margin = 1e-3;

/** value · exp(spread · z) with a normal z for each of `count`, within the bounds. */
export function valuesAbout(count: number, { value, bounds, spread, seed, stream }: ValuesAbout): number[] {
  const random = hostRandom(seed, stream);
  const [least, most] = [bounds[0] * (1 + margin), bounds[1] * (1 - margin)];
  return Array.from({ length: count }, () =>
    spread === 0 ? value : Math.min(most, Math.max(least, value * Math.exp(spread * random.normal()))),
  );
}

/**
 * How wide a spot is: numbers of a sampled point spread function around its middle, element floor(size / 2).
 *
 * Lengths are in samples. A sample on the rim of a circle counts with the part of its area inside, found on 8 × 8 points, as if
 * its light were even over it: the circle of radius σ in a Gaussian with σ = 6 samples then holds 0.3 % too little, and the error
 * falls as the square of the sample.
 */
import type * as tf from '@tensorflow/tfjs';

/** A point between samples; row is y. */
export interface SpotCentre {
  readonly row: number;
  readonly column: number;
}

/** Values at distances from the middle, of ascending order. */
export interface RadialCurve {
  /** Samples. */
  readonly radii: readonly number[];
  readonly values: readonly number[];
}

/** Element floor(size / 2), where point spread functions have their origin. */
export function originOf({ shape: [rows, columns] }: tf.Tensor2D): SpotCentre {
  return { row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
}

/** Centre of gravity. */
export function centroid(spot: tf.Tensor2D): SpotCentre {
  let [light, row, column] = [0, 0, 0];
  eachSample(spot, (value, y, x) => {
    light += value;
    row += value * y;
    column += value * x;
  });
  return { row: row / light, column: column / light };
}

/**
 * Sum of the values within a circle: the encircled energy, as a share of the pupil's light where `spot` is a point spread
 * function that is not renormalized.
 *
 * @param radius Samples.
 */
export function encircledEnergy(spot: tf.Tensor2D, radius: number, centre = originOf(spot)): number {
  let sum = 0;
  eachSample(spot, (value, y, x) => {
    sum += value * partInside(Math.abs(y - centre.row), Math.abs(x - centre.column), radius);
  });
  return sum;
}

/**
 * Radius of the circle that holds a sum of values.
 *
 * @param energy In the unit of `spot`.
 * @returns Samples; NaN if the largest circle within the plane holds less.
 */
export function encircledRadius(spot: tf.Tensor2D, energy: number, centre = originOf(spot)): number {
  const [rows, columns] = spot.shape;
  const { row, column } = centre;
  const largest = Math.min(row, column, rows - 1 - row, columns - 1 - column) + 0.5;
  if (encircledEnergy(spot, largest, centre) < energy) return NaN;
  let [low, high] = [0, largest];
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (encircledEnergy(spot, middle, centre) < energy) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean over all directions, of the samples whose distance from the centre is nearest to 0, 1, 2 … samples. */
export function radialProfile(spot: tf.Tensor2D, centre = originOf(spot)): RadialCurve {
  const [sums, counts]: [number[], number[]] = [[], []];
  eachSample(spot, (value, y, x) => {
    const ring = Math.round(Math.hypot(y - centre.row, x - centre.column));
    sums[ring] = (sums[ring] ?? 0) + value;
    counts[ring] = (counts[ring] ?? 0) + 1;
  });
  const rings = sums.map((_, ring) => ring).filter(ring => counts[ring] !== undefined);
  return { radii: rings, values: rings.map(ring => sums[ring]! / counts[ring]!) };
}

/**
 * Full width at half maximum of a line through a spot, on straight lines between samples.
 *
 * @param line Values along the line; its largest is the maximum.
 * @returns Samples; NaN if the values do not fall to the half on both sides.
 */
export function fullWidthHalfMaximum(line: ArrayLike<number>): number {
  const values = Array.from(line);
  const half = Math.max(...values) / 2;
  const peak = values.indexOf(2 * half);
  return halfWidth(values.slice(peak), half) + halfWidth(values.slice(0, peak + 1).reverse(), half);
}

/** Distance at which values fall from the first one to a level. */
function halfWidth(values: readonly number[], level: number): number {
  const below = values.findIndex(value => value < level);
  if (below < 1) return NaN;
  const [high, low] = [values[below - 1]!, values[below]!];
  return below - 1 + (high - level) / (high - low);
}

function eachSample(spot: tf.Tensor2D, visit: (value: number, row: number, column: number) => void): void {
  const [, columns] = spot.shape;
  spot.dataSync().forEach((value, index) => visit(value, Math.floor(index / columns), index % columns));
}

/** Part of the area of the sample at (dy, dx), both 0 or more, within a circle around 0. */
function partInside(dy: number, dx: number, radius: number): number {
  if (Math.hypot(dy + 0.5, dx + 0.5) < radius) return 1;
  if (Math.hypot(Math.max(0, dy - 0.5), Math.max(0, dx - 0.5)) > radius) return 0;
  let inside = 0;
  for (let point = 0; point < 64; point++) {
    const [y, x] = [dy + (Math.floor(point / 8) + 0.5) / 8 - 0.5, dx + ((point % 8) + 0.5) / 8 - 0.5];
    if (Math.hypot(y, x) < radius) inside++;
  }
  return inside / 64;
}

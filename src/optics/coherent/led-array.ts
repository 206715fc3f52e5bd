/**
 * A flat array of light-emitting diodes behind the object, and the plane waves by which it lights the object.
 *
 *   f_k = −(x_k, y_k) / (λ √(x_k² + y_k² + D²))
 *
 * LED k stands at (x_k, y_k), counted from the axis, at the distance D: its light travels towards −(x_k, y_k). Each LED is
 * small and far enough that its wave is plane over the object, and no two LEDs interfere.
 * Source: Zheng, Horstmeyer & Yang, Nat. Photonics 7, 739 (2013), doi:10.1038/nphoton.2013.187.
 */
import type { HostRandom } from '../../engine/host-random.js';

export interface LedArray {
  readonly rows: number;
  readonly columns: number;
  /** Distance of neighbouring LEDs, m. */
  readonly pitch: number;
  /** From the array to the object, m. */
  readonly distance: number;
}

/** Direction of a plane wave: sines of its angles to the axis, so that its frequency is sine / λ. */
export type Direction = readonly [down: number, across: number];

/** Which LEDs are lit. */
export const ledPatterns = ['centre', 'all', 'random', 'off-axis', 'dark-field'] as const;
export type LedPattern = (typeof ledPatterns)[number];

/**
 * The directions of the light of all LEDs, row by row.
 *
 * @throws RangeError if a count is not a whole number of at least 1, or a length is not positive.
 */
export function ledDirections({ rows, columns, pitch, distance }: LedArray): Direction[] {
  for (const [name, count] of Object.entries({ rows, columns })) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`ledDirections: ${name} is ${count}, must be a whole number of at least 1`);
  }
  for (const [name, length] of Object.entries({ pitch, distance })) {
    if (!(length > 0)) throw new RangeError(`ledDirections: ${name} is ${length} m, must be above 0`);
  }
  return Array.from({ length: rows * columns }, (_, index) => {
    const y = (Math.floor(index / columns) - (rows - 1) / 2) * pitch;
    const x = ((index % columns) - (columns - 1) / 2) * pitch;
    const path = Math.hypot(x, y, distance);
    // 0 − x, not −x: the LED on the axis must not get a sine of −0.
    return [(0 - y) / path, (0 - x) / path] as const;
  });
}

export interface PatternOptions {
  readonly numericalAperture: number;
  /** Of the pattern `random`. */
  readonly random: HostRandom;
}

/**
 * How strongly each LED is driven, 0 to 1.
 *
 * centre: the LEDs nearest to the axis. all: all. random: each at random, 0 to 1. off-axis: those with x above 0 whose light
 * enters the objective directly, half of the bright field. dark-field: those whose light does not enter it.
 *
 * @returns One for each direction; all 0 where the array has no such LED.
 */
export function ledPattern(
  pattern: LedPattern,
  directions: readonly Direction[],
  { numericalAperture, random }: PatternOptions,
): number[] {
  const sines = directions.map(([down, across]) => Math.hypot(down, across));
  const nearest = Math.min(...sines);
  const tests: Readonly<Record<LedPattern, (index: number) => number>> = {
    centre: index => Number(sines[index]! <= nearest + 1e-9),
    all: () => 1,
    random: () => random.uniform(),
    'off-axis': index => Number(directions[index]![1] < 0 && sines[index]! <= numericalAperture),
    'dark-field': index => Number(sines[index]! > numericalAperture),
  };
  return directions.map((_, index) => tests[pattern](index));
}

/** Which elements of an array training prefers at its start. */
import { inRandomOrder, type HostRandom } from '../../engine/host-random.js';

/** Which elements are preferred at the start: those nearest to the middle, or random ones. */
export const elementStarts = ['centre', 'random'] as const;
export type ElementStart = (typeof elementStarts)[number];

/**
 * Preferences from 1 down to −1 at equal steps, row by row.
 *
 * @param random For the start `random`.
 */
export function startPreferences(
  start: ElementStart,
  rows: number,
  columns: number,
  random: HostRandom,
): number[] {
  const count = rows * columns;
  const order = start === 'random' ? inRandomOrder(indices(count), random) : fromMiddle(rows, columns);
  const preferences = Array<number>(count).fill(0);
  order.forEach((element, rank) => (preferences[element] = count === 1 ? 0 : 1 - (2 * rank) / (count - 1)));
  return preferences;
}

function fromMiddle(rows: number, columns: number): number[] {
  const distance = (element: number) =>
    Math.hypot(Math.floor(element / columns) - (rows - 1) / 2, (element % columns) - (columns - 1) / 2);
  return indices(rows * columns).sort((a, b) => distance(a) - distance(b) || a - b);
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

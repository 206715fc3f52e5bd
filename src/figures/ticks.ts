/** Where the ticks of an axis go, and which of them can be labelled without touching. */

/**
 * Round values that cover a range.
 *
 * @param ends Smallest and largest value that there can be.
 * @returns Ticks and the domain they span, within the ends.
 */
export function valueTicks(
  lowest: number,
  highest: number,
  [least, most]: readonly [number, number],
): number[] {
  const span = Math.max(highest - lowest, 1e-9);
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find(size => span / size <= 5) ?? 25;
  const [first, last] = [Math.floor(lowest / step + 1e-9), Math.ceil(highest / step - 1e-9)];
  const end = Math.min(Math.max(last, first + 1), Math.round(most / step));
  const begin = Math.max(Math.round(least / step), Math.min(first, end - 1));
  return Array.from({ length: end - begin + 1 }, (_, i) => Number(((begin + i) * step).toFixed(6)));
}

/**
 * Labels that stay clear of each other: from the first value on, each that is far enough from the label before it;
 * the last value is always labelled.
 *
 * @param positions Along the axis, ascending, pixels.
 * @param widths Of the labels, pixels.
 * @param gap Least distance between two labels, pixels.
 */
export function clearLabels(positions: readonly number[], widths: readonly number[], gap: number): boolean[] {
  const shown = positions.map(() => false);
  const last = positions.length - 1;
  let end = -Infinity;
  for (let i = 0; i <= last; i++) {
    const [left, right] = [positions[i]! - widths[i]! / 2, positions[i]! + widths[i]! / 2];
    const reachesLast = i < last && right + gap > positions[last]! - widths[last]! / 2;
    if (left < end + gap || reachesLast) continue;
    shown[i] = true;
    end = right;
  }
  return shown;
}

/** Whole numbers from 1 to `last`, at most about six of them, for epochs. */
export function epochTicks(last: number): number[] {
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find(size => last / size <= 5) ?? Math.ceil(last / 5);
  const ticks = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step);
  return step === 1 ? ticks : [1, ...ticks];
}

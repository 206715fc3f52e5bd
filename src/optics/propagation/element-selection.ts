/**
 * Which elements of an array are switched on: K of N, by learned preferences.
 *
 *   as built:   g_n = 1 for the K highest preferences p_n, else 0
 *   trained:    g_n = σ((p_n − τ) / T),   τ = mean of the K-th and the (K + 1)-th highest preference
 *
 * The trained gates become those as built as the temperature T falls to 0. Equal preferences go to the earlier element.
 */
import { tf } from '../../engine/tfjs.js';
import { inRandomOrder, type HostRandom } from '../../engine/host-random.js';

/**
 * The gates of all elements.
 *
 * @param preferences [elements].
 * @param active K, 1 or more and below the number of elements.
 * @param temperature T, a scalar above 0.
 * @param hardness 1: as built. 0: as trained. A scalar, mixed in between.
 * @returns [elements], 0 to 1; those as built have no gradient.
 */
export function elementGates(
  preferences: tf.Tensor1D,
  active: number,
  temperature: tf.Tensor,
  hardness: tf.Tensor,
): tf.Tensor1D {
  return tf.tidy(() => {
    const [last, next, built] = tf.unstack(selectors(preferences, active));
    const threshold = preferences.mul(last!.add(next!)).sum().div(2);
    const soft = preferences.sub(threshold).div(temperature).sigmoid();
    return soft.add<tf.Tensor1D>(built!.sub(soft).mul(hardness));
  });
}

/**
 * One-hot rows for the K-th and the (K + 1)-th highest preference, and a row with 1 for the K highest, [3, elements];
 * constant for the gradient.
 */
function selectors(preferences: tf.Tensor1D, active: number): tf.Tensor {
  const [count] = preferences.shape;
  const select = tf.customGrad(() => {
    const ranks = ranksOf(preferences);
    const rows = [ranks.equal(active - 1), ranks.equal(active), ranks.less(active)];
    const value = tf.stack(rows.map(row => row.cast('float32')));
    return { value, gradFunc: () => tf.zeros([count]) };
  });
  return select(preferences);
}

/** Place of each preference in descending order, 0 first, [elements]. */
function ranksOf(preferences: tf.Tensor1D): tf.Tensor1D {
  const [count] = preferences.shape;
  const [each, other] = [preferences.reshape([1, count]), preferences.reshape([count, 1])];
  const isEarlier = tf.tensor2d(
    Array.from({ length: count * count }, (_, index) => Number(Math.floor(index / count) < index % count)),
    [count, count],
  );
  const isHigher = other.greater(each).cast('float32');
  const isTied = other.equal(each).cast('float32');
  return isHigher.add(isTied.mul(isEarlier)).sum(0);
}

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

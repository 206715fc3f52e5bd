/** Whole counts in proportion to given ones. */

/**
 * Shares out `total` in proportion to `available`: the method of largest remainders, but at least 1 for each.
 *
 * @param available Counts of at least 1.
 * @param total From the number of counts to their sum.
 * @returns Counts that add up to `total`, none above what is available. Of equal remainders the first comes first.
 */
export function proportionalCounts(available: readonly number[], total: number): number[] {
  const sum = available.reduce((a, b) => a + b, 0);
  const quotas = available.map(count => (count * total) / sum);
  const counts = quotas.map(quota => Math.max(1, Math.floor(quota)));
  let rest = total - counts.reduce((a, b) => a + b, 0);
  for (; rest > 0; rest--) counts[indexOfLargest(quotas.map((quota, k) => quota - counts[k]!))]!++;
  for (; rest < 0; rest++) {
    counts[indexOfLargest(quotas.map((quota, k) => (counts[k] === 1 ? -Infinity : counts[k]! - quota)))]!--;
  }
  return counts;
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

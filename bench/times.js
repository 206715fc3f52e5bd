/** NaN of no numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

export function summary(times) {
  return { median: median(times), min: Math.min(...times) };
}

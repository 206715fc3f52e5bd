/** `45 trials = sensor.bitDepth (5) x sensor.photonsAtFullScale (3) x 3 repeats`; folds stand behind the repeats. */
export function planSummary(
  axes: readonly { readonly path: string; readonly values: readonly unknown[] }[],
  { repeats, folds = 1 }: { readonly repeats: number; readonly folds?: number },
): string {
  const trials = axes.reduce((count, { values }) => count * values.length, repeats * folds);
  const factors = [
    ...axes.map(({ path, values }) => `${path} (${values.length})`),
    ...(repeats === 1 ? [] : [`${repeats} repeats`]),
    ...(folds === 1 ? [] : [`${folds} folds`]),
  ];
  return `${trials} trial${trials === 1 ? '' : 's'}${factors.length === 0 ? '' : ` = ${factors.join(' x ')}`}`;
}

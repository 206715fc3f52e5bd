/** `45 trials = sensor.bitDepth (5) x sensor.photonsAtFullScale (3) x 3 repeats` */
export function planSummary(
  axes: readonly { readonly path: string; readonly values: readonly unknown[] }[],
  repeats: number,
): string {
  const trials = axes.reduce((count, { values }) => count * values.length, repeats);
  const factors = [
    ...axes.map(({ path, values }) => `${path} (${values.length})`),
    ...(repeats === 1 ? [] : [`${repeats} repeats`]),
  ];
  return `${trials} trial${trials === 1 ? '' : 's'}${factors.length === 0 ? '' : ` = ${factors.join(' x ')}`}`;
}

/** Measures over all folds of a cross-validation together, as text. */
import type { PooledCombination } from '../analysis/pooled-record.js';
import type { SweepPlan } from '../analysis/sweep-plan.js';
import { metricDigits, metricKey, metricOfKey, metricTitle } from '../analysis/test-metrics.js';
import { textTable } from './text-table.js';

/** A line for each combination: the measures that have a bootstrap interval, with it; nothing without combinations. */
export function pooledText({ axes }: SweepPlan, pooled: readonly PooledCombination[]): string[] {
  const measured = pooled.flatMap(({ metrics }) => metrics.filter(({ low }) => low !== undefined));
  const keys = [...new Set(measured.map(metricKey))];
  if (keys.length === 0) return [];
  const lines = pooled.map(({ axes: values, images, originals, metrics }) => [
    ...axes.map(({ path }) => String(values[path])),
    ...[images, originals].map(String),
    ...keys.map(key => {
      const found = metrics.find(metric => metricKey(metric) === key);
      if (found?.low === undefined || found.high === undefined) return '-';
      const [value, low, high] = [found.value, found.low, found.high].map(each =>
        metricDigits(found.name, each),
      );
      return `${value!} (${low!} to ${high!})`;
    }),
  ]);
  const heads = ['test images', 'originals', ...keys.map(key => metricTitle(metricOfKey(key)))];
  const title = 'All folds together, with the 95 % bootstrap interval over originals:';
  return [`${title}\n${textTable([...axes.map(({ path }) => path), ...heads], lines)}`];
}

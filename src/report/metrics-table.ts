/** Measures of the test beside its score. */
import { replicateNoun } from '../analysis/replicates.js';
import { meanInterval } from '../analysis/statistics.js';
import {
  metricDigits,
  metricKey,
  metricOfKey,
  metricTitle,
  type MetricName,
  type TestMetric,
} from '../analysis/test-metrics.js';
import type { TrialResult } from '../analysis/trial-result-record.js';
import { combinationTable } from './combination-table.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';

/** Of designs as trained, and of those that would be built otherwise. */
const tables = {
  testMetrics: { id: 'measures', title: 'Other measures', of: '' },
  hardTestMetrics: {
    id: 'hardened-measures',
    title: 'Other measures as built',
    of: ' with designs as built',
  },
} as const;

/** A row for each combination, a column for each measure; nothing where none was recorded. */
export function metricsTable(evidence: Evidence, record: keyof typeof tables = 'testMetrics'): Html | null {
  const { results, sweep } = evidence;
  const { id, title, of } = tables[record];
  const metricsOf = (result: TrialResult | undefined) => result?.[record] ?? [];
  const keys = [...new Set(results.flatMap(result => metricsOf(result).map(metricKey)))];
  if (keys.length === 0) return null;
  const byTrial = new Map(sweep.rows.map(({ trial }, place) => [trial, results[place]!]));
  const hasIntervals = results.some(result => metricsOf(result).some(({ low }) => low !== undefined));
  const intervals = hasIntervals
    ? ' Below in small: the 95 % bootstrap interval over test images, the mean of its ends over the trainings.'
    : '';
  return combinationTable(evidence, {
    id,
    title,
    caption: html`Of the test images${of}, mean ± half the 95 % confidence interval over
    ${replicateNoun(sweep.plan)}s.${intervals}${empties(keys)}`,
    columns: keys.map(key => metricTitle(metricOfKey(key))),
    cells: ({ rows }) => {
      const metrics = rows.map(({ trial }) => metricsOf(byTrial.get(trial)));
      if (metrics.every(each => each.length === 0)) return null;
      return keys.map(key => {
        const own = metrics.flatMap(each => each.find(metric => metricKey(metric) === key) ?? []);
        return cellOf(metricOfKey(key).name, own);
      });
    },
    isWide: true,
  });
}

function empties(keys: readonly string[]): string {
  return keys.some(key => metricOfKey(key).name === 'emptyImages')
    ? ' Pooled: pixels of all images counted together. Means of images leave out those in which the true and the predicted mask are empty.'
    : '';
}

function cellOf(name: MetricName, metrics: readonly TestMetric[]): Html {
  if (metrics.length === 0) return html`–`;
  const { mean, halfWidth } = meanInterval(metrics.map(({ value }) => value));
  const interval = halfWidth === null ? '' : ` ± ${metricDigits(name, halfWidth)}`;
  const ends = (['low', 'high'] as const).map(end => metrics.flatMap(metric => metric[end] ?? []));
  const [low, high] = ends.map(values => values.reduce((sum, value) => sum + value, 0) / values.length);
  const bootstrap =
    ends[0]!.length === metrics.length &&
    html`<small>${metricDigits(name, low!)} to ${metricDigits(name, high!)}</small>`;
  return html`${metricDigits(name, mean)}${interval} ${bootstrap}`;
}

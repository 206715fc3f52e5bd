/** Measures over the test images of all folds of a cross-validation together. */
import {
  metricDigits,
  metricKey,
  metricOfKey,
  metricTitle,
  type TestMetric,
} from '../analysis/test-metrics.js';
import { combinationTable } from './combination-table.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { countText } from './number-text.js';

/** A row for each combination of which all folds have finished; nothing without cross-validation. */
export function pooledTable(evidence: Evidence): Html | null {
  const { pooled, sweep } = evidence;
  const { axes, folds, repeats } = sweep.plan;
  const keys = [...new Set(pooled.flatMap(({ metrics }) => metrics.map(metricKey)))];
  const keyOf = (values: Readonly<Record<string, unknown>>) =>
    JSON.stringify(axes.map(({ path }) => values[path]));
  const byAxes = new Map(pooled.map(each => [keyOf(each.axes), each]));
  const together = repeats === 1 ? '' : `, the answers of ${repeats} repeats counted and drawn together`;
  return combinationTable(evidence, {
    id: 'pooled',
    title: 'All folds together',
    caption: html`Of the test images of all ${folds} folds together, each tested once by a network that did
    not see its original${together}. Below in small: the 95 % bootstrap interval over originals.`,
    columns: ['Test images', 'Originals', ...keys.map(key => metricTitle(metricOfKey(key)))],
    cells: combination => {
      const found = byAxes.get(keyOf(combination.axes));
      if (found === undefined) return null;
      const measures = keys.map(key => cellOf(found.metrics.find(metric => metricKey(metric) === key)));
      return [countText(found.images), countText(found.originals), ...measures];
    },
    isWide: true,
  });
}

function cellOf(metric: TestMetric | undefined): Html {
  if (metric === undefined) return html`–`;
  const { name, value, low, high } = metric;
  const ends =
    low !== undefined &&
    high !== undefined &&
    html`<small>${metricDigits(name, low)} to ${metricDigits(name, high)}</small>`;
  return html`${metricDigits(name, value)} ${ends}`;
}

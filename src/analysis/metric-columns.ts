/** Measures of the test as columns of summary.arrow. */
import type { Table } from 'apache-arrow';
import { columnValues, type Column } from './arrow-table.js';
import { metricKey, metricOfKey, type TestMetric } from './test-metrics.js';

interface Measured {
  /** Absent where a trial has none. */
  readonly testMetrics?: readonly TestMetric[];
}

const metricPrefix = 'metric.';

/** One nullable column per measure: its value, without its interval. */
export function metricColumns(rows: readonly Measured[]): Column[] {
  const keys = new Set(rows.flatMap(({ testMetrics = [] }) => testMetrics.map(metricKey)));
  return [...keys].map(key => ({
    name: `${metricPrefix}${key}`,
    kind: 'float64',
    values: rows.map(
      ({ testMetrics = [] }) => testMetrics.find(each => metricKey(each) === key)?.value ?? null,
    ),
  }));
}

/** From rows of the table to their measures. */
export function readMetricColumns(table: Table): (row: number) => Measured {
  const names = table.schema.fields.map(({ name }) => name).filter(name => name.startsWith(metricPrefix));
  const columns = names.map(name => columnValues(table, name, 'float64'));
  return row => {
    const testMetrics = names.flatMap((name, i) => {
      const value = columns[i]![row];
      return value == null ? [] : [{ ...metricOfKey(name.slice(metricPrefix.length)), value }];
    });
    return testMetrics.length === 0 ? {} : { testMetrics };
  };
}

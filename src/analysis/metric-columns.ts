/** Measures of the test as columns of summary.arrow. */
import type { Table } from 'apache-arrow';
import { columnValues, type Column } from './arrow-table.js';
import { metricKey, metricOfKey, type TestMetric } from './test-metrics.js';

/** What names of columns begin with: of designs as trained, and of those that would be built otherwise. */
const prefixes = { testMetrics: 'metric.', hardTestMetrics: 'hardMetric.' } as const;

type Place = keyof typeof prefixes;
const places = Object.keys(prefixes) as Place[];

/** Absent where a trial has none. */
type Measured = Readonly<Partial<Record<Place, readonly TestMetric[]>>>;

/** One nullable column per measure: its value, without its interval. */
export function metricColumns(rows: readonly Measured[]): Column[] {
  return places.flatMap(place => {
    const measures = rows.map(row => row[place] ?? []);
    const keys = new Set(measures.flatMap(own => own.map(metricKey)));
    return [...keys].map((key): Column => {
      const values = measures.map(own => own.find(each => metricKey(each) === key)?.value ?? null);
      return { name: `${prefixes[place]}${key}`, kind: 'float64', values };
    });
  });
}

/** From rows of the table to their measures. */
export function readMetricColumns(table: Table): (row: number) => Measured {
  const readers = places.map(place => [place, readMeasures(table, prefixes[place])] as const);
  return row => {
    const found = readers.map(([place, read]) => [place, read(row)] as const);
    return Object.fromEntries(found.filter(([, metrics]) => metrics.length > 0));
  };
}

function readMeasures(table: Table, prefix: string): (row: number) => TestMetric[] {
  const names = table.schema.fields.map(({ name }) => name).filter(name => name.startsWith(prefix));
  const columns = names.map(name => columnValues(table, name, 'float64'));
  return row =>
    names.flatMap((name, i) => {
      const value = columns[i]![row];
      return value == null ? [] : [{ ...metricOfKey(name.slice(prefix.length)), value }];
    });
}

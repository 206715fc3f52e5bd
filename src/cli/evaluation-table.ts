/** What a test of trained trials found, as text. */
import { scoreKindOf, scoreMetrics, type ScoreKind } from '../analysis/score-kind.js';
import {
  metricDigits,
  metricKey,
  metricKinds,
  metricTitle,
  type TestMetric,
} from '../analysis/test-metrics.js';
import type { Measured, Measurement, Measurements } from '../experiments/trained/measure.js';
import { textTable } from './text-table.js';

/** A column of the table; measures that it lacks are dashes. */
type Found = Pick<Measured, 'score' | 'interval'> & Partial<Measured>;

/**
 * A row for each measure, with its 95 % interval where there is one; a column as trained and one as built, or one for each trial, for
 * their mean and for their vote.
 *
 * @param names Of the trials, for an ensemble.
 */
export function evaluationTable(
  config: Readonly<Record<string, unknown>>,
  { soft, hard }: Measurements,
  names: readonly string[],
): string {
  const kind = scoreKindOf(config);
  if (soft.together === null) {
    const columns: [string, Found][] = [
      [hard === null ? 'test' : 'as trained', soft.alone[0]!],
      ...(hard === null ? [] : [['as built', hard.alone[0]!] as [string, Found]]),
    ];
    return measureTable(kind, columns);
  }
  const parts =
    hard === null
      ? [ensembleText(kind, soft, names)]
      : [`as trained\n${ensembleText(kind, soft, names)}`, `as built\n${ensembleText(kind, hard, names)}`];
  return parts.join('\n\n');
}

function ensembleText(
  kind: ScoreKind,
  { alone, together, vote }: Measurement,
  names: readonly string[],
): string {
  const columns: [string, Found][] = [
    ...alone.map((found, place): [string, Found] => [names[place]!, found]),
    ['averaged', together!],
    ...(vote === null ? [] : [['majority vote', vote] as [string, Found]]),
  ];
  const ties = vote === null ? '' : `\n${tiesText(vote.ties)}`;
  return `${measureTable(kind, columns)}${ties}`;
}

function tiesText(ties: number): string {
  if (ties === 0) return 'no vote was tied';
  const [images, were] = ties === 1 ? ['image', 'was'] : ['images', 'were'];
  return `votes on ${ties} ${images} ${were} tied: of the classes with most votes, that of the largest mean probability was taken`;
}

function measureTable(kind: ScoreKind, columns: readonly (readonly [string, Found])[]): string {
  const { task, name, unit, lossName, lossUnit } = kind;
  const titled = (title: string, its: string) =>
    `${title.charAt(0).toUpperCase()}${title.slice(1)}${its && ` (${its})`}`;
  const row = (title: string, textOf: (found: Found) => string | undefined) => [
    title,
    ...columns.map(([, found]) => textOf(found) ?? '-'),
  ];
  const keys = new Map(
    columns.flatMap(([, { metrics = [] }]) => metrics.map(each => [metricKey(each), each])),
  );
  // Its row is the first.
  keys.delete(metricKey({ name: scoreMetrics[task] }));
  const rows = [
    row(titled(name, unit), ({ score, interval }) => scoreText(kind, score, interval)),
    row(titled(lossName, lossUnit), ({ loss }) => loss?.toPrecision(4)),
    ...(columns.some(([, { ssim }]) => (ssim ?? null) !== null)
      ? [row('SSIM', ({ ssim }) => ssim?.toFixed(4))]
      : []),
    ...[...keys].map(([key, metric]) =>
      row(metricTitle(metric), ({ metrics = [] }) =>
        metricText(metrics.find(each => metricKey(each) === key)),
      ),
    ),
  ];
  return textTable(['measure', ...columns.map(([heading]) => heading)], rows);
}

function scoreText({ factor }: ScoreKind, score: number, interval: Measured['interval']): string {
  return withInterval(
    (factor * score).toFixed(2),
    interval?.map(end => (factor * end).toFixed(2)),
  );
}

function metricText(metric: TestMetric | undefined): string | undefined {
  if (metric === undefined) return undefined;
  const { name, value, low, high } = metric;
  const digits = (end: number) => metricDigits(name, end);
  return withInterval(
    digits(value),
    low === undefined || high === undefined ? undefined : [low, high].map(digits),
  );
}

function withInterval(value: string, ends: readonly string[] | undefined): string {
  return ends === undefined ? value : `${value} [${ends.join(', ')}]`;
}

/** All of it with all digits, as JSON can hold it. */
export function evaluationRecord(
  config: Readonly<Record<string, unknown>>,
  { soft, hard }: Measurements,
  names: readonly string[],
): object {
  const { task, name, unit, factor } = scoreKindOf(config);
  const part = ({ alone, together, vote }: Measurement) => ({
    trials: alone.map((found, place) => ({ trial: names[place]!, ...found })),
    ...(together && { averaged: together }),
    ...(vote && { majorityVote: vote }),
  });
  return {
    task,
    score: { name, unit: factor === 1 ? unit : 'fraction' },
    metricUnits: Object.fromEntries(
      soft.alone[0]!.metrics.map(({ name: metric }) => [
        metric,
        metricKinds[metric].factor === 1 ? metricKinds[metric].unit : 'fraction',
      ]),
    ),
    asTrained: part(soft),
    ...(hard && { asBuilt: part(hard) }),
  };
}

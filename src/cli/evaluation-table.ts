/** What a test of trained trials found, as text. */
import { scoreKindOf, scoreKinds, scoreMetrics, type ScoreKind } from '../analysis/score-kind.js';
import {
  metricDigits,
  metricKey,
  metricKinds,
  metricsOfTask,
  metricTitle,
  type TestMetric,
} from '../analysis/test-metrics.js';
import type { HeadMeasurements, Measured, Measurement } from '../experiments/trained/measure.js';
import { textTable } from './text-table.js';

/** A column of the table; measures that it lacks are dashes. */
type Found = Pick<Measured, 'score' | 'interval'> & Partial<Measured>;

/**
 * For each head a row for each measure, with its 95 % interval where there is one; a column as trained and one as built, or one for each
 * trial, for their mean and for their vote; below what is undefined.
 *
 * @param heads One at least, that of the task first.
 * @param names Of the trials, for an ensemble.
 */
export function evaluationTable(
  config: Readonly<Record<string, unknown>>,
  heads: readonly HeadMeasurements[],
  names: readonly string[],
): string {
  const texts = heads.map((head, place) => headText(kindOf(config, head, place), head, names));
  return texts.length === 1
    ? texts[0]!
    : texts.map((text, place) => `head ${heads[place]!.task}\n${text}`).join('\n\n');
}

/** Of a head; the loss of the config is that of the first. */
function kindOf(
  config: Readonly<Record<string, unknown>>,
  { task }: HeadMeasurements,
  place: number,
): ScoreKind {
  return place === 0 ? scoreKindOf({ ...config, heads: [] }) : scoreKinds[task];
}

function headText(kind: ScoreKind, { soft, hard }: HeadMeasurements, names: readonly string[]): string {
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
  const voteText =
    vote === null ? 'no majority vote: it is taken of classes of scenes only' : tiesText(vote.ties);
  return `${measureTable(kind, columns)}\n${voteText}`;
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
  const table = textTable(['measure', ...columns.map(([heading]) => heading)], rows);
  const missing = undefinedMeasures(kind, columns);
  return missing.length === 0 ? table : `${table}\nundefined here: ${missing.join(', ')}`;
}

/** Titles of what a test of the task measures, where no column has it. */
function undefinedMeasures({ task }: ScoreKind, columns: readonly (readonly [string, Found])[]): string[] {
  const found = columns.map(([, each]) => each);
  const names = new Set(found.flatMap(({ metrics = [] }) => metrics.map(({ name }) => name)));
  const missing = metricsOfTask[task].filter(name => !names.has(name)).map(name => metricKinds[name].title);
  const hasNoSsim = task === 'reconstruct' && found.every(({ ssim }) => (ssim ?? null) === null);
  const hasNoInterval = found.every(({ interval }) => interval === null);
  return [
    ...missing,
    ...(hasNoSsim ? ['SSIM'] : []),
    ...(hasNoInterval ? ['intervals, which need images of two originals'] : []),
  ];
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

/** All of it with all digits, as JSON can hold it: the first head as if it were alone, the others under `heads` by their task. */
export function evaluationRecord(
  config: Readonly<Record<string, unknown>>,
  heads: readonly HeadMeasurements[],
  names: readonly string[],
): object {
  const records = heads.map((head, place) => headRecord(kindOf(config, head, place), head, names));
  const others = heads.slice(1).map(({ task }, index) => [task, records[index + 1]!] as const);
  return { ...records[0], ...(others.length > 0 && { heads: Object.fromEntries(others) }) };
}

function headRecord(
  { task, name, unit, factor }: ScoreKind,
  { soft, hard }: HeadMeasurements,
  names: readonly string[],
): object {
  const part = ({ alone, together, vote }: Measurement) => ({
    trials: alone.map((found, place) => ({ trial: names[place]!, ...found })),
    // null where no vote is defined.
    ...(together && { averaged: together, majorityVote: vote }),
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

/**
 * The finished trials of a sweep, which its folder holds as summary.arrow: a row for each, in the order of the plan. It is written
 * atomically; equal rows give equal bytes.
 */
import { type Table } from 'apache-arrow';
import { join } from 'node:path';
import { columnValues, numbers, type Column } from './arrow-table.js';
import { isDone } from './done-marker.js';
import { SWEEP_REMEDY } from './record-error.js';
import { readTableFile, writeTableFile } from './record-file.js';
import { scoreKindOf } from './score-kind.js';
import { metricColumns, readMetricColumns } from './metric-columns.js';
import {
  readPlan,
  trialFolder,
  type AxisValue,
  type PlannedTrial,
  type SweepAxis,
  type SweepPlan,
} from './sweep-plan.js';
import { readResult, scoreFields, type PhysicalValue, type TrialResult } from './trial-result-record.js';

/** One finished trial. */
export interface SummaryRow extends Pick<
  TrialResult,
  | 'testScore'
  | 'hardTestScore'
  | 'testSsim'
  | 'testMetrics'
  | 'hardTestMetrics'
  | 'testLoss'
  | 'validationScore'
  | 'validationLoss'
  | 'bestEpoch'
  | 'epochs'
  | 'physical'
> {
  readonly trial: string;
  readonly repeat: number;
  /** Absent without cross-validation. */
  readonly fold?: number;
  readonly seed: number;
  readonly axes: Readonly<Record<string, AxisValue>>;
}

export interface Sweep {
  readonly folder: string;
  readonly plan: SweepPlan;
  /** Finished trials in the order of the plan. */
  readonly rows: readonly SummaryRow[];
}

const NUMBERS = ['testScore', 'testLoss', 'validationScore', 'validationLoss'] as const;
/** Numbers that not every trial has. */
const OPTIONAL = ['hardTestScore', 'testSsim'] as const;
const COUNTS = ['bestEpoch', 'epochs'] as const;

/** The summary row of a trial from its result. */
export function summaryRow(trial: PlannedTrial, result: TrialResult): SummaryRow {
  const { testScore, testLoss, validationScore, validationLoss, bestEpoch, epochs, physical } = result;
  const { testMetrics, hardTestMetrics } = result;
  const { id, repeat, fold, seed, axes } = trial;
  const scores = { testScore, ...optional(name => result[name]), testLoss, validationScore, validationLoss };
  const metrics = { ...(testMetrics && { testMetrics }), ...(hardTestMetrics && { hardTestMetrics }) };
  const place = { trial: id, repeat, ...(fold !== undefined && { fold }), seed, axes };
  return { ...place, ...scores, ...metrics, bestEpoch, epochs, physical };
}

type OptionalScores = Pick<SummaryRow, (typeof OPTIONAL)[number]>;

/** Those of the optional numbers that are there. */
function optional(valueOf: (name: (typeof OPTIONAL)[number]) => number | null | undefined): OptionalScores {
  const found = OPTIONAL.map(name => [name, valueOf(name)] as const);
  return Object.fromEntries(found.filter(([, value]) => value != null));
}

/**
 * Collects the finished trials from their folders, in the order of the plan.
 *
 * @throws RecordError if a finished trial has a damaged result.json.
 */
export function collectRows(folder: string, plan: SweepPlan): SummaryRow[] {
  const finished = plan.trials.filter(trial => isDone(trialFolder(folder, trial.id)));
  return finished.map(trial => summaryRow(trial, readResult(trialFolder(folder, trial.id))));
}

/**
 * Writes summary.arrow. The rows are put in the order of the plan, so the order of finishing leaves no trace.
 *
 * @throws RangeError if a row is not of the plan or comes twice.
 */
export function writeSummary(folder: string, plan: SweepPlan, rows: readonly SummaryRow[]): void {
  const byTrial = new Map(rows.map(row => [row.trial, row]));
  if (byTrial.size !== rows.length) throw new RangeError('writeSummary: a trial has two rows, must have one');
  const ordered = plan.trials.map(trial => byTrial.get(trial.id)).filter(row => row !== undefined);
  if (ordered.length !== rows.length) {
    throw new RangeError(`writeSummary: ${rows.length - ordered.length} rows belong to no trial of the plan`);
  }
  const columns: Column[] = [
    { name: 'trial', kind: 'utf8', values: ordered.map(row => row.trial) },
    { name: 'repeat', kind: 'int32', values: ordered.map(row => row.repeat) },
    ...foldColumn(plan, ordered),
    { name: 'seed', kind: 'float64', values: ordered.map(row => row.seed) },
    ...plan.axes.map(axis => axisColumn(axis, ordered)),
    ...NUMBERS.map((key): Column => ({
      name: columnName(plan, key),
      kind: 'float64',
      values: ordered.map(row => row[key]),
    })),
    ...OPTIONAL.flatMap(key => optionalColumn(columnName(plan, key), ordered, row => row[key])),
    ...COUNTS.map((name): Column => ({ name, kind: 'int32', values: ordered.map(row => row[name]) })),
    ...metricColumns(ordered),
    ...physicalColumns(ordered),
  ];
  writeTableFile(join(folder, 'summary.arrow'), columns, {
    name: plan.name,
    config: JSON.stringify(plan.config),
    codeVersion: plan.codeVersion,
    dataFingerprint: plan.dataFingerprint,
    planned: String(plan.trials.length),
  });
}

/** @throws RecordError if summary.arrow is missing, cut, damaged, of another format, or not of this plan. */
export function readSummary(folder: string, plan: SweepPlan): SummaryRow[] {
  return readTableFile(join(folder, 'summary.arrow'), SWEEP_REMEDY, table => {
    const planned = new Map(plan.trials.map(trial => [trial.id, trial]));
    const [testScore, testLoss, validationScore, validationLoss] = NUMBERS.map(key =>
      numbers(table, columnName(plan, key)),
    );
    const [bestEpoch, epochs] = COUNTS.map(name => columnValues(table, name, 'int32'));
    const [hard, ssim] = OPTIONAL.map(key => columnName(plan, key)).map(name =>
      hasField(table, name) ? columnValues(table, name, 'float64') : [],
    );
    const metrics = readMetricColumns(table);
    const physical = readPhysical(table);
    return columnValues(table, 'trial', 'utf8').map((id, row) => {
      const trial = planned.get(id);
      if (!trial) throw new RangeError(`holds trial ${id}, which is not in sweep.json`);
      return {
        trial: id,
        repeat: trial.repeat,
        ...(trial.fold !== undefined && { fold: trial.fold }),
        seed: trial.seed,
        axes: trial.axes,
        testScore: testScore![row]!,
        ...optional(name => (name === 'testSsim' ? ssim! : hard!)[row]),
        testLoss: testLoss![row]!,
        validationScore: validationScore![row]!,
        validationLoss: validationLoss![row]!,
        bestEpoch: bestEpoch![row]!,
        epochs: epochs![row]!,
        ...metrics(row),
        physical: physical(row),
      };
    });
  });
}

/**
 * Reads the plan and the finished trials.
 *
 * @throws RecordError as `readPlan` and `readSummary` do.
 */
export function readSweep(folder: string): Sweep {
  const plan = readPlan(folder);
  return { folder, plan, rows: readSummary(folder, plan) };
}

/** Numbers, words and truth values as themselves; an axis that mixes them as JSON text. */
function axisColumn(axis: SweepAxis, rows: readonly SummaryRow[]): Column {
  const name = axis.path;
  const kinds = new Set(axis.values.map(value => typeof value));
  const values = rows.map(row => {
    const value = row.axes[axis.path];
    if (value === undefined)
      throw new RangeError(`writeSummary: trial ${row.trial} has no value of ${axis.path}`);
    return value;
  });
  if (kinds.size > 1) {
    return {
      name,
      kind: 'utf8',
      values: values.map(value => JSON.stringify(value)),
      metadata: { encoding: 'json' },
    };
  }
  if (kinds.has('number')) return { name, kind: 'float64', values: values as number[] };
  if (kinds.has('boolean')) return { name, kind: 'bool', values: values as boolean[] };
  return { name, kind: 'utf8', values: values as string[] };
}

/** Only where there are folds. */
function foldColumn({ folds }: SweepPlan, rows: readonly SummaryRow[]): Column[] {
  if (folds === undefined) return [];
  return [{ name: 'fold', kind: 'int32', values: rows.map(row => row.fold!) }];
}

/** Scores bear the name that they have in the task. */
function columnName({ config }: SweepPlan, key: (typeof NUMBERS | typeof OPTIONAL)[number]): string {
  return Object.hasOwn(scoreFields, key)
    ? scoreFields[key as keyof typeof scoreFields](scoreKindOf(config))
    : key;
}

/** A nullable column, where any row has a value. */
function optionalColumn(
  name: string,
  rows: readonly SummaryRow[],
  valueOf: (row: SummaryRow) => number | undefined,
): Column[] {
  const values = rows.map(row => valueOf(row) ?? null);
  return values.every(value => value === null) ? [] : [{ name, kind: 'float64', values }];
}

function hasField(table: Table, name: string): boolean {
  return table.schema.fields.some(field => field.name === name);
}

/** One nullable column per learned parameter, its unit in the metadata of the field. */
function physicalColumns(rows: readonly SummaryRow[]): Column[] {
  const units = new Map(rows.flatMap(row => row.physical.map(({ name, unit }) => [name, unit] as const)));
  const names = [...units.keys()];
  return names.map(name => ({
    name: `physical.${name}`,
    kind: 'float64',
    values: rows.map(row => row.physical.find(parameter => parameter.name === name)?.value ?? null),
    metadata: { unit: units.get(name)! },
  }));
}

function readPhysical(table: Table): (row: number) => PhysicalValue[] {
  const fields = table.schema.fields.filter(field => field.name.startsWith('physical.'));
  const columns = fields.map(field => columnValues(table, field.name, 'float64'));
  return row =>
    fields.flatMap((field, i) => {
      const value = columns[i]![row];
      const name = field.name.slice('physical.'.length);
      return value == null ? [] : [{ name, unit: field.metadata.get('unit') ?? '', value }];
    });
}

/** Test score of every combination: two axes as a grid, any other number of axes as a list. */
import { scoreDigits, type ScoreKind } from '../analysis/score-kind.js';
import type { AxisValue, SweepAxis } from '../analysis/sweep-plan.js';
import { axisTitle } from '../figures/axis-label.js';
import { bestOf, type Combination } from './combination.js';
import { settingPhrase } from './setting.js';

export interface ScoreCell {
  /** Null where no trial has finished. */
  readonly mean: number | null;
  readonly halfWidth: number | null;
  /** Finished trials. */
  readonly count: number;
  readonly isBest: boolean;
}

/** A table with one head row; the first `rowHeads` columns of each row name it. */
export interface ScoreTable {
  /** Title over the columns of a grid; empty for a list. */
  readonly columnsLabel: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly names: readonly string[]; readonly cells: readonly ScoreCell[] }[];
}

/**
 * Arranges the combinations. Of two axes the longer one runs down, so the table stays narrow.
 */
export function scoreTable(
  kind: ScoreKind,
  axes: readonly SweepAxis[],
  combinations: readonly Combination[],
): ScoreTable {
  const cellOf = cellFinder(kind, axes, combinations);
  if (axes.length === 2) {
    const [down, across] = axes[0]!.values.length >= axes[1]!.values.length ? axes : [axes[1]!, axes[0]!];
    return grid(down!, across!, cellOf);
  }
  return {
    columnsLabel: '',
    head: [...axes.map(({ path }) => axisTitle(path)), `Test ${kind.name} (${kind.unit})`],
    rows: combinations.map(combination => ({
      names: axes.map(({ path }) => valueName(combination.axes[path]!)),
      cells: [cellOf(combination.axes)],
    })),
  };
}

type CellFinder = (settings: Readonly<Record<string, AxisValue>>) => ScoreCell;

function grid(down: SweepAxis, across: SweepAxis, cellOf: CellFinder): ScoreTable {
  return {
    columnsLabel: axisTitle(across.path),
    head: [axisTitle(down.path), ...across.values.map(value => settingPhrase(across.path, value))],
    rows: down.values.map(value => ({
      names: [valueName(value)],
      cells: across.values.map(other => cellOf({ [down.path]: value, [across.path]: other })),
    })),
  };
}

function cellFinder(
  kind: ScoreKind,
  axes: readonly SweepAxis[],
  combinations: readonly Combination[],
): CellFinder {
  const key = (settings: Readonly<Record<string, AxisValue>>): string =>
    JSON.stringify(axes.map(({ path }) => settings[path]));
  const byKey = new Map(combinations.map(combination => [key(combination.axes), combination]));
  const best = bestOf(kind, combinations)?.score.mean;
  return settings => {
    const combination = byKey.get(key(settings));
    const { mean = null, halfWidth = null } = combination?.score ?? {};
    return {
      mean,
      halfWidth,
      count: combination?.rows.length ?? 0,
      isBest: mean === best && combinations.length > 1,
    };
  };
}

function valueName(value: AxisValue): string {
  return typeof value === 'number'
    ? value.toLocaleString('en-US', { maximumSignificantDigits: 6 })
    : String(value);
}

/** `97.8 ± 0.3` in percent, `24.31 ± 0.02` in dB; a dash where nothing has finished. */
export function cellText(kind: ScoreKind, { mean, halfWidth }: ScoreCell): string {
  if (mean === null) return '–';
  const interval = halfWidth === null ? '' : ` ± ${scoreDigits(kind, halfWidth)}`;
  return `${scoreDigits(kind, mean)}${interval}`;
}

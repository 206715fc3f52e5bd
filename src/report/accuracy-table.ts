/** Test accuracy of every combination: two axes as a grid, any other number of axes as a list. */
import type { AxisValue, SweepAxis } from '../analysis/sweep-record.js';
import { axisTitle } from '../figures/axis-label.js';
import type { Combination } from './combination.js';
import { percentDigits } from './number-text.js';
import { settingPhrase } from './setting.js';

export interface AccuracyCell {
  /** Null where no trial has finished. */
  readonly mean: number | null;
  readonly halfWidth: number | null;
  /** Finished trials. */
  readonly count: number;
  readonly isBest: boolean;
}

/** A table with one head row; the first `rowHeads` columns of each row name it. */
export interface AccuracyTable {
  /** Title over the columns of a grid; empty for a list. */
  readonly columnsLabel: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly names: readonly string[]; readonly cells: readonly AccuracyCell[] }[];
}

/**
 * Arranges the combinations. Of two axes the longer one runs down, so the table stays narrow.
 */
export function accuracyTable(
  axes: readonly SweepAxis[],
  combinations: readonly Combination[],
): AccuracyTable {
  const cellOf = cellFinder(axes, combinations);
  if (axes.length === 2) {
    const [down, across] = axes[0]!.values.length >= axes[1]!.values.length ? axes : [axes[1]!, axes[0]!];
    return grid(down!, across!, cellOf);
  }
  return {
    columnsLabel: '',
    head: [...axes.map(({ path }) => axisTitle(path)), 'Test accuracy (%)'],
    rows: combinations.map(combination => ({
      names: axes.map(({ path }) => valueName(combination.axes[path]!)),
      cells: [cellOf(combination.axes)],
    })),
  };
}

type CellFinder = (settings: Readonly<Record<string, AxisValue>>) => AccuracyCell;

function grid(down: SweepAxis, across: SweepAxis, cellOf: CellFinder): AccuracyTable {
  return {
    columnsLabel: axisTitle(across.path),
    head: [axisTitle(down.path), ...across.values.map(value => settingPhrase(across.path, value))],
    rows: down.values.map(value => ({
      names: [valueName(value)],
      cells: across.values.map(other => cellOf({ [down.path]: value, [across.path]: other })),
    })),
  };
}

function cellFinder(axes: readonly SweepAxis[], combinations: readonly Combination[]): CellFinder {
  const key = (settings: Readonly<Record<string, AxisValue>>): string =>
    JSON.stringify(axes.map(({ path }) => settings[path]));
  const byKey = new Map(combinations.map(combination => [key(combination.axes), combination]));
  const highest = Math.max(...combinations.map(({ accuracy }) => accuracy?.mean ?? -1));
  return settings => {
    const combination = byKey.get(key(settings));
    const { mean = null, halfWidth = null } = combination?.accuracy ?? {};
    return {
      mean,
      halfWidth,
      count: combination?.rows.length ?? 0,
      isBest: mean === highest && combinations.length > 1,
    };
  };
}

function valueName(value: AxisValue): string {
  return typeof value === 'number'
    ? value.toLocaleString('en-US', { maximumSignificantDigits: 6 })
    : String(value);
}

/** `97.8 ± 0.3` in percent; a dash where nothing has finished. */
export function cellText({ mean, halfWidth }: AccuracyCell): string {
  if (mean === null) return '–';
  return halfWidth === null ? percentDigits(mean) : `${percentDigits(mean)} ± ${percentDigits(halfWidth)}`;
}

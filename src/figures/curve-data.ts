/** Which axis of a sweep goes where in the score figure, and the mean and interval of each point. */
import { scoreKindOf, type ScoreKind } from '../analysis/score-kind.js';
import { groupByAxes, meanInterval } from '../analysis/statistics.js';
import type { AxisValue, SweepAxis } from '../analysis/sweep-plan.js';
import type { SummaryRow, Sweep } from '../analysis/sweep-record.js';

/** Scores as recorded, see `ScoreKind`. */
export interface CurvePoint extends CurveValue {
  readonly x: AxisValue;
  /** Of the designs as they would be built; null where those are the trained ones. */
  readonly built: CurveValue | null;
}

export interface CurveValue {
  readonly mean: number;
  /** Half the width of the 95 % interval; null for one repeat. */
  readonly halfWidth: number | null;
  /** Ends of the interval, kept within what the score can be; null for one repeat. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

export interface CurveLine {
  /** Value of the line axis; null where there is but one axis. */
  readonly value: AxisValue | null;
  /** In the order of the x axis; combinations without a finished trial are left out. */
  readonly points: readonly CurvePoint[];
}

export interface CurvePanel {
  /** Values of the axes beyond two. */
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly lines: readonly CurveLine[];
}

export interface CurveData {
  readonly xAxis: SweepAxis;
  readonly lineAxis: SweepAxis | null;
  readonly panels: readonly CurvePanel[];
  readonly scale: 'linear' | 'log' | 'point';
}

/** Ratio of largest to smallest value from which a logarithmic axis is taken where values lie more evenly that way. */
const LOG_RATIO = 20;
/** Ratio from which it is taken where a linear one would crowd them. */
const CROWDED_LOG_RATIO = 10;
/** Largest step over mean step of values that are crowded. */
const CROWDED = 2;

/**
 * Sorts the finished trials into panels, lines and points. Along x goes the numeric axis with most values (a bit
 * depth before others with as many); lines are the next axis, panels the combinations of the rest.
 *
 * @returns null where no axis has two values.
 */
export function curveData({ plan, rows }: Sweep): CurveData | null {
  const { range } = scoreKindOf(plan.config);
  const swept = plan.axes.filter(axis => axis.values.length > 1);
  const xAxis = swept.toSorted((a, b) => rank(b) - rank(a))[0];
  if (!xAxis) return null;
  const [lineAxis = null, ...panelAxes] = swept.filter(axis => axis !== xAxis);
  const order = isNumeric(xAxis) ? (xAxis.values as number[]).toSorted((a, b) => a - b) : xAxis.values;
  const panels = groupByAxes(
    rows,
    panelAxes.map(axis => axis.path),
  ).map(panel => ({
    axes: panel.axes,
    lines: (lineAxis?.values ?? [null]).map(value => {
      const items = panel.items.filter(row => lineAxis === null || row.axes[lineAxis.path] === value);
      return {
        value,
        points: order.flatMap(x =>
          curvePoint(
            x,
            items.filter(row => row.axes[xAxis.path] === x),
            range,
          ),
        ),
      };
    }),
  }));
  return { xAxis: { path: xAxis.path, values: order }, lineAxis, panels, scale: scaleOf(xAxis) };
}

export function pointsOf(panels: readonly CurvePanel[]): CurvePoint[] {
  return panels.flatMap(panel => panel.lines.flatMap(line => line.points));
}

/** Whether a design as built has a score of its own. */
export function hasBuilt({ panels }: CurveData): boolean {
  return pointsOf(panels).some(({ built }) => built !== null);
}

function curvePoint(
  x: AxisValue,
  rows: readonly Pick<SummaryRow, 'testScore' | 'hardTestScore'>[],
  range: ScoreKind['range'],
): CurvePoint[] {
  if (rows.length === 0) return [];
  const trained = rows.map(row => row.testScore);
  const built = rows.flatMap(row => row.hardTestScore ?? []);
  const point = { x, ...curveValue(trained, range) };
  return [{ ...point, built: built.length === rows.length ? curveValue(built, range) : null }];
}

function curveValue(scores: readonly number[], [least, most]: ScoreKind['range']): CurveValue {
  const { mean, halfWidth, count } = meanInterval(scores);
  if (halfWidth === null) return { mean, halfWidth, low: null, high: null, count };
  const [low, high] = [Math.max(least, mean - halfWidth), Math.min(most, mean + halfWidth)];
  return { mean, halfWidth, low, high, count };
}

/** Numeric axes before others, more values before fewer, bit depth before its equals. */
function rank(axis: SweepAxis): number {
  const isBits = axis.path.endsWith('bitDepth');
  return (isNumeric(axis) ? 1000 : 0) + axis.values.length + (isBits ? 0.5 : 0);
}

function isNumeric({ values }: SweepAxis): boolean {
  return values.every(value => typeof value === 'number');
}

/** Logarithmic where the values span much and lie more evenly that way. */
function scaleOf(axis: SweepAxis): CurveData['scale'] {
  if (!isNumeric(axis)) return 'point';
  const values = (axis.values as number[]).toSorted((a, b) => a - b);
  const [smallest, largest] = [values[0]!, values.at(-1)!];
  if (smallest <= 0) return 'linear';
  const [linear, logarithmic] = [unevenness(values), unevenness(values.map(Math.log))];
  const isWide = largest / smallest >= (linear > CROWDED ? CROWDED_LOG_RATIO : LOG_RATIO);
  return isWide && logarithmic < linear ? 'log' : 'linear';
}

/** Largest step over mean step. */
function unevenness(values: readonly number[]): number {
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  return (Math.max(...steps) * steps.length) / (values.at(-1)! - values[0]!);
}

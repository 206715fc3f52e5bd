/** Marks of one line of the score figure: means, their intervals, and the designs as built. */
import * as Plot from '@observablehq/plot';
import type { CurveData, CurveLine, CurveValue } from './curve-data.js';
import { valueText } from './axis-label.js';
import { lineLook, markerPaint } from './legend.js';
import { BAND_OPACITY, DATA_LINE, THIN_LINE } from './style.js';

/** Dashes of what is drawn as built. */
export const BUILT_DASHES = '3 2';
const MARKER_RADIUS = 3;
/** More bands than these hide one another: then intervals are bars. */
const MOST_BANDS = 5;
/** Distance of markers side by side in one category. */
const DODGE = 9;

/** Whether intervals along a line are a band. */
export function hasBands({ scale, lineAxis }: Pick<CurveData, 'scale' | 'lineAxis'>): boolean {
  return scale !== 'point' && (lineAxis?.values.length ?? 1) <= MOST_BANDS;
}

/** @param factor From scores as recorded to those shown. */
export function lineMarks(line: CurveLine, data: CurveData, index: number, factor: number): Plot.Markish[] {
  const { scale, lineAxis } = data;
  const { colour, marker } = lineLook(index);
  const points = line.points.map(point => ({ x: point.x, ...shown(point, factor) }));
  const bounded = points.filter(point => point.low !== null);
  const built = line.points.flatMap(({ x, built }) =>
    built === null ? [] : [{ x, ...shown(built, factor) }],
  );
  const name = line.value === null ? '' : ` of ${valueText(line.value)}`;
  const isPoint = scale === 'point';
  const dx = isPoint && lineAxis ? (index - (lineAxis.values.length - 1) / 2) * DODGE : 0;
  const builtDx = isPoint ? dx + DODGE / 2 : 0;
  const interval = { x: 'x', y1: 'low', y2: 'high' };
  const isBand = hasBands(data) && bounded.length > 1;
  const path = { x: 'x', y: 'mean', stroke: colour, strokeWidth: DATA_LINE };
  const dot = { x: 'x', y: 'mean', symbol: marker, r: MARKER_RADIUS };
  return [
    isBand
      ? Plot.areaY(bounded, {
          ...interval,
          fill: colour,
          fillOpacity: BAND_OPACITY,
          ariaDescription: `interval${name}`,
        })
      : Plot.ruleX(bounded, {
          ...interval,
          dx,
          stroke: colour,
          strokeWidth: DATA_LINE,
          ariaDescription: `interval${name}`,
        }),
    isPoint ? null : Plot.lineY(points, { ...path, ariaDescription: `mean${name}` }),
    isPoint || built.length === 0
      ? null
      : Plot.lineY(built, { ...path, strokeDasharray: BUILT_DASHES, ariaDescription: `built mean${name}` }),
    Plot.dot(points, { ...dot, dx, ...markerPaint(colour, false), ariaDescription: `repeats${name}` }),
    built.length === 0
      ? null
      : Plot.ruleX(
          built.filter(point => point.low !== null),
          {
            ...interval,
            dx: builtDx,
            stroke: colour,
            strokeWidth: THIN_LINE,
            ariaDescription: `built interval${name}`,
          },
        ),
    built.length === 0
      ? null
      : Plot.dot(built, {
          ...dot,
          dx: builtDx,
          ...markerPaint(colour, true),
          ariaDescription: `built repeats${name}`,
        }),
  ];
}

function shown(
  { mean, low, high }: CurveValue,
  factor: number,
): { mean: number; low: number | null; high: number | null } {
  return {
    mean: factor * mean,
    low: low === null ? null : factor * low,
    high: high === null ? null : factor * high,
  };
}

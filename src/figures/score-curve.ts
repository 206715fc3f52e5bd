/** Test score against the swept parameter: one line per value of a second axis, one panel per value of the rest. */
import * as Plot from '@observablehq/plot';
import { scoreKindOf, type ScoreKind } from '../analysis/score-kind.js';
import type { AxisValue } from '../analysis/sweep-plan.js';
import type { Sweep } from '../analysis/sweep-record.js';
import { axisName, axisTitle, settingsText, valueText } from './axis-label.js';
import {
  curveData,
  hasBuilt,
  pointsOf,
  type CurveData,
  type CurvePanel,
  type CurveValue,
} from './curve-data.js';
import type { Drawing } from './figure.js';
import { fitText } from './fonts.js';
import { lowerFirst } from './letter-case.js';
import { legendMarks, lineLook, type LegendEntry } from './legend.js';
import { plotCanvas, plotChart, svgFile, type PlacedChart } from './plot-svg.js';
import { scoreCaption } from './score-caption.js';
import { BUILT_DASHES, lineMarks } from './score-marks.js';
import { AXIS_LINE, INK, MUTED, THIN_LINE, type FigureStyle } from './style.js';
import type { TestSet } from './test-set.js';
import { valueTicks } from './ticks.js';
import { valueLabels, type ValueLabels } from './value-axis.js';

/** More panels than this would be too small to read. */
const MAX_PANELS = 12;
const MARGIN = { left: 42, right: 12, top: 8, bottom: 33 };
const PANEL_TITLE = 14;
const PLOT_HEIGHT = 158;
const TICK = 3;
/** Most that chance level may add to the range below the lowest interval, as a share of the range without it. */
const MOST_EMPTY = 0.6;
/** Free length at both ends of an axis of numbers, so that no marker lies on an axis. */
const INSET = 8;

interface Frame {
  readonly width: number;
  readonly kind: ScoreKind;
  readonly domain: readonly number[];
  readonly chance: number | null;
  readonly labels: ValueLabels;
  readonly hasXTitle: boolean;
  readonly hasYTitle: boolean;
}

/**
 * Draws the main figure of a sweep.
 *
 * @returns The drawing, or in words why there is none.
 */
export function scoreCurve(sweep: Sweep, test: TestSet, style: FigureStyle): Drawing | string {
  const kind = scoreKindOf(sweep.plan.config);
  const data = curveData(sweep);
  if (!data) return 'no axis of the sweep has two values';
  const panels = data.panels.slice(0, MAX_PANELS);
  const columns = panels.length === 4 ? 2 : Math.min(3, panels.length);
  const width = panels.length === 1 ? style.singleColumn : style.doubleColumn;
  const panelWidth = width / columns;
  const inset = data.scale === 'point' ? 0 : INSET;
  const labels = valueLabels(data, panelWidth - MARGIN.left - MARGIN.right - 2 * inset, style);
  const frame = { width: panelWidth, kind, labels, ...valueRange(panels, test, kind) };
  const legend = curveLegend(data, width, style);
  const panelTitle = panels.length > 1 ? PANEL_TITLE : 0;
  const panelHeight = MARGIN.top + PLOT_HEIGHT + MARGIN.bottom + labels.extraHeight + panelTitle;
  const charts = panels.map((panel, i): PlacedChart => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const place = { ...frame, hasYTitle: column === 0, hasXTitle: i + columns >= panels.length };
    const chart = panelChart(data, panel, place, panelHeight, style);
    return { chart, x: column * frame.width, y: legend.height + row * panelHeight };
  });
  const size = { width, height: legend.height + Math.ceil(panels.length / columns) * panelHeight };
  const title = `Test ${kind.name} against ${lowerFirst(axisName(data.xAxis.path).label)}`;
  const svg = svgFile(style, size, title, [...legend.charts, ...charts]);
  const caption = scoreCaption(data, test, kind, {
    ...{ panels: panels.length, chance: frame.chance },
    plan: sweep.plan,
  });
  return { name: curveName(kind), title, caption, svg };
}

/** File name of the figure: `accuracy-curve`, `psnr-curve`. */
export function curveName({ suffix }: ScoreKind): string {
  return `${suffix.toLowerCase()}-curve`;
}

/** Range of all panels as shown. Chance level is within it where that leaves little of it empty. */
function valueRange(
  panels: readonly CurvePanel[],
  { classes }: TestSet,
  { factor, range }: ScoreKind,
): Pick<Frame, 'domain' | 'chance'> {
  const points: CurveValue[] = pointsOf(panels).flatMap(point => [point, point.built ?? point]);
  const lowest = factor * Math.min(...points.map(point => point.low ?? point.mean));
  const highest = factor * Math.max(...points.map(point => point.high ?? point.mean));
  const ends = [factor * range[0], factor * range[1]] as const;
  const chance = classes === null ? -Infinity : factor * classes.chance;
  const isNear = lowest - chance <= MOST_EMPTY * (highest - lowest);
  return {
    domain: valueTicks(isNear ? Math.min(lowest, chance) : lowest, highest, ends),
    chance: isNear ? chance : null,
  };
}

function curveLegend(
  data: CurveData,
  width: number,
  style: FigureStyle,
): { charts: PlacedChart[]; height: number } {
  const { lineAxis } = data;
  const isBuilt = hasBuilt(data);
  if (!lineAxis && !isBuilt) return { charts: [], height: 0 };
  const lines = (lineAxis?.values ?? []).map((value, i): LegendEntry => ({
    text: valueText(value),
    ...lineLook(i),
    dashes: 'none',
  }));
  const trained: LegendEntry[] = lineAxis ? [] : [{ text: 'as trained', ...lineLook(0), dashes: 'none' }];
  const look = lineAxis ? { colour: INK, marker: lineLook(0).marker } : lineLook(0);
  const built: LegendEntry[] = isBuilt
    ? [{ text: 'as built', ...look, dashes: data.scale === 'point' ? null : BUILT_DASHES, isOpen: true }]
    : [];
  const box = { x: MARGIN.left, y: 2, width: width - MARGIN.left - MARGIN.right };
  const title = lineAxis ? axisTitle(lineAxis.path) : '';
  const { marks, height } = legendMarks(style, box, title, [...lines, ...trained, ...built]);
  return { charts: [{ chart: plotCanvas(style, width, height + 4, marks), x: 0, y: 0 }], height: height + 4 };
}

function panelChart(
  data: CurveData,
  panel: CurvePanel,
  frame: Frame,
  height: number,
  style: FigureStyle,
): SVGSVGElement {
  const { width, domain, chance, labels } = frame;
  const plotWidth = width - MARGIN.left - MARGIN.right;
  const hasTitle = Object.keys(panel.axes).length > 0;
  const title = fitText(settingsText(panel.axes), plotWidth, style.fontSize);
  const marginBottom = MARGIN.bottom + labels.extraHeight;
  return plotChart(style, {
    width,
    height,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top + (hasTitle ? PANEL_TITLE : 0),
    marginBottom,
    x: {
      type: data.scale,
      domain: xDomain(data),
      ...(data.scale === 'point' ? { padding: 0.4 } : { inset: INSET }),
    },
    y: { domain: [domain[0]!, domain.at(-1)!], clamp: true },
    marks: [
      Plot.frame({ anchor: 'left', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.frame({ anchor: 'bottom', stroke: INK, strokeWidth: AXIS_LINE }),
      // Not tickFormat: on a logarithmic axis that is asked only for some of the values.
      Plot.axisX([...data.xAxis.values], {
        text: labels.text,
        tickRotate: labels.turn,
        tickSize: TICK,
        tickPadding: 3,
        label: frame.hasXTitle ? axisTitle(data.xAxis.path) : null,
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: marginBottom - 4,
        fontSize: style.fontSize,
      }),
      Plot.axisY({
        ticks: [...domain],
        tickFormat: String,
        tickSize: TICK,
        tickPadding: 3,
        label: frame.hasYTitle ? `Test ${frame.kind.name} (${frame.kind.unit})` : null,
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: MARGIN.left - 4,
        fontSize: style.fontSize,
      }),
      chance === null
        ? null
        : Plot.ruleY([chance], {
            stroke: MUTED,
            strokeWidth: THIN_LINE,
            strokeDasharray: '3 2',
            ariaDescription: 'chance level',
          }),
      ...panel.lines.flatMap((line, i) => lineMarks(line, data, i, frame.kind.factor)),
      hasTitle ? Plot.text([title], { frameAnchor: 'top', dy: -PANEL_TITLE, lineAnchor: 'middle' }) : null,
    ],
  });
}

function xDomain({ scale, xAxis }: CurveData): AxisValue[] {
  return scale === 'point' ? [...xAxis.values] : [xAxis.values[0]!, xAxis.values.at(-1)!];
}

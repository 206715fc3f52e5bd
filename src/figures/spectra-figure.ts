/** Spectra and bands: light and emission as lines, filters as bands, before training and after it. */
import * as Plot from '@observablehq/plot';
import type { RecordedCurve } from '../analysis/spectra-record.js';
import type { Drawing } from './figure.js';
import { legendMarks, type LegendEntry } from './legend.js';
import { upperFirst } from './letter-case.js';
import { plotCanvas, plotChart, svgFile } from './plot-svg.js';
import {
  AXIS_LINE,
  BAND_OPACITY,
  CATEGORY_COLOURS,
  DATA_LINE,
  INK,
  MUTED,
  THIN_LINE,
  type FigureStyle,
} from './style.js';

const MARGIN = { left: 40, right: 8, top: 16, bottom: 33 };
const PLOT_HEIGHT = 100;
const BETWEEN = 2;
const TITLES = { initial: 'Before training', final: 'After training' } as const;
type Stage = keyof typeof TITLES;

/**
 * Draws one panel, or two where training changed a curve.
 *
 * @param where What was trained, for the caption.
 * @throws RangeError if there is no curve.
 */
export function spectraFigure(curves: readonly RecordedCurve[], where: string, style: FigureStyle): Drawing {
  if (curves.length === 0) throw new RangeError('spectraFigure: there are 0 curves, must be at least 1');
  const stages: readonly Stage[] = isChanged(curves) ? ['initial', 'final'] : ['final'];
  const width = style.singleColumn;
  const lines = linesOf(curves.filter(({ stage }) => stage === 'final'));
  const looks = new Map(lines.map(({ name }, i) => [name, lookOf(i)]));
  const entries: LegendEntry[] = [
    ...lines.map(({ name }) => ({ text: name, ...looks.get(name)!, marker: null })),
    ...(curves.some(({ kind }) => kind === 'filter')
      ? [{ text: 'filters', colour: MUTED, dashes: 'none', marker: null }]
      : []),
  ];
  const box = { x: MARGIN.left, y: 2, width: width - MARGIN.left - MARGIN.right };
  const legend = legendMarks(style, box, '', entries);
  const top = legend.height + 4;
  const panelHeight = MARGIN.top + PLOT_HEIGHT + MARGIN.bottom;
  const panels = stages.map(stage => {
    const own = curves.filter(curve => curve.stage === stage);
    return panel(own, stages.length > 1 ? TITLES[stage] : '', looks, style);
  });
  const size = { width, height: top + panels.length * panelHeight + (panels.length - 1) * BETWEEN };
  const title = 'Spectra and bands';
  const svg = svgFile(style, size, title, [
    { chart: plotCanvas(style, width, top, legend.marks), x: 0, y: 0 },
    ...panels.map((chart, i) => ({ chart, x: 0, y: top + i * (panelHeight + BETWEEN) })),
  ]);
  return { name: 'spectra', title, caption: captionOf(curves, where), svg };
}

interface Look {
  readonly colour: string;
  readonly dashes: string;
}

const DASHES = ['none', '4 2', '1.5 1.5', '6 2 1.5 2'];

function lookOf(index: number): Look {
  return {
    colour: CATEGORY_COLOURS[index % CATEGORY_COLOURS.length]!,
    dashes: DASHES[index % DASHES.length]!,
  };
}

function linesOf(curves: readonly RecordedCurve[]): RecordedCurve[] {
  return curves.filter(({ kind }) => kind !== 'filter');
}

function isChanged(curves: readonly RecordedCurve[]): boolean {
  const initial = curves.filter(({ stage }) => stage === 'initial');
  return curves
    .filter(({ stage }) => stage === 'final')
    .some(curve => {
      const before = initial.find(({ layer, name }) => layer === curve.layer && name === curve.name);
      return before?.values.some((value, i) => value !== curve.values[i]) ?? false;
    });
}

function panel(
  curves: readonly RecordedCurve[],
  title: string,
  looks: ReadonlyMap<string, Look>,
  style: FigureStyle,
): SVGSVGElement {
  const axis = {
    tickSize: 3,
    tickPadding: 3,
    labelAnchor: 'center',
    labelArrow: 'none',
    fontSize: style.fontSize,
  } as const;
  const ends = curves.flatMap(({ wavelengthsNm }) => [wavelengthsNm[0]!, wavelengthsNm.at(-1)!]);
  const brightest = Math.max(
    ...linesOf(curves).map(({ kind, values }) => (kind === 'response' ? 0 : Math.max(...values))),
  );
  return plotChart(style, {
    width: style.singleColumn,
    height: MARGIN.top + PLOT_HEIGHT + MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { type: 'linear', domain: [Math.min(...ends), Math.max(...ends)] },
    y: { type: 'linear', domain: [0, 1] },
    marks: [
      ...curves.filter(({ kind }) => kind === 'filter').flatMap(bandMarks),
      ...linesOf(curves).map(curve => lineMark(curve, brightest, looks.get(curve.name)!)),
      Plot.frame({ anchor: 'left', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.frame({ anchor: 'bottom', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.axisX({ ...axis, ticks: 6, label: 'Wavelength (nm)', labelOffset: MARGIN.bottom - 4 }),
      Plot.axisY({ ...axis, ticks: 5, label: 'Share', labelOffset: MARGIN.left - 4 }),
      Plot.text(title === '' ? [] : [title], {
        frameAnchor: 'top',
        dy: -10,
        fontWeight: 'bold',
        ariaDescription: 'stage',
      }),
    ],
  });
}

function bandMarks({ name, wavelengthsNm, values }: RecordedCurve): Plot.Markish[] {
  const points = Array.from(values, (y, i) => ({ x: wavelengthsNm[i]!, y }));
  return [
    Plot.areaY(points, { x: 'x', y: 'y', fill: MUTED, fillOpacity: BAND_OPACITY, ariaDescription: name }),
    Plot.lineY(points, { x: 'x', y: 'y', stroke: MUTED, strokeWidth: THIN_LINE }),
  ];
}

/** Light has no scale of its own: its highest point in a panel is 1; without any light all are 0. A response is a share. */
function lineMark(
  { name, kind, wavelengthsNm, values }: RecordedCurve,
  brightest: number,
  { colour, dashes }: Look,
): Plot.Markish {
  const scale = kind === 'response' || brightest === 0 ? 1 : brightest;
  const points = Array.from(values, (value, i) => ({ x: wavelengthsNm[i]!, y: value / scale }));
  return Plot.lineY(points, {
    ...{ x: 'x', y: 'y', stroke: colour, strokeWidth: DATA_LINE, strokeDasharray: dashes },
    ariaDescription: name,
  });
}

function captionOf(curves: readonly RecordedCurve[], where: string): string {
  const kinds = new Set(curves.map(({ kind }) => kind));
  const parts = [
    ...(kinds.has('emission') || kinds.has('light')
      ? ['lines: photons that are emitted or shine, the most of them in a panel 1']
      : []),
    ...(kinds.has('response') ? ['the response of the sensor: share of the photons that is detected'] : []),
    ...(kinds.has('filter') ? ['grey bands: transmission of the filters'] : []),
  ];
  const stages = isChanged(curves) ? ', before training and after it' : '';
  return `Spectra in the camera${where}${stages}. ${upperFirst(parts.join('; '))}.`;
}

/** Training curves: loss and score over the epochs, training and validation images. */
import * as Plot from '@observablehq/plot';
import type { EpochMetrics } from '../analysis/metrics-stream.js';
import { replicateNoun, replicatesText, type Replicates } from '../analysis/replicates.js';
import { scoreTitle, type ScoreKind } from '../analysis/score-kind.js';
import { meanInterval } from '../analysis/statistics.js';
import type { Drawing } from './figure.js';
import { legendMarks } from './legend.js';
import { upperFirst } from './letter-case.js';
import { plotCanvas, plotChart, svgFile } from './plot-svg.js';
import { AXIS_LINE, BAND_OPACITY, CATEGORY_COLOURS, DATA_LINE, INK, type FigureStyle } from './style.js';
import { epochTicks } from './ticks.js';

export interface TrainingRun {
  readonly epochs: readonly EpochMetrics[];
  /** Epoch whose weights were kept. */
  readonly bestEpoch: number;
}

interface CurvePoint {
  readonly epoch: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

const MARGIN = { left: 44, right: 8, top: 8, bottom: 33 };
const PLOT_HEIGHT = 120;
const TRAIN = { colour: CATEGORY_COLOURS[0]!, dashes: 'none' };
const VALIDATION = { colour: CATEGORY_COLOURS[1]!, dashes: '4 2' };

/**
 * Draws the repeats or folds of one combination.
 *
 * @param where Which combination, for the caption.
 * @param plan What its trainings are.
 */
export function trainingCurves(
  runs: readonly TrainingRun[],
  kind: ScoreKind,
  where: string,
  style: FigureStyle,
  plan: Replicates = { repeats: runs.length },
): Drawing {
  const width = style.singleColumn;
  const entries = [
    { text: 'training', ...TRAIN, marker: null },
    { text: 'validation', ...VALIDATION, marker: null },
    { text: 'weights kept', colour: INK, marker: 'diamond' as const, dashes: null },
  ];
  const legend = legendMarks(
    style,
    { x: MARGIN.left, y: 2, width: width - MARGIN.left - MARGIN.right },
    '',
    entries,
  );
  const panels = [
    panel(runs, lossQuantity(kind, runs), width / 2, style),
    panel(runs, scoreQuantity(kind), width / 2, style),
  ];
  const top = legend.height + 4;
  const size = { width, height: top + MARGIN.top + PLOT_HEIGHT + MARGIN.bottom };
  const title = 'Training';
  const svg = svgFile(style, size, title, [
    { chart: plotCanvas(style, width, top, legend.marks), x: 0, y: 0 },
    ...panels.map((chart, i) => ({ chart, x: (i * width) / 2, y: top })),
  ]);
  return { name: 'training-curves', title, caption: captionOf(runs, kind, where, plan), svg };
}

/** What a panel shows. */
interface Quantity {
  readonly train: keyof EpochMetrics;
  readonly validation: keyof EpochMetrics;
  readonly label: string;
  /** What is shown over what is recorded. */
  readonly factor: number;
  /** Smallest and largest shown value that there can be. */
  readonly range: readonly [number, number];
  readonly startsAtZero: boolean;
}

/** A loss without a unit that stays below this is small throughout. */
const SMALL_LOSS = 0.2;

/** Errors of images are small: a thousand times as much has short labels. */
function lossQuantity({ lossName, lossUnit }: ScoreKind, runs: readonly TrainingRun[]): Quantity {
  const largest = Math.max(
    ...runs.flatMap(({ epochs }) => epochs.map(each => Math.max(each.trainLoss, each.validationLoss))),
  );
  const name = upperFirst(lossName);
  const [label, factor] =
    lossUnit !== '' ? [`Loss (${lossUnit})`, 1] : largest < SMALL_LOSS ? [`${name} × 1000`, 1000] : [name, 1];
  const keys = { train: 'trainLoss', validation: 'validationLoss' } as const;
  return { ...keys, label, factor, range: [0, Infinity], startsAtZero: true };
}

function scoreQuantity(kind: ScoreKind): Quantity {
  const { factor, range } = kind;
  const keys = { train: 'trainScore', validation: 'validationScore' } as const;
  const shown = [factor * range[0], factor * range[1]] as const;
  return { ...keys, label: scoreTitle(kind), factor, range: shown, startsAtZero: false };
}

function panel(
  runs: readonly TrainingRun[],
  quantity: Quantity,
  width: number,
  style: FigureStyle,
): SVGSVGElement {
  const last = Math.max(...runs.map(run => run.epochs.length));
  const kept = runs.flatMap(run => run.epochs.filter(({ epoch }) => epoch === run.bestEpoch));
  const { train, validation, label, factor } = quantity;
  const curves = [curve(runs, train, quantity), curve(runs, validation, quantity)] as const;
  const axis = {
    tickSize: 3,
    tickPadding: 3,
    labelAnchor: 'center',
    labelArrow: 'none',
    fontSize: style.fontSize,
  } as const;
  return plotChart(style, {
    width,
    height: MARGIN.top + PLOT_HEIGHT + MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { type: 'linear', domain: [1, Math.max(2, last)], inset: 6 },
    y: { type: 'linear', domain: valueDomain(curves.flat(), quantity), nice: 5, clamp: true },
    marks: [
      Plot.frame({ anchor: 'left', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.frame({ anchor: 'bottom', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.axisX({
        ...axis,
        ticks: epochTicks(last),
        tickFormat: String,
        label: 'Epoch',
        labelOffset: MARGIN.bottom - 4,
      }),
      Plot.axisY({ ...axis, ticks: 5, label, labelOffset: MARGIN.left - 4 }),
      ...curveMarks(curves[0], TRAIN, 'training'),
      ...curveMarks(curves[1], VALIDATION, 'validation'),
      Plot.dot(kept, {
        x: 'epoch',
        y: (metrics: EpochMetrics) => factor * metrics[validation],
        symbol: 'diamond',
        r: 2.5,
        fill: INK,
        ariaDescription: 'weights kept',
      }),
    ],
  });
}

/** Mean and 95 % interval over the repeats that reached each epoch. */
function curve(
  runs: readonly TrainingRun[],
  key: keyof EpochMetrics,
  { factor, range: [least, most] }: Quantity,
): CurvePoint[] {
  const last = Math.max(...runs.map(run => run.epochs.length));
  return Array.from({ length: last }, (_, i) => {
    const values = runs.flatMap(run => (run.epochs[i] ? [factor * run.epochs[i][key]] : []));
    const { mean, halfWidth } = meanInterval(values);
    if (halfWidth === null) return { epoch: i + 1, mean, low: null, high: null };
    return {
      epoch: i + 1,
      mean,
      low: Math.max(least, mean - halfWidth),
      high: Math.min(most, mean + halfWidth),
    };
  });
}

/** Of scores, in their unit: over less, labels would have two decimals, and noise would look like a course. */
const LEAST_SPAN = 0.5;

function valueDomain(
  points: readonly CurvePoint[],
  { startsAtZero, range: [least, most] }: Quantity,
): [number, number] {
  const low = Math.min(...points.map(point => point.low ?? point.mean));
  const high = Math.max(...points.map(point => point.high ?? point.mean));
  if (startsAtZero) return [0, high > 0 ? high : 1];
  const missing = Math.max(0, LEAST_SPAN - (high - low)) / 2;
  return [Math.max(least, low - missing), Math.min(most, high + missing)];
}

function curveMarks(points: readonly CurvePoint[], look: typeof TRAIN, name: string): Plot.Markish[] {
  const { colour, dashes } = look;
  const bounded = points.filter(point => point.low !== null);
  const band = { x: 'epoch', y1: 'low', y2: 'high', fill: colour, fillOpacity: BAND_OPACITY };
  const line = { x: 'epoch', y: 'mean', stroke: colour, strokeWidth: DATA_LINE, strokeDasharray: dashes };
  return [
    bounded.length > 1 ? Plot.areaY(bounded, { ...band, ariaDescription: `interval of ${name}` }) : null,
    points.length > 1
      ? Plot.lineY(points, { ...line, ariaDescription: `mean of ${name}` })
      : Plot.dot(points, { x: 'epoch', y: 'mean', fill: colour, r: 2.5, ariaDescription: `mean of ${name}` }),
  ];
}

function captionOf(runs: readonly TrainingRun[], kind: ScoreKind, where: string, plan: Replicates): string {
  const noun = replicateNoun(plan);
  const lengths = new Set(runs.map(run => run.epochs.length));
  const repeats =
    runs.length === 1
      ? `One ${noun}, so there is no interval`
      : `Lines: mean over ${replicatesText(plan, runs.length)}; bands: 95 % confidence interval of the mean (Student's t)`;
  const early =
    lengths.size > 1
      ? ` ${upperFirst(noun)}s stopped after different numbers of epochs; later points hold fewer of them.`
      : '';
  const best = [...new Set(runs.map(run => run.bestEpoch))].sort((a, b) => a - b).join(', ');
  return (
    `${upperFirst(kind.lossName)} and ${kind.name} over the epochs${where}. ${repeats}. Diamonds: epoch with the best validation loss of each ` +
    `${noun}, whose weights were kept (${best}).${early}`
  );
}

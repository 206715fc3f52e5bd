/** Draws every figure of a sweep into its folder. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../analysis/atomic-file.js';
import { confusionMatrix } from '../analysis/confusion.js';
import { readMetrics } from '../analysis/metrics-stream.js';
import { trialFolder } from '../analysis/sweep-plan.js';
import { readSweep, type Sweep, type SummaryRow } from '../analysis/sweep-record.js';
import { readDesign } from '../analysis/design-record.js';
import { readSpectra } from '../analysis/spectra-record.js';
import { readPositions } from '../analysis/position-record.js';
import { readImageScores, readReconstructions } from '../analysis/reconstruction-record.js';
import { readMaskScores, readSegmentations } from '../analysis/segmentation-record.js';
import { scoreKindOf, scoreKinds, type TaskName } from '../analysis/score-kind.js';
import { readPredictions, readSaliency, readSamples } from '../analysis/trial-record.js';
import { settingsText, settingText } from './axis-label.js';
import { confusionFigure } from './confusion-matrix.js';
import { pdfFrom, pngFrom } from './convert.js';
import type { Drawing, Figure } from './figure.js';
import { learnedElements } from './learned-elements.js';
import { positionErrors } from './position-errors.js';
import { rankedCombinations, representativeText, type Representative } from './representative.js';
import { reconstructionGrid } from './reconstruction-grid.js';
import { saliencyGrid } from './saliency-grid.js';
import { curveName, scoreCurve } from './score-curve.js';
import { segmentationGrid } from './segmentation-grid.js';
import { sensorStrip, type StripRow } from './sensor-strip.js';
import { spectraFigure } from './spectra-figure.js';
import { VENUES, type FigureStyle, type Venue } from './style.js';
import { testSetOf } from './test-set.js';
import { trainingCurves } from './training-curves.js';

const formatNames = ['svg', 'pdf', 'png'] as const;
export type FigureFormat = (typeof formatNames)[number];

export interface DrawOptions {
  /** Default: all three. */
  readonly formats?: readonly FigureFormat[];
  /** Whose column widths and font size; default 'ieee'. */
  readonly venue?: Venue;
  /** Told of each figure that is left out, and why. */
  readonly onSkip?: (name: string, reason: string) => void;
}

/** More rows than this would make the strip taller than a page. */
const MAX_STRIP_ROWS = 4;

/**
 * Draws what the finished trials allow and writes `<folder>/figures/<name>.{svg,pdf,png}`, each file atomically. Files of a figure
 * that is left out are removed.
 *
 * @param folder Folder of a sweep, finished or not.
 * @returns The figures with captions, the score curve first.
 * @throws RecordError if a file of the sweep or of a trial that is drawn is missing or damaged.
 */
export async function drawFigures(folder: string, options: DrawOptions = {}): Promise<Figure[]> {
  const { formats = formatNames, venue = 'ieee', onSkip } = options;
  const results = drawSweep(readSweep(folder), VENUES[venue]);
  const figures: Figure[] = [];
  const target = join(folder, 'figures');
  mkdirSync(target, { recursive: true });
  for (const [name, result] of results) {
    if (result === null) removeFigure(target, name);
    else if (typeof result === 'string') {
      removeFigure(target, name);
      onSkip?.(name, result);
    } else figures.push(await writeFigure(target, result, formats));
  }
  return figures;
}

type Outcome = [name: string, drawing: Drawing | string | null];

/** Drawings by name; in words why one is left out; null where the sweep has nothing of the kind. */
function drawSweep(sweep: Sweep, style: FigureStyle): Outcome[] {
  const kind = scoreKindOf(sweep.plan.config);
  const [best] = rankedCombinations(sweep);
  if (!best) return namesOf(kind.task).map(name => [name, 'no trial has finished']);
  const folders = best.rows.map(row => trialFolder(sweep.folder, row.trial));
  const where = representativeText(best);
  const runs = folders.map((folder, i) => ({
    epochs: readMetrics(folder),
    bestEpoch: best.rows[i]!.bestEpoch,
  }));
  const trained = runs.filter(run => run.epochs.length > 0);
  const seed = seedText(best, where);
  const common: Outcome[] = [
    ['sensor-strip', strip(sweep, best, style)],
    ['learned-elements', bestDesign(sweep, style)],
    ['spectra', bestSpectra(folders[0]!, seed, style)],
    [
      'training-curves',
      trained.length === 0 ? 'no metrics were recorded' : trainingCurves(trained, kind, where, style),
    ],
  ];
  return inOrder([...ownFigures(sweep, kind.task, folders, { where, seed }, style), ...common]);
}

/** Figures of the task. */
function ownFigures(
  sweep: Sweep,
  task: TaskName,
  folders: readonly string[],
  captions: Captions,
  style: FigureStyle,
): Outcome[] {
  switch (task) {
    case 'classify':
      return classFigures(sweep, folders, captions, style);
    case 'reconstruct':
      return sceneFigures(sweep, folders[0]!, captions.seed, style);
    case 'segment':
      return maskFigures(sweep, folders[0]!, captions.seed, style);
    case 'locate':
      return positionFigures(sweep, folders[0]!, captions.seed, style);
  }
}

/** Where figures of the first repeat come from. */
function seedText({ rows }: Representative, where: string): string {
  return rows.length > 1 ? `${where}, first repeat` : where;
}

/** The learned arrays of the best combination that has some; null where no trial has. */
function bestDesign(sweep: Sweep, style: FigureStyle): Drawing | null {
  for (const combination of rankedCombinations(sweep)) {
    const design = readDesign(trialFolder(sweep.folder, combination.rows[0]!.trial));
    if (design.length === 0) continue;
    const where = settingsText(combination.axes);
    const at = where === '' ? '' : ` at ${where} (the best combination with learned arrays)`;
    return learnedElements(design, seedText(combination, at), style);
  }
  return null;
}

/** Of the best combination; null where its camera has no wavelengths. */
function bestSpectra(folder: string, where: string, style: FigureStyle): Drawing | null {
  const curves = readSpectra(folder);
  return curves.length === 0 ? null : spectraFigure(curves, where, style);
}

/** Of all tasks, in the order of the page. */
const ORDER = [
  ...Object.values(scoreKinds).map(curveName),
  'reconstructions',
  'segmentations',
  'position-errors',
  'confusion-matrix',
  'sensor-strip',
  'learned-elements',
  'spectra',
  'saliency-grid',
  'training-curves',
];

function inOrder(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
}

/** Figures that a task has of its own, besides its curve. */
const OWN: Readonly<Record<TaskName, readonly string[]>> = {
  classify: ['confusion-matrix', 'saliency-grid'],
  reconstruct: ['reconstructions'],
  segment: ['segmentations'],
  locate: ['position-errors'],
};

/** Figures that every sweep of a task has. */
function namesOf(task: TaskName): string[] {
  const names = [curveName(scoreKinds[task]), ...OWN[task], 'sensor-strip', 'training-curves'];
  return ORDER.filter(name => names.includes(name));
}

/** Where figures come from, for captions: all repeats, or the first one. */
interface Captions {
  readonly where: string;
  readonly seed: string;
}

function classFigures(
  sweep: Sweep,
  folders: readonly string[],
  { where, seed }: Captions,
  style: FigureStyle,
): Outcome[] {
  const saliency = readSaliency(folders[0]!);
  const predictions = folders.map(readPredictions);
  const { classNames } = predictions[0]!;
  const rows = predictions.flatMap(repeat => repeat.rows);
  const images = predictions[0]!.rows.length;
  const matrix = confusionMatrix(rows, classNames.length);
  return [
    ['accuracy-curve', scoreCurve(sweep, testSetOf(predictions[0]!), style)],
    [
      'confusion-matrix',
      confusionFigure({ classNames, matrix, repeats: folders.length, images, where }, style),
    ],
    [
      'saliency-grid',
      saliency.maps.length === 0 ? 'no saliency maps were recorded' : saliencyGrid(saliency, seed, style),
    ],
  ];
}

const noClasses = 'the task is reconstruct, which names no classes';

function sceneFigures(sweep: Sweep, folder: string, seed: string, style: FigureStyle): Outcome[] {
  const { images } = readReconstructions(folder);
  const test = { images: readImageScores(folder).length, classes: null };
  return [
    ['psnr-curve', scoreCurve(sweep, test, style)],
    [
      'reconstructions',
      images.length === 0 ? 'no sample images were recorded' : reconstructionGrid(images, seed, style),
    ],
    ['confusion-matrix', noClasses],
    ['saliency-grid', noClasses],
  ];
}

function maskFigures(sweep: Sweep, folder: string, seed: string, style: FigureStyle): Outcome[] {
  const segmentations = readSegmentations(folder);
  const test = { images: new Set(readMaskScores(folder).rows.map(({ index }) => index)).size, classes: null };
  return [
    ['iou-curve', scoreCurve(sweep, test, style)],
    [
      'segmentations',
      segmentations.images.length === 0
        ? 'no sample images were recorded'
        : segmentationGrid(segmentations, seed, style),
    ],
  ];
}

function positionFigures(sweep: Sweep, folder: string, seed: string, style: FigureStyle): Outcome[] {
  const positions = readPositions(folder);
  const { images } = readSamples(folder);
  return [
    ['rmse-curve', scoreCurve(sweep, { images: positions.rows.length, classes: null }, style)],
    ['position-errors', positionErrors(positions, images, seed, style)],
  ];
}

/** One row per light level where light is swept, else one row per recorded image. */
function strip(sweep: Sweep, best: Representative, style: FigureStyle): Drawing | string {
  const light = sweep.plan.axes.find(axis => /photons|exposure/i.test(axis.path) && axis.values.length > 1);
  if (light) {
    const rows = light.values.flatMap(value => {
      const axes = { ...best.axes, [light.path]: value };
      const row = sweep.rows.find(candidate => isAt(candidate, axes));
      const images = row ? firstImage(trialFolder(sweep.folder, row.trial)) : [];
      return images.length > 0 ? [{ heading: upperFirst(settingText(light.path, value)), images }] : [];
    });
    if (rows.length > 0) return sensorStrip(spread(rows), stripWhere(best, light.path), style);
  }
  const { images, classNames } = readSamples(trialFolder(sweep.folder, best.rows[0]!.trial));
  const indices = [...new Set(images.map(image => image.image))].slice(0, MAX_STRIP_ROWS);
  const rows = indices.map((index): StripRow => {
    const stages = images.filter(image => image.image === index);
    const { source, label } = stages[0]!;
    // One class would tell nothing.
    const named = classNames.length > 1 ? `, class ${classNames[label]!}` : '';
    return { heading: `${source}${named}`, images: stages };
  });
  return rows.length === 0
    ? 'no sample images were recorded'
    : sensorStrip(rows, representativeText(best), style);
}

function firstImage(folder: string): readonly StripRow['images'][number][] {
  const { images } = readSamples(folder);
  return images.filter(image => image.image === images[0]!.image);
}

function isAt(row: SummaryRow, axes: SummaryRow['axes']): boolean {
  return Object.entries(axes).every(([path, value]) => row.axes[path] === value);
}

/** At most as many rows as fit, first and last among them. */
function spread(rows: readonly StripRow[]): StripRow[] {
  if (rows.length <= MAX_STRIP_ROWS) return [...rows];
  const step = (rows.length - 1) / (MAX_STRIP_ROWS - 1);
  return Array.from({ length: MAX_STRIP_ROWS }, (_, i) => rows[Math.round(i * step)]!);
}

/** The settings that all rows share; the bit depth is in the columns. */
function stripWhere({ axes }: Representative, lightPath: string): string {
  const shared = Object.entries(axes).filter(([path]) => path !== lightPath && !path.endsWith('bitDepth'));
  const settings = settingsText(Object.fromEntries(shared));
  return `${settings === '' ? '' : ` at ${settings}`}, one row per light level`;
}

/** A figure that is left out now may have been drawn of other trials before. */
function removeFigure(folder: string, name: string): void {
  for (const format of formatNames) rmSync(join(folder, `${name}.${format}`), { force: true });
}

/** Writes `<folder>/<name>.<format>`, each file atomically. */
export async function writeFigure(
  folder: string,
  drawing: Drawing,
  formats: readonly FigureFormat[] = formatNames,
): Promise<Figure> {
  const files: string[] = [];
  for (const format of formats) {
    const path = join(folder, `${drawing.name}.${format}`);
    if (format === 'svg') writeFileAtomic(path, drawing.svg);
    else if (format === 'pdf') writeFileAtomic(path, await pdfFrom(drawing.svg, drawing.title));
    else writeFileAtomic(path, pngFrom(drawing.svg));
    files.push(path);
  }
  return { ...drawing, files };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Draws every figure of a sweep into its folder. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../analysis/atomic-file.js';
import { readMetrics } from '../analysis/metrics-stream.js';
import { replicateNoun, type Replicates } from '../analysis/replicates.js';
import { trialFolder } from '../analysis/sweep-plan.js';
import { readSweep, type Sweep } from '../analysis/sweep-record.js';
import { readDesign } from '../analysis/design-record.js';
import { readSpectra } from '../analysis/spectra-record.js';
import { scoreKindOf, scoreKinds, taskNames, type TaskName } from '../analysis/score-kind.js';
import { settingsText } from './axis-label.js';
import { bestMaps } from './best-maps.js';
import { pdfFrom, pngFrom } from './convert.js';
import type { Drawing, Figure } from './figure.js';
import { headCurvesName, headFigures } from './head-figures.js';
import { learnedElements } from './learned-elements.js';
import { rankedCombinations, representativeText, type Representative } from './representative.js';
import { curveName } from './score-curve.js';
import { spectraFigure } from './spectra-figure.js';
import { VENUES, type FigureStyle, type Venue } from './style.js';
import { sweepStrip } from './sweep-strip.js';
import { ownFigures, ownNames, type Outcome } from './task-figures.js';
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
  const seed = seedText(best, where, sweep.plan);
  const common: Outcome[] = [
    ['sensor-strip', sweepStrip(sweep, best, style)],
    ['learned-elements', bestDesign(sweep, style)],
    ['learned-maps', bestMaps(sweep, style)],
    ['spectra', bestSpectra(folders[0]!, seed, style)],
    [
      'training-curves',
      trained.length === 0
        ? 'no metrics were recorded'
        : trainingCurves(trained, kind, where, style, sweep.plan),
    ],
  ];
  const captions = { where, seed, sampleFolder: folders[0]! };
  const own = ownFigures(sweep, kind.task, folders, captions, style);
  const bestEpochs = best.rows.map(({ bestEpoch }) => bestEpoch);
  const heads = headFigures(sweep, folders, bestEpochs, captions, style);
  return inOrder([...withHeads(own, heads), ...common], kind.task);
}

/** What a task leaves out a head may have. */
function withHeads(own: readonly Outcome[], heads: readonly Outcome[]): Outcome[] {
  const drawn = new Set(heads.flatMap(([name, drawing]) => (typeof drawing === 'object' ? [name] : [])));
  const known = new Set(own.map(([name]) => name));
  const kept = own.filter(([name, drawing]) => typeof drawing === 'object' || !drawn.has(name));
  return [...kept, ...heads.filter(([name]) => drawn.has(name) || !known.has(name))];
}

/** Where figures of the first repeat or fold come from. */
function seedText({ rows }: Representative, where: string, plan: Replicates): string {
  return rows.length > 1 ? `${where}, first ${replicateNoun(plan)}` : where;
}

/** The learned arrays of the best combination that has some; null where no trial has. */
function bestDesign(sweep: Sweep, style: FigureStyle): Drawing | null {
  for (const combination of rankedCombinations(sweep)) {
    const design = readDesign(trialFolder(sweep.folder, combination.rows[0]!.trial));
    if (design.length === 0) continue;
    const where = settingsText(combination.axes);
    const at = where === '' ? '' : ` at ${where} (the best combination with learned arrays)`;
    return learnedElements(design, seedText(combination, at, sweep.plan), style);
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
  'learned-maps',
  'spectra',
  'saliency-grid',
  'training-curves',
  ...taskNames.map(headCurvesName),
];

/** The curve of the task itself stands first. */
function inOrder(outcomes: readonly Outcome[], task: TaskName): Outcome[] {
  const own = curveName(scoreKinds[task]);
  const placeOf = (name: string) => (name === own ? -1 : ORDER.indexOf(name));
  return outcomes.toSorted(([a], [b]) => placeOf(a) - placeOf(b));
}

/** Figures that every sweep of a task has. */
function namesOf(task: TaskName): string[] {
  const names = [curveName(scoreKinds[task]), ...ownNames[task], 'sensor-strip', 'training-curves'];
  return ORDER.filter(name => names.includes(name));
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

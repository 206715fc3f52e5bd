/** The figures that each task has of its own. */
import { confusionMatrix } from '../analysis/confusion.js';
import { readLabelSets } from '../analysis/label-record.js';
import { readPositions } from '../analysis/position-record.js';
import { readImageScores, readReconstructions } from '../analysis/reconstruction-record.js';
import { replicatesText } from '../analysis/replicates.js';
import type { TaskName } from '../analysis/score-kind.js';
import { readMaskScores, readSegmentations } from '../analysis/segmentation-record.js';
import type { Sweep } from '../analysis/sweep-record.js';
import { readPredictions, readSaliency, readSamples } from '../analysis/trial-record.js';
import { confusionFigure } from './confusion-matrix.js';
import type { Drawing } from './figure.js';
import { positionErrors } from './position-errors.js';
import { muOf, reconstructionGrid } from './reconstruction-grid.js';
import { saliencyGrid } from './saliency-grid.js';
import { scoreCurve } from './score-curve.js';
import { segmentationGrid } from './segmentation-grid.js';
import type { FigureStyle } from './style.js';
import { testSetOf, type TestSet } from './test-set.js';

/** A drawing by its name; in words why it is left out; null where the sweep has nothing of the kind. */
export type Outcome = [name: string, drawing: Drawing | string | null];

/** Where figures come from, for captions: all repeats, or the first one; and the samples of the first one. */
export interface Captions {
  readonly where: string;
  readonly seed: string;
  /** Of the trial whose samples are shown. */
  readonly sampleFolder: string;
}

/** Figures that a task has of its own, besides its curve. */
export const ownNames: Readonly<Record<TaskName, readonly string[]>> = {
  classify: ['confusion-matrix', 'saliency-grid'],
  'multi-label': [],
  reconstruct: ['reconstructions'],
  segment: ['segmentations'],
  locate: ['position-errors'],
};

/**
 * Figures of the task, its curve among them.
 *
 * @param folders Of the finished repeats of the best combination, one at least.
 */
export function ownFigures(
  sweep: Sweep,
  task: TaskName,
  folders: readonly string[],
  captions: Captions,
  style: FigureStyle,
): Outcome[] {
  switch (task) {
    case 'classify':
      return classFigures(sweep, folders, captions, style);
    case 'multi-label':
      return labelFigures(sweep, folders, style);
    case 'reconstruct':
      return sceneFigures(sweep, folders, captions.seed, style);
    case 'segment':
      return maskFigures(sweep, folders, captions.seed, style);
    case 'locate':
      return positionFigures(sweep, folders, captions, style);
  }
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
  const test = testSetOf(predictions);
  const matrix = confusionMatrix(rows, classNames.length);
  const trainings = folders.length === 1 ? '' : replicatesText(sweep.plan, folders.length);
  return [
    ['accuracy-curve', scoreCurve(sweep, test, style)],
    [
      'confusion-matrix',
      confusionFigure({ classNames, matrix, trainings, images: test.images, where }, style),
    ],
    [
      'saliency-grid',
      saliency.maps.length === 0 ? 'no saliency maps were recorded' : saliencyGrid(saliency, seed, style),
    ],
  ];
}

function labelFigures(sweep: Sweep, folders: readonly string[], style: FigureStyle): Outcome[] {
  const test = imagesOf(folders.flatMap(folder => readLabelSets(folder).rows));
  return [['exactmatch-curve', scoreCurve(sweep, test, style)]];
}

const noClasses = 'the task is reconstruct, which names no classes';

/** Different images, of the folds together. */
function imagesOf(rows: readonly { readonly index: number }[]): TestSet {
  return { images: new Set(rows.map(({ index }) => index)).size, classes: null };
}

function sceneFigures(sweep: Sweep, folders: readonly string[], seed: string, style: FigureStyle): Outcome[] {
  const { images } = readReconstructions(folders[0]!);
  const test = imagesOf(folders.flatMap(readImageScores));
  return [
    ['psnr-curve', scoreCurve(sweep, test, style)],
    [
      'reconstructions',
      images.length === 0
        ? 'no sample images were recorded'
        : reconstructionGrid(images, seed, style, muOf(sweep.plan.config)),
    ],
    ['confusion-matrix', noClasses],
    ['saliency-grid', noClasses],
  ];
}

function maskFigures(sweep: Sweep, folders: readonly string[], seed: string, style: FigureStyle): Outcome[] {
  const segmentations = readSegmentations(folders[0]!);
  const test = imagesOf(folders.flatMap(folder => readMaskScores(folder).rows));
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

function positionFigures(
  sweep: Sweep,
  folders: readonly string[],
  { seed, sampleFolder }: Captions,
  style: FigureStyle,
): Outcome[] {
  const [positions, { images }] = [readPositions(folders[0]!), readSamples(sampleFolder)];
  const test = imagesOf(folders.flatMap(folder => readPositions(folder).rows));
  return [
    ['rmse-curve', scoreCurve(sweep, test, style)],
    ['position-errors', positionErrors(positions, images, seed, style)],
  ];
}

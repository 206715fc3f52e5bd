/** Confusion matrix: counts and row percentages in every cell. */
import * as Plot from '@observablehq/plot';
import {
  accuracyOf,
  balancedAccuracy,
  classScores,
  macroF1,
  rowShares,
  type ConfusionMatrix,
} from '../analysis/confusion.js';
import { blues, cssColour, textColourOn } from './colour.js';
import type { Drawing } from './figure.js';
import { fitText, textWidth } from './fonts.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { MUTED, OUTLINE, smaller, THIN_LINE, type FigureStyle } from './style.js';

export interface ConfusionInput {
  readonly classNames: readonly string[];
  /** Counts by true class (row) and predicted class (column). */
  readonly matrix: ConfusionMatrix;
  /** Which trainings are summed, such as `3 repeats with different seeds`; empty for one. */
  readonly trainings: string;
  /** Images of the test set, each counted once per repeat. */
  readonly images: number;
  /** What was tested, for the caption: "" or " at bit depth 8 bits". */
  readonly where: string;
}

/** Smallest cell that holds its two numbers, and the largest that is not clumsy. */
const CELL = { least: 26, most: 64 };
const LABEL_GAP = 5;
/** Longest class name beside a row, pixels. */
const NAME_WIDTH = 80;

interface ClassName {
  readonly name: string;
  /** Centre of its row or column from the first cell's edge. */
  readonly along: number;
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly count: number;
  readonly share: number | null;
  readonly background: string;
  readonly ink: string;
}

/** Draws the matrix in one column where its cells stay readable, else in two. */
export function confusionFigure(input: ConfusionInput, style: FigureStyle): Drawing {
  const { classNames, matrix } = input;
  const classes = classNames.length;
  const nameWidth = Math.min(
    NAME_WIDTH,
    Math.max(...classNames.map(name => textWidth(name, style.fontSize))),
  );
  const left = 1.5 * style.fontSize + nameWidth + 2 * LABEL_GAP;
  const fits = (style.singleColumn - left - 2) / classes >= CELL.least;
  const width = fits ? style.singleColumn : style.doubleColumn;
  const cell = Math.min(CELL.most, (width - left - 2) / classes);
  const isTurned = classNames.some(name => textWidth(name, style.fontSize) > cell - 2);
  const below = (isTurned ? nameWidth : style.fontSize) + 2 * LABEL_GAP + 1.4 * style.fontSize;
  const height = 2 + classes * cell + below;
  const cells = matrixCells(matrix, cell, left);
  const names = classNames.map((name, i): ClassName => ({
    name: fitText(name, nameWidth, style.fontSize),
    along: (i + 0.5) * cell,
  }));
  const bottom = 2 + classes * cell + LABEL_GAP;
  const marks = [
    Plot.rect(cells, {
      x1: (d: Cell) => d.x - cell / 2,
      x2: (d: Cell) => d.x + cell / 2,
      y1: (d: Cell) => d.y - cell / 2,
      y2: (d: Cell) => d.y + cell / 2,
      fill: 'background',
      stroke: OUTLINE,
      strokeWidth: THIN_LINE,
      ariaDescription: 'cells',
    }),
    Plot.text(cells, {
      x: 'x',
      y: (d: Cell) => d.y - Math.min(0.17 * cell, 0.55 * style.fontSize),
      text: (d: Cell) => String(d.count),
      fill: 'ink',
      fontSize: numberSize(cells, cell, style, 1),
      ariaDescription: 'counts',
    }),
    Plot.text(cells, {
      x: 'x',
      y: (d: Cell) => d.y + Math.min(0.22 * cell, 0.65 * style.fontSize),
      text: (d: Cell) => (d.share === null ? '–' : (100 * d.share).toFixed(1)),
      fill: 'ink',
      fontSize: numberSize(cells, cell, style, 2),
      ariaDescription: 'row percentages',
    }),
    Plot.text(names, {
      x: left - LABEL_GAP,
      y: (d: ClassName) => 2 + d.along,
      text: 'name',
      textAnchor: 'end',
      ariaDescription: 'true classes',
    }),
    Plot.text(names, {
      x: (d: ClassName) => left + d.along,
      y: isTurned ? bottom : bottom + style.fontSize / 2,
      text: 'name',
      ...(isTurned ? { rotate: -90, textAnchor: 'end' as const } : {}),
      ariaDescription: 'predicted classes',
    }),
    Plot.text(['True class'], { x: 0.6 * style.fontSize, y: 2 + (classes * cell) / 2, rotate: -90 }),
    Plot.text(['Predicted class'], { x: left + (classes * cell) / 2, y: height - 0.7 * style.fontSize }),
  ];
  const drawnWidth = Math.min(width, left + classes * cell + 2);
  const chart = plotCanvas(style, drawnWidth, height, marks);
  const svg = svgFile(style, { width: drawnWidth, height }, 'Confusion matrix', [{ chart, x: 0, y: 0 }]);
  return { name: 'confusion-matrix', title: 'Confusion matrix', caption: captionOf(input), svg };
}

function matrixCells(matrix: ConfusionMatrix, cell: number, left: number): Cell[] {
  const shares = rowShares(matrix);
  return matrix.flatMap((row, label) =>
    row.map((count, predicted) => {
      const share = shares[label]![predicted] ?? null;
      const background = blues(share ?? 0);
      return {
        x: left + (predicted + 0.5) * cell,
        y: 2 + (label + 0.5) * cell,
        count,
        share,
        background: cssColour(background),
        ink: count === 0 ? MUTED : textColourOn(background),
      };
    }),
  );
}

/** The wanted size, or what lets the widest number fit into its cell. */
function numberSize(cells: readonly Cell[], cell: number, style: FigureStyle, points: number): number {
  const wanted = smaller(style, points);
  const longest = points === 1 ? String(Math.max(...cells.map(({ count }) => count))) : '100.0';
  return Math.min(wanted, (wanted * (cell - 3)) / textWidth(longest, wanted));
}

function captionOf({ classNames, matrix, trainings, images, where }: ConfusionInput): string {
  const counted = trainings === '' ? 'one repeat' : `summed over ${trainings}`;
  const recalls = classNames.map((name, label) => ({ name, recall: classScores(label, matrix).recall }));
  const known = recalls.filter((entry): entry is { name: string; recall: number } => entry.recall !== null);
  const weakest = known.toSorted((a, b) => a.recall - b.recall)[0];
  const absent = recalls.filter(({ recall }) => recall === null).map(({ name }) => name);
  return (
    `Test images by true and predicted class${where}. In each cell: count, ${counted}, and below it the percentage of ` +
    `its row, which is also the shade. Test set: ${images} images. Accuracy ${percent(accuracyOf(matrix))}, balanced accuracy ` +
    `${percent(balancedAccuracy(matrix))}, macro F1 ${percent(macroF1(matrix))}.` +
    (weakest ? ` Lowest recall: ${percent(weakest.recall)} for ${weakest.name}.` : '') +
    (absent.length > 0 ? ` No test image of ${absent.join(', ')}.` : '')
  );
}

function percent(share: number | null): string {
  return share === null ? 'undefined' : `${(100 * share).toFixed(1)} %`;
}

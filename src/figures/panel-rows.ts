/** Rows of maps, each with a title above it and a colour bar below: what goes into a layer and what comes out of it. */
import * as Plot from '@observablehq/plot';
import { lyingColourBar, type ColourRange } from './colour-bar.js';
import { grey } from './colour.js';
import type { Drawing } from './figure.js';
import { wrapText } from './fonts.js';
import { imageMarks, imageUri, type PixelImage } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { smaller, type FigureStyle } from './style.js';

export interface Panel {
  /** What the map is, with its unit. */
  readonly title: string;
  readonly image: PixelImage;
  readonly range: ColourRange;
}

/** A row of panels; null leaves a place empty. */
export type PanelRow = readonly (Panel | null)[];

const GAP = 6;
const ROW_GAP = 6;
/** A panel is no taller than this, pixels. */
const TALLEST = 110;
/** Single rows of numbers keep a height that shows, pixels. */
const LEAST_HEIGHT = 10;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws the rows below each other over a single column; panels of one place stand below each other.
 *
 * @throws RangeError if there is no panel.
 */
export function panelRows(
  rows: readonly PanelRow[],
  { name, title, caption }: Omit<Drawing, 'svg'>,
  style: FigureStyle,
): Drawing {
  const columns = Math.max(0, ...rows.map(row => row.length));
  if (columns === 0) throw new RangeError('panelRows: there are 0 panels, must be at least 1');
  const width = style.singleColumn;
  const slot = (width - 2 - GAP * (columns - 1)) / columns;
  const marks: Plot.Markish[] = [];
  let top = 0;
  for (const row of rows) {
    const { marks: own, height } = rowMarks(row, top, slot, style);
    marks.push(...own);
    top += height + ROW_GAP;
  }
  const height = top - ROW_GAP;
  const chart = plotCanvas(style, width, height, marks);
  return { name, title, caption, svg: svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]) };
}

function rowMarks(
  row: PanelRow,
  top: number,
  slot: number,
  style: FigureStyle,
): { marks: Plot.Markish[]; height: number } {
  const [fontSize, barLine] = [smaller(style, 1), 1.5 * smaller(style, 2)];
  const shown = row.flatMap((panel, column) => {
    if (panel === null) return [];
    const lines = wrapText(panel.title, slot, fontSize);
    return [{ ...panel, lines, size: sizeOf(panel.image, slot), x: 1 + column * (slot + GAP) + slot / 2 }];
  });
  const head = 1.15 * fontSize * Math.max(...shown.map(({ lines }) => lines.length)) + 3;
  const tallest = Math.max(...shown.map(({ size }) => size.height));
  const titles = shown.map(({ lines, x }) => ({ text: lines.join('\n'), x }));
  const marks = [
    Plot.text(titles, {
      x: 'x',
      y: top + head - 3,
      text: 'text',
      fontSize,
      lineAnchor: 'bottom',
      lineHeight: 1.15,
      ariaDescription: 'titles',
    }),
    ...shown.flatMap(({ title, image, range, size, x }) => [
      ...imageMarks([{ x, y: top + head + size.height / 2, uri: uriOf(image, range) }], size, title),
      ...lyingColourBar(x - slot / 2, top + head + size.height + barLine / 2 + 1, slot, range, style),
    ]),
  ];
  return { marks, height: head + tallest + barLine + 1 };
}

/** Grey maps come without colours, which makes them smaller. */
function uriOf(image: PixelImage, { low, high, colour }: ColourRange): string {
  return colour === grey ? imageUri(image, low, high) : imageUri(image, low, high, colour);
}

function sizeOf({ width, height }: PixelImage, slot: number): Size {
  const scale = Math.min(slot / width, TALLEST / height);
  return { width: scale * width, height: Math.max(LEAST_HEIGHT, scale * height) };
}

/** A legend in rows above a chart: markers on short lines, each with its text. */
import * as Plot from '@observablehq/plot';
import { textWidth } from './fonts.js';
import { CATEGORY_COLOURS, DATA_LINE, INK, MARKERS, THIN_LINE, type FigureStyle } from './style.js';

export interface LegendEntry {
  readonly text: string;
  readonly colour: string;
  /** null: a line without a marker. */
  readonly marker: (typeof MARKERS)[number] | null;
  /** null: a marker without a line; a list is a pattern of dashes. */
  readonly dashes: string | null;
  /** The marker is an outline. */
  readonly isOpen?: boolean;
}

const SAMPLE_WIDTH = 20;
const GAP = 12;

/**
 * Colour and marker of the n-th line. Of the first 7 both differ, so neither is needed to tell lines apart; behind them each round of
 * colours has its markers one further, so that the two together differ up to 49 lines.
 */
export function lineLook(index: number): { colour: string; marker: (typeof MARKERS)[number] } {
  const round = Math.floor(index / CATEGORY_COLOURS.length);
  return {
    colour: CATEGORY_COLOURS[index % CATEGORY_COLOURS.length]!,
    marker: MARKERS[(index + round) % MARKERS.length]!,
  };
}

/** Options of a marker that is filled, or an outline. */
export function markerPaint(colour: string, isOpen: boolean): Plot.DotOptions {
  return isOpen ? { fill: 'white', stroke: colour, strokeWidth: THIN_LINE } : { fill: colour };
}

/** Marks of a legend from (x, y) on, no wider than `width`, and the height it takes. */
export function legendMarks(
  style: FigureStyle,
  box: { readonly x: number; readonly y: number; readonly width: number },
  title: string,
  entries: readonly LegendEntry[],
): { readonly marks: Plot.Markish[]; readonly height: number } {
  const lineHeight = 1.4 * style.fontSize;
  const titleWidth = title === '' ? 0 : textWidth(title, style.fontSize) + GAP;
  const widths = entries.map(({ text }) => SAMPLE_WIDTH + 4 + textWidth(text, style.fontSize));
  const total = widths.reduce((sum, width) => sum + width + GAP, titleWidth - GAP);
  // The title shares the row of the entries where there is room, else it has its own.
  const isOneRow = total <= box.width;
  let [x, row] = isOneRow ? [titleWidth, 0] : [0, title === '' ? 0 : 1];
  const placed = entries.map((entry, i) => {
    if (x > 0 && x + widths[i]! > box.width) [x, row] = [0, row + 1];
    const at = { ...entry, x: box.x + x, y: box.y + (row + 0.5) * lineHeight };
    x += widths[i]! + GAP;
    return at;
  });
  const heading = Plot.text([title], { x: box.x, y: box.y + lineHeight / 2, textAnchor: 'start', fill: INK });
  const marks = placed.flatMap(entry => entryMarks(entry));
  return { marks: title === '' ? marks : [heading, ...marks], height: (row + 1) * lineHeight };
}

function entryMarks(entry: LegendEntry & { readonly x: number; readonly y: number }): Plot.Markish[] {
  const { x, y, text, colour, marker, dashes, isOpen = false } = entry;
  const middle = x + SAMPLE_WIDTH / 2;
  const line = { y1: y, y2: y, x1: x, x2: x + SAMPLE_WIDTH, stroke: colour, strokeWidth: DATA_LINE };
  return [
    dashes === null
      ? null
      : Plot.link([0], { ...line, strokeDasharray: dashes, ariaDescription: 'legend line' }),
    marker === null
      ? null
      : Plot.dot([0], {
          x: middle,
          y,
          symbol: marker,
          r: 3,
          ...markerPaint(colour, isOpen),
          ariaDescription: 'legend marker',
        }),
    Plot.text([text], {
      x: x + SAMPLE_WIDTH + 4,
      y,
      textAnchor: 'start',
      fill: INK,
      ariaDescription: 'legend text',
    }),
  ];
}

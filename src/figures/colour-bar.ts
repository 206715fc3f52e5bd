/** A bar that says which colour stands for which value. */
import * as Plot from '@observablehq/plot';
import { cssColour, type Rgb } from './colour.js';
import { textWidth } from './fonts.js';
import { imageMarks, imageUri } from './pixel-image.js';
import { OUTLINE, smaller, THIN_LINE, type FigureStyle } from './style.js';

export interface ColourRange {
  readonly low: number;
  readonly high: number;
  readonly colour: (share: number) => Rgb;
  readonly labels: readonly [low: string, high: string];
}

const BAR_WIDTH = 8;
const BAR_STEPS = 64;

/** Room for the bar and its labels, pixels. */
export const BAR_SPACE = 46;

/** Height of a bar that lies, pixels. */
const LYING_HEIGHT = 5;
const LABEL_GAP = 3;

/** Marks of a bar that lies between its labels, on one line of text `width` wide about the height `y`. */
export function lyingColourBar(
  x: number,
  y: number,
  width: number,
  range: ColourRange,
  style: FigureStyle,
): Plot.Markish[] {
  const small = smaller(style, 2);
  const [low, high] = range.labels;
  const left = x + textWidth(low, small) + LABEL_GAP;
  const right = Math.max(left + LYING_HEIGHT, x + width - textWidth(high, small) - LABEL_GAP);
  const bar = { x: (left + right) / 2, y, uri: stepsUri(range) };
  const labels = [
    { text: low, x },
    { text: high, x: right + LABEL_GAP },
  ];
  return [
    ...imageMarks([bar], { width: right - left, height: LYING_HEIGHT }, 'colour bar'),
    Plot.text(labels, {
      x: 'x',
      y,
      text: 'text',
      textAnchor: 'start',
      fontSize: small,
      ariaDescription: 'colour bar labels',
    }),
  ];
}

function stepsUri({ colour }: ColourRange): string {
  const values = Float32Array.from({ length: BAR_STEPS }, (_, i) => i);
  return imageUri({ height: 1, width: BAR_STEPS, channels: 1, values }, 0, BAR_STEPS - 1, colour);
}

/** Marks of a bar from (x, top) down, its labels at the right. */
export function colourBar(
  x: number,
  top: number,
  height: number,
  range: ColourRange,
  style: FigureStyle,
): Plot.Markish[] {
  const small = smaller(style, 1.5);
  const steps = Array.from({ length: BAR_STEPS }, (_, i) => ({
    y: top + height - (i * height) / BAR_STEPS,
    fill: cssColour(range.colour(i / (BAR_STEPS - 1))),
  }));
  const [low, high] = range.labels;
  const inset = Math.min(0.4 * small, height / 2);
  // The bar of a single row has no room for two labels.
  const labels =
    height < 2 * small
      ? [{ text: `${low} to ${high}`, y: top + height / 2 }]
      : [
          { text: high, y: top + inset },
          { text: low, y: top + height - inset },
        ];
  return [
    Plot.rect(steps, {
      x1: x,
      x2: x + BAR_WIDTH,
      y1: 'y',
      // Neighbours overlap, so that no seam shows between them.
      y2: (d: { y: number }) => Math.max(top, d.y - (2 * height) / BAR_STEPS),
      fill: 'fill',
      ariaDescription: 'colour bar',
    }),
    Plot.rect([0], {
      x1: x,
      x2: x + BAR_WIDTH,
      y1: top,
      y2: top + height,
      fill: 'none',
      stroke: OUTLINE,
      strokeWidth: THIN_LINE,
    }),
    Plot.text(labels, {
      x: x + BAR_WIDTH + 3,
      y: 'y',
      text: 'text',
      textAnchor: 'start',
      fontSize: small,
      ariaDescription: 'colour bar labels',
    }),
  ];
}

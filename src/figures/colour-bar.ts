/** A bar that says which colour stands for which value. */
import * as Plot from '@observablehq/plot';
import { cssColour, type Rgb } from './colour.js';
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

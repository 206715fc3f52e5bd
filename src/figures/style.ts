/**
 * Sizes, fonts and colours of printed figures. Lengths are CSS pixels (96 to the inch) unless the name says otherwise.
 *
 * Colours: Okabe and Ito, Color Universal Design (2008), https://jfly.uni-koeln.de/color/, in an order that keeps
 * neighbours apart in grey too, without the yellow that vanishes on paper.
 */

/** One typographic point in CSS pixels. */
export const POINT = 96 / 72;
const INCH = 96;
const MILLIMETRE = 96 / 25.4;

export interface FigureStyle {
  /** Widths of one and of two columns; venues with one column have the same number twice. */
  readonly singleColumn: number;
  readonly doubleColumn: number;
  readonly fontSize: number;
}

/** What the author instructions of these venues ask for. */
export const VENUES = {
  ieee: { singleColumn: 3.5 * INCH, doubleColumn: 7.16 * INCH, fontSize: 8 * POINT },
  neurips: { singleColumn: 5.5 * INCH, doubleColumn: 5.5 * INCH, fontSize: 8 * POINT },
  icml: { singleColumn: 3.25 * INCH, doubleColumn: 6.75 * INCH, fontSize: 8 * POINT },
  cvpr: { singleColumn: 3.25 * INCH, doubleColumn: 6.875 * INCH, fontSize: 8 * POINT },
  nature: { singleColumn: 89 * MILLIMETRE, doubleColumn: 183 * MILLIMETRE, fontSize: 7 * POINT },
} as const satisfies Readonly<Record<string, FigureStyle>>;

export type Venue = keyof typeof VENUES;

export const DEFAULT_STYLE: FigureStyle = VENUES.ieee;

/** Arimo has the widths of Arial and Helvetica, so a viewer without it breaks no line differently. */
export const FONT_FAMILY = "Arimo, Arial, Helvetica, 'Liberation Sans', sans-serif";

export const THIN_LINE = 0.5 * POINT;
/** Axes and their ticks. */
export const AXIS_LINE = 0.75 * POINT;
export const DATA_LINE = 1.1 * POINT;
/** Opacity of a band around a line. */
export const BAND_OPACITY = 0.2;

export const INK = '#000000';
/** Grey of secondary text and lines; 4.5:1 on white. */
export const MUTED = '#767676';
/** Outline of images and cells, so that white ones have an edge on paper. */
export const OUTLINE = '#c8c8c8';
export const CATEGORY_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'];
export const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye'] as const;

/** Font sizes below the main one, never under 5 points. */
export function smaller(style: FigureStyle, points: number): number {
  return Math.max(5 * POINT, style.fontSize - points * POINT);
}

/** The horizontal axis of swept values: which of them are labelled, and how. */
import type { AxisValue } from '../analysis/sweep-plan.js';
import { valueText } from './axis-label.js';
import type { CurveData } from './curve-data.js';
import { fitText, textWidth } from './fonts.js';
import type { FigureStyle } from './style.js';
import { clearLabels } from './ticks.js';

/** Names that do not fit side by side are turned by so much, degrees. */
const TURN = -40;
/** Longer names are cut, pixels. */
const LONGEST_NAME = 110;
const LINE_HEIGHT = 1.2;

export interface ValueLabels {
  readonly text: (value: AxisValue) => string;
  /** Degrees. */
  readonly turn: number;
  /** What they need below the axis beyond a line of text, pixels. */
  readonly extraHeight: number;
}

/**
 * Labels of the values, which do not touch: of numbers some are left out, names are turned where they need to be.
 *
 * @param length Of the axis between the first and the last value, or of all categories, pixels.
 */
export function valueLabels(
  { scale, xAxis }: Pick<CurveData, 'scale' | 'xAxis'>,
  length: number,
  { fontSize }: FigureStyle,
): ValueLabels {
  if (scale === 'point') return nameLabels(xAxis.values, length, fontSize);
  const values = xAxis.values as readonly number[];
  const along = values.map(value => (scale === 'log' ? Math.log(value) : value));
  const positions = along.map(value => (length * (value - along[0]!)) / (along.at(-1)! - along[0]!));
  const widths = values.map(value => textWidth(valueText(value), fontSize));
  const shown = clearLabels(positions, widths, 3);
  const text = (value: AxisValue) => (shown[values.indexOf(value as number)] ? valueText(value) : '');
  return { text, turn: 0, extraHeight: 0 };
}

function nameLabels(values: readonly AxisValue[], length: number, fontSize: number): ValueLabels {
  const room = length / values.length - 4;
  const widest = Math.max(...values.map(value => textWidth(valueText(value), fontSize)));
  if (widest <= room) return { text: valueText, turn: 0, extraHeight: 0 };
  const angle = (Math.abs(TURN) * Math.PI) / 180;
  const slant = Math.min(widest, LONGEST_NAME) * Math.sin(angle) - fontSize * (LINE_HEIGHT - Math.cos(angle));
  const text = (value: AxisValue) => fitText(valueText(value), LONGEST_NAME, fontSize);
  return { text, turn: TURN, extraHeight: Math.max(0, slant) };
}

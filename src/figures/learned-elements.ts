/** Learned elements: masks, kernels and other arrays of the hardware before training and after it. */
import * as Plot from '@observablehq/plot';
import type { DesignArray } from '../analysis/design-record.js';
import { numberText } from './axis-label.js';
import { BAR_SPACE, colourBar, type ColourRange } from './colour-bar.js';
import { cyclic, diverging, viridis } from './colour.js';
import type { Drawing } from './figure.js';
import { fitText } from './fonts.js';
import { withLayoutMaps } from './layout-map.js';
import { imageMarks, imageUri } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import type { FigureStyle } from './style.js';

/** One array before and after training. */
interface Element {
  readonly initial: DesignArray;
  readonly final: DesignArray;
}

/** A stack of planes shows so many of them, four in a row. */
const MOST_PLANES = 8;
const PLANES_ACROSS = 4;
const GAP = 4;
const HALF_GAP = 14;
const ROW_GAP = 10;
/** A panel of a single plane is no taller than this, pixels. */
const TALLEST = 110;
/** Long thin arrays, such as single rows, keep a height that shows. */
const LEAST_HEIGHT = 10;

const STAGES = ['initial', 'final'] as const;
const TITLES = { initial: 'Before training', final: 'After training' } as const;

/**
 * Draws one row per array, before training on the left and after it on the right, in the same colours.
 *
 * @param where What was trained, for the caption.
 * @throws RangeError if an array has no partner of the other stage.
 */
export function learnedElements(arrays: readonly DesignArray[], where: string, style: FigureStyle): Drawing {
  const elements = pairs(withLayoutMaps(arrays));
  const width = style.singleColumn;
  const halfWidth = (width - 2 - HALF_GAP - BAR_SPACE) / 2;
  const lefts = { initial: 1, final: 1 + halfWidth + HALF_GAP };
  const head = 1.6 * style.fontSize;
  const labelHeight = 1.5 * style.fontSize;
  const layouts = elements.map(element => layoutOf(element.final, halfWidth));
  const rowHeights = layouts.map(({ height }) => labelHeight + height + ROW_GAP);
  const height = head + rowHeights.reduce((sum, each) => sum + each, 0);
  const marks = elements.flatMap((element, row) => {
    const top = head + rowHeights.slice(0, row).reduce((sum, each) => sum + each, 0);
    const range = rangeOf(element);
    const layout = layouts[row]!;
    const panelTop = top + labelHeight;
    return [
      Plot.text([fitText(labelOf(element.final), width - 2, style.fontSize)], {
        x: 1,
        y: top + 0.6 * style.fontSize,
        textAnchor: 'start',
        ariaDescription: 'arrays',
      }),
      ...STAGES.flatMap(stage => panels(element[stage], lefts[stage], panelTop, layout, range)),
      ...colourBar(width - BAR_SPACE + GAP, panelTop, layout.height, range, style),
    ];
  });
  const heads = STAGES.map(stage => ({ text: TITLES[stage], x: lefts[stage] + halfWidth / 2 }));
  const titles = Plot.text(heads, {
    x: 'x',
    y: 0.7 * style.fontSize,
    text: 'text',
    fontWeight: 'bold',
    ariaDescription: 'stages',
  });
  const title = 'Learned elements';
  const chart = plotCanvas(style, width, height, [titles, ...marks]);
  const svg = svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
  return { name: 'learned-elements', title, caption: captionOf(elements, where), svg };
}

function pairs(arrays: readonly DesignArray[]): Element[] {
  return arrays
    .filter(({ stage }) => stage === 'final')
    .map(final => {
      const initial = arrays.find(
        ({ stage, layer, name }) => stage === 'initial' && layer === final.layer && name === final.name,
      );
      if (initial === undefined) {
        throw new RangeError(
          `learnedElements: ${final.layer} ${final.name} has no initial array, must have one`,
        );
      }
      return { initial, final };
    });
}

interface Layout {
  /** Panel of one plane. */
  readonly panel: { readonly width: number; readonly height: number };
  readonly across: number;
  /** Left of the first panel inside its half. */
  readonly indent: number;
  /** All panels of a half. */
  readonly height: number;
}

/** Rows, columns and planes; a list of elements is one row. */
function sizeOf(shape: readonly number[]): { planes: number; rows: number; columns: number } {
  const [planes, rows, columns] = [1, 1, ...shape].slice(-3) as [number, number, number];
  return { planes, rows, columns };
}

function layoutOf({ shape }: DesignArray, halfWidth: number): Layout {
  const { planes, rows, columns } = sizeOf(shape);
  const shown = Math.min(planes, MOST_PLANES);
  const across = Math.min(shown, PLANES_ACROSS);
  const widest = (halfWidth - GAP * (across - 1)) / across;
  const scale = Math.min(widest / columns, TALLEST / rows);
  const panel = { width: scale * columns, height: Math.max(LEAST_HEIGHT, scale * rows) };
  const down = Math.ceil(shown / across);
  const used = across * panel.width + GAP * (across - 1);
  return { panel, across, indent: (halfWidth - used) / 2, height: down * panel.height + GAP * (down - 1) };
}

/** One range for both stages, so that their colours can be compared. */
function rangeOf({ initial, final }: Element): ColourRange {
  if (final.kind === 'phase') return { low: 0, high: 2 * Math.PI, colour: cyclic, labels: ['0', '2π'] };
  let most = 0;
  for (const { values } of [initial, final])
    for (const value of values) most = Math.max(most, Math.abs(value));
  const high = most > 0 ? most : 1;
  const text = numberText(high, 3);
  if (final.kind === 'magnitude') return { low: 0, high, colour: viridis, labels: ['0', text] };
  return { low: -high, high, colour: diverging, labels: [`−${text}`, text] };
}

function panels(
  array: DesignArray,
  left: number,
  top: number,
  layout: Layout,
  range: ColourRange,
): Plot.Markish[] {
  const { planes, rows, columns } = sizeOf(array.shape);
  const { panel, across, indent } = layout;
  const cells = Array.from({ length: Math.min(planes, MOST_PLANES) }, (_, plane) => {
    const values = array.values.subarray(plane * rows * columns, (plane + 1) * rows * columns);
    const shown = array.kind === 'phase' ? values.map(wrapped) : values;
    return {
      x: left + indent + (plane % across) * (panel.width + GAP) + panel.width / 2,
      y: top + Math.floor(plane / across) * (panel.height + GAP) + panel.height / 2,
      uri: imageUri(
        { height: rows, width: columns, channels: 1, values: shown },
        range.low,
        range.high,
        range.colour,
      ),
    };
  });
  return imageMarks(cells, panel, `${array.stage} ${array.name}`);
}

/** The angle between 0 and 2π. */
function wrapped(phase: number): number {
  const turn = 2 * Math.PI;
  return phase - turn * Math.floor(phase / turn);
}

/** `amplitude-mask: transmission, 12 of 16 planes (unit)` */
function labelOf({ layer, name, unit, shape }: DesignArray): string {
  const { planes } = sizeOf(shape);
  const count = planes > MOST_PLANES ? `, ${MOST_PLANES} of ${planes} planes` : '';
  return `${layer}: ${name}${count}${unit === '' ? '' : ` (${unit})`}`;
}

function captionOf(elements: readonly Element[], where: string): string {
  const kinds = new Set(elements.map(({ final }) => final.kind));
  const scales = [
    ...(kinds.has('magnitude') ? ['magnitudes from 0 to the largest value'] : []),
    ...(kinds.has('phase') ? ['phases modulo 2π, in colours that meet at the ends'] : []),
    ...(kinds.has('signed') ? ['values of either sign about 0'] : []),
  ];
  return (
    `Arrays of the camera that were trained together with the network${where}: before training and after it, in the ` +
    `same colours. Colours: ${scales.join('; ')}. Each element is a sharp rectangle.`
  );
}

/** Learned maps over the frame, each beside the mean image that arrives there and beside where the network looks. */
import * as Plot from '@observablehq/plot';
import type { DesignArray } from '../analysis/design-record.js';
import type { MeanImage } from '../analysis/mean-images-record.js';
import type { SaliencyMap } from '../analysis/trial-record.js';
import { numberText } from './axis-label.js';
import { lyingColourBar, type ColourRange } from './colour-bar.js';
import { viridis, type Rgb } from './colour.js';
import type { Drawing } from './figure.js';
import { fitText } from './fonts.js';
import { withLayoutMaps } from './layout-map.js';
import { imageMarks, imageUri, type PixelImage } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import type { FigureStyle } from './style.js';

/** What one layer learned over its frame. */
export interface LearnedMap {
  /** Arrays of the layer after training: one map, or the borders of a layout. */
  readonly arrays: readonly DesignArray[];
  readonly mean: MeanImage;
  /** Saliency maps of the network behind it; none where there are none of the size of the map. */
  readonly saliency: readonly SaliencyMap[];
  /** `variant = learned bits`; empty where there is one setting only. */
  readonly setting: string;
}

interface Panel {
  readonly title: string;
  readonly image: PixelImage;
  readonly range: ColourRange;
  /** Borders of rows and columns drawn over it, as fractions of its sides. */
  readonly lines?: { readonly down: readonly number[]; readonly across: readonly number[] };
}

const GAP = 8;
const ROW_GAP = 10;
const PANELS_ACROSS = 3;
const LINE_COLOUR = '#ff9f1c';
const grey = (share: number): Rgb =>
  [share, share, share].map(each => Math.round(255 * each)) as unknown as Rgb;

/**
 * The maps of a layer, those over a frame of the size of its mean image: a layout by its two arrays of borders, others by one.
 *
 * @param arrays All that were recorded, of any stage.
 */
export function mapsOf(arrays: readonly DesignArray[], mean: MeanImage): (readonly DesignArray[])[] {
  const own = arrays.filter(({ layer, stage }) => layer === mean.layer && stage === 'final');
  const borders = own.filter(({ kind }) => kind === 'borders');
  const maps = own.filter(({ shape }) => shape.join() === [mean.height, mean.width].join());
  return [...(borders.length === 2 ? [borders] : []), ...maps.map(map => [map])];
}

/** Draws one row per map: the map, the mean image with the borders of a layout over it, and the mean of the gradients. */
export function learnedMaps(maps: readonly LearnedMap[], style: FigureStyle): Drawing {
  const width = style.singleColumn;
  const side = (width - 2 - (PANELS_ACROSS - 1) * GAP) / PANELS_ACROSS;
  const line = 1.5 * style.fontSize;
  const rows = maps.map(map => ({
    map,
    panels: panelsOf(map),
    height: (side * map.mean.height) / map.mean.width,
  }));
  const tops: number[] = [];
  let height = 0;
  for (const row of rows) {
    tops.push(height);
    height += 3 * line + row.height + ROW_GAP;
  }
  height -= ROW_GAP;
  const marks = rows.flatMap(({ map, panels, height: tall }, row) => {
    const top = tops[row]!;
    const middles = panels.map((_, i) => 1 + i * (side + GAP) + side / 2);
    const label = fitText(labelOf(map), width - 2, style.fontSize);
    return [
      Plot.text([label], { x: 1, y: top + line / 2, textAnchor: 'start', ariaDescription: 'maps' }),
      Plot.text(panels, {
        x: (_: Panel, i: number) => middles[i]!,
        y: top + 1.5 * line,
        text: 'title',
        ariaDescription: 'panels',
      }),
      ...panels.flatMap(({ image, range, lines, title }, i) => [
        ...imageMarks(
          [
            {
              x: middles[i]!,
              y: top + 2 * line + tall / 2,
              uri: imageUri(image, range.low, range.high, range.colour),
            },
          ],
          { width: side, height: tall },
          title,
        ),
        ...(lines === undefined
          ? []
          : borderMarks(lines, middles[i]! - side / 2, top + 2 * line, side, tall)),
        ...lyingColourBar(middles[i]! - side / 2, top + 2.5 * line + tall, side, range, style),
      ]),
    ];
  });
  const title = 'Learned maps and mean images';
  const chart = plotCanvas(style, width, height, marks);
  const svg = svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
  return { name: 'learned-maps', title, caption: captionOf(maps), svg };
}

function panelsOf({ arrays, mean, saliency }: LearnedMap): Panel[] {
  const [map] = withLayoutMaps(arrays);
  const [rows, columns] = map!.shape as [number, number];
  const lines =
    arrays.length === 2 ? { down: fractions(arrays[0]!), across: fractions(arrays[1]!) } : undefined;
  const fitting = saliency.filter(({ height, width }) => height === mean.height && width === mean.width);
  return [
    panel('Learned', { height: rows, width: columns, channels: 1, values: map!.values }, viridis),
    { ...panel('Mean image', { ...mean, channels: 1 }, grey), ...(lines && { lines }) },
    ...(fitting.length === 0 ? [] : [panel('Mean gradient', meanMap(fitting), viridis)]),
  ];
}

function panel(title: string, image: PixelImage, colour: ColourRange['colour']): Panel {
  const most = image.values.reduce((a, b) => Math.max(a, b), 0);
  const high = most > 0 ? most : 1;
  return { title, image, range: { low: 0, high, colour, labels: ['0', numberText(high, 3)] } };
}

/** Each map counts the same, whatever its largest value. */
function meanMap(maps: readonly SaliencyMap[]): PixelImage {
  const { height, width } = maps[0]!;
  const values = new Float32Array(height * width);
  for (const map of maps) {
    const most = map.values.reduce((a, b) => Math.max(a, b), 0) || 1;
    map.values.forEach((value, i) => (values[Math.floor(i / map.channels)]! += value / (most * maps.length)));
  }
  return { height, width, channels: 1, values };
}

function fractions({ values }: DesignArray): number[] {
  const whole = values.at(-1)!;
  return [...values].slice(1, -1).map(value => value / whole);
}

function borderMarks(
  { down, across }: NonNullable<Panel['lines']>,
  left: number,
  top: number,
  width: number,
  height: number,
): Plot.Markish[] {
  const style = { stroke: LINE_COLOUR, strokeWidth: 0.8, ariaDescription: 'borders' };
  return [
    Plot.ruleY(down, { ...style, x1: left, x2: left + width, y: (each: number) => top + each * height }),
    Plot.ruleX(across, { ...style, y1: top, y2: top + height, x: (each: number) => left + each * width }),
  ];
}

/** `pixel-bits: bits (bit), variant = learned bits` */
function labelOf({ arrays, setting }: LearnedMap): string {
  const { layer, name, unit } = withLayoutMaps(arrays)[0]!;
  return `${layer}: ${name}${unit === '' ? '' : ` (${unit})`}${setting === '' ? '' : `, ${setting}`}`;
}

function captionOf(maps: readonly LearnedMap[]): string {
  const images = Math.max(...maps.map(({ mean }) => mean.images));
  const hasLayout = maps.some(({ arrays }) => arrays.length === 2);
  const looks = maps.flatMap(map => (panelsOf(map).length === PANELS_ACROSS ? [map.saliency.length] : []));
  return (
    `What was learned over the frame, in one trial each, and the mean of what arrives there of ${images} test images` +
    (hasLayout ? ', with the borders of pixels over it' : '') +
    (looks.length === 0
      ? ''
      : `; where the network looks: the mean of the absolute gradients of ${Math.max(...looks)} test images, each over its largest value`) +
    '. Colours from 0 to the number at the right of each bar.'
  );
}

/** Sensor strip: one image on its way through the camera, from the scene to the digital codes. */
import * as Plot from '@observablehq/plot';
import type { SampleImage } from '../analysis/trial-record.js';
import { numberText } from './axis-label.js';
import type { Drawing } from './figure.js';
import { fitText, textWidth, wrapText } from './fonts.js';
import { imageMarks, imageUri } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { smaller, type FigureStyle } from './style.js';

export interface StripRow {
  /** Above the row: the light level, or what the image is. */
  readonly heading: string;
  /** One image per stage, in the order of the chain. */
  readonly images: readonly SampleImage[];
}

/** Larger images are drawn over two columns, pixels a side. */
const SINGLE_COLUMN_SIDE = 48;
const GAP = 5;
/** Single rows of detectors keep a height that shows, pixels. */
const LEAST_HEIGHT = 6;
/** Height over width of the tallest image. */
const MOST_ASPECT = 1.5;

/**
 * Draws the strip. All rows have the stages of the first.
 *
 * @param where What was imaged, for the caption.
 * @throws RangeError if a row has other stages than the first.
 */
export function sensorStrip(rows: readonly StripRow[], where: string, style: FigureStyle): Drawing {
  const first = rows[0]?.images ?? [];
  const stages = first.map(image => image.stage);
  for (const { heading, images } of rows) {
    if (images.map(image => image.stage).join() !== stages.join()) {
      throw new RangeError(
        `sensorStrip: ${heading} has ${images.length} stages, must be ${stages.join(', ')}`,
      );
    }
  }
  const isWide = first.some(image => Math.max(image.height, image.width) > SINGLE_COLUMN_SIDE);
  const width = isWide ? style.doubleColumn : style.singleColumn;
  const side = (width - 2 - GAP * (stages.length - 1)) / stages.length;
  const boxes = first.map(image => boxOf(image, side));
  const tallest = Math.max(...boxes.map(box => box.height));
  const small = smaller(style, 2);
  const units = first.map(image => wrapText(image.unit, side - 4, small));
  const headHeight = 1.3 * style.fontSize + 1.15 * small * Math.max(...units.map(lines => lines.length)) + 3;
  const rowHeight = 1.4 * style.fontSize + tallest + 1.5 * small;
  const height = headHeight + rows.length * rowHeight + GAP * (rows.length - 1);
  const columns = stages.map((stage, i) => ({
    stage,
    unit: units[i]!.join('\n'),
    x: 1 + i * (side + GAP) + side / 2,
  }));
  const cells = rows.flatMap(({ images }, row) => {
    const top = headHeight + row * (rowHeight + GAP) + 1.4 * style.fontSize;
    return images.map((image, i) => ({
      column: i,
      x: columns[i]!.x,
      y: top + tallest / 2,
      uri: imageUri(image, image.displayMin, image.displayMax),
      range: rangeText(image),
      below: top + tallest + 0.85 * small,
    }));
  });
  const headings = rows.map(({ heading }, row) => ({
    text: fitText(heading, width - 2, style.fontSize),
    y: headHeight + row * (rowHeight + GAP) + 0.7 * style.fontSize,
  }));
  const marks = [
    Plot.text(columns, { x: 'x', y: 0.7 * style.fontSize, text: 'stage', ariaDescription: 'stages' }),
    Plot.text(columns, {
      x: 'x',
      y: 1.3 * style.fontSize,
      text: 'unit',
      fontSize: small,
      lineAnchor: 'top',
      lineHeight: 1.15,
      ariaDescription: 'units',
    }),
    ...distinctBoxes(boxes).flatMap(box => {
      const own = cells.filter(({ column }) => isSame(boxes[column]!, box));
      return imageMarks(own, box, 'images');
    }),
    Plot.text(cells, {
      x: 'x',
      y: 'below',
      text: 'range',
      fontSize: rangeSize(cells, side, small),
      ariaDescription: 'ranges',
    }),
    Plot.text(headings, { x: 1, y: 'y', text: 'text', textAnchor: 'start', ariaDescription: 'headings' }),
  ];
  const title = 'From the scene to the digital frame';
  const chart = plotCanvas(style, width, height, marks);
  const svg = svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
  return { name: 'sensor-strip', title, caption: captionOf(first, where), svg };
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** An image is as wide as its column unless that makes it too tall. */
function boxOf({ height, width }: SampleImage, side: number): Box {
  const scale = Math.min(side / width, (MOST_ASPECT * side) / height);
  return { width: scale * width, height: Math.max(LEAST_HEIGHT, scale * height) };
}

function isSame(a: Box, b: Box): boolean {
  return a.width === b.width && a.height === b.height;
}

function distinctBoxes(boxes: readonly Box[]): Box[] {
  return boxes.filter((box, i) => boxes.findIndex(other => isSame(other, box)) === i);
}

/** The size at which the longest range is no wider than its column. */
function rangeSize(cells: readonly { readonly range: string }[], side: number, wanted: number): number {
  const widest = Math.max(...cells.map(({ range }) => textWidth(range, wanted)));
  return Math.min(wanted, (wanted * (side + GAP - 2)) / widest);
}

function rangeText({ displayMin, displayMax }: SampleImage): string {
  return `${numberText(displayMin, 3)} to ${numberText(displayMax, 3)}`;
}

function captionOf(images: readonly SampleImage[], where: string): string {
  const [first] = images;
  const sizes = [...new Set(images.map(({ width, height }) => `${width} × ${height}`))];
  const size = sizes.length === 0 ? '' : ` of ${sizes.join(', then ')} pixels`;
  return (
    `Simulated images${size} on their way through the camera${where}. Below each image: the values shown as black and ` +
    `as ${first?.channels === 3 ? 'full colour' : 'white'}, in the unit above its column; values beyond are shown as these.`
  );
}

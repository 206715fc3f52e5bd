/** Sheets of many small images: some of each class of a data set, and some training scenes under augmentation. */
import * as Plot from '@observablehq/plot';
import type { Drawing } from './figure.js';
import { fitText } from './fonts.js';
import { imageMarks, imageUri, type PixelImage } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { CATEGORY_COLOURS, DATA_LINE, type FigureStyle } from './style.js';

export interface SheetRow {
  /** Name of the class, or what the row shows. */
  readonly heading: string;
  /** All of one size, values 0 to 1, any number of channels. */
  readonly images: readonly SheetImage[];
}

export interface SheetImage extends PixelImage {
  /** A place that is marked: x and y, pixels from the upper left corner. */
  readonly mark?: readonly [x: number, y: number];
}

const GAP = 3;

/**
 * Draws the sheet of a data set. More than three channels are shown as colour: the first third of them blue, the last red.
 *
 * @param name What is shown, for the caption.
 * @throws RangeError if there is no image.
 */
export function contactSheet(rows: readonly SheetRow[], name: string, style: FigureStyle): Drawing {
  const title = 'Contact sheet';
  const svg = sheetSvg(rows, title, style);
  const caption = `Images of ${name}, ${sizeText(rows)}, a row for each class; black is 0 and white is full scale, linear.`;
  return { name: 'contact-sheet', title, caption, svg };
}

/**
 * Draws training scenes as they are, and below as augmentation makes them.
 *
 * @param name What is shown, for the caption.
 * @throws RangeError if there is no image.
 */
export function augmentationSheet(rows: readonly SheetRow[], name: string, style: FigureStyle): Drawing {
  const title = 'Augmentation';
  const svg = sheetSvg(rows, title, style);
  const caption =
    `Training scenes of ${name}, ${sizeText(rows)}, as they are and as the first epochs see them; black is 0 and white is full scale, ` +
    'linear.';
  return { name: 'augmentation', title, caption, svg };
}

function sizeText(rows: readonly SheetRow[]): string {
  const [first] = rows.flatMap(({ images }) => images);
  return `${first!.width} × ${first!.height} pixels`;
}

function sheetSvg(rows: readonly SheetRow[], title: string, style: FigureStyle): string {
  const [first] = rows.flatMap(({ images }) => images);
  if (first === undefined) throw new RangeError('contactSheet: found no image, must be at least 1');
  const columns = Math.max(...rows.map(({ images }) => images.length));
  const width = style.doubleColumn;
  const side = (width - 2 - GAP * (columns - 1)) / columns;
  const box = { width: side, height: (side * first.height) / first.width };
  const headHeight = 1.5 * style.fontSize;
  const rowHeight = headHeight + box.height + GAP;
  const height = rows.length * rowHeight + 1;
  const cells = rows.flatMap(({ images }, row) =>
    images.map((image, column) => ({
      x: 1 + column * (side + GAP) + side / 2,
      y: row * rowHeight + headHeight + box.height / 2,
      uri: imageUri(asColour(image), 0, 1),
      image,
    })),
  );
  const headings = rows.map(({ heading }, row) => ({
    text: fitText(heading, width - 2, style.fontSize),
    y: row * rowHeight + 0.8 * style.fontSize,
  }));
  const places = cells.flatMap(({ x, y, image }) => {
    if (image.mark === undefined) return [];
    const [right, down] = image.mark;
    const [acrossWidth, acrossHeight] = [right / image.width - 0.5, down / image.height - 0.5];
    return [{ x: x + acrossWidth * box.width, y: y + acrossHeight * box.height }];
  });
  const ring = { r: 3, fill: 'none', stroke: CATEGORY_COLOURS[1]!, strokeWidth: DATA_LINE };
  const marks = [
    ...imageMarks(cells, box, 'images'),
    Plot.dot(places, { x: 'x', y: 'y', ...ring, ariaDescription: 'positions' }),
    Plot.text(headings, { x: 1, y: 'y', text: 'text', textAnchor: 'start', ariaDescription: 'classes' }),
  ];
  const chart = plotCanvas(style, width, height, marks);
  return svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
}

function asColour(image: PixelImage): PixelImage {
  const { height, width, channels, values } = image;
  if (channels === 1 || channels === 3) return image;
  const shown = channels === 2 ? 1 : 3;
  const colours = new Float32Array(height * width * shown);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let colour = 0; colour < shown; colour++) {
      const start = Math.floor(((shown - 1 - colour) * channels) / shown);
      const end = Math.floor(((shown - colour) * channels) / shown);
      const band = values.subarray(pixel * channels + start, pixel * channels + end);
      colours[pixel * shown + colour] = band.reduce((a, b) => a + b, 0) / band.length;
    }
  }
  return { height, width, channels: shown, values: colours };
}

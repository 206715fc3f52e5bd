/** Segmentations: scene, frame, true and predicted classes of the pixels, and where the two differ, a row for each test image. */
import * as Plot from '@observablehq/plot';
import type { SegmentationImage, Segmentations } from '../analysis/segmentation-record.js';
import type { Rgb } from './colour.js';
import type { Drawing } from './figure.js';
import { fitText, textWidth } from './fonts.js';
import { imageMarks, imageUri, type PixelImage } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { OUTLINE, smaller, THIN_LINE, type FigureStyle } from './style.js';

/** More rows would make the figure taller than a page. */
const MAX_ROWS = 4;
const GAP = 5;
const TITLES = ['Scene', 'Frame', 'True', 'Predicted', 'Difference'] as const;

interface Row {
  readonly source: string;
  readonly iou: number;
  /** In the order of the titles. */
  readonly images: readonly PixelImage[];
}

interface Key {
  readonly text: string;
  readonly colour: string;
}

interface PlacedKey extends Key {
  /** Left end, pixels. */
  readonly x: number;
  readonly row: number;
}

const [black, white] = ['#000000', '#ffffff'];
/** Of classes where there are several. Source: Tol, Colour schemes, SRON/EPS/TN/09-002 (2021), "muted", without its darkest and that like `confused`. */
const classColours = ['#88ccee', '#117733', '#ddcc77', '#882255', '#44aa99', '#999933', '#cc6677'] as const;
/** Of the differences; not among the colours of classes next to them. */
const [found, missed, extra, confused] = [white, '#0072b2', '#d55e00', '#cc79a7'];

/**
 * Draws the first images.
 *
 * @param where What was tested, for the caption.
 * @throws RangeError if an image lacks one of its parts.
 */
export function segmentationGrid(
  { classNames, images }: Segmentations,
  where: string,
  style: FigureStyle,
): Drawing {
  const rows = rowsOf(images, classNames.length).slice(0, MAX_ROWS);
  const width = style.doubleColumn;
  const side = (width - 2 - GAP * (TITLES.length - 1)) / TITLES.length;
  const small = smaller(style, 1.5);
  const head = 1.4 * style.fontSize;
  const tallest =
    Math.max(...rows.flatMap(row => row.images.map(image => image.height / image.width))) * side;
  const rowHeight = tallest + 1.5 * small + GAP;
  const keyTop = head + rows.length * rowHeight;
  const keys = placedKeys(keysOf(classNames), width, small);
  const keyHeight = 1.6 * small;
  const height = keyTop + (keys.at(-1)!.row + 1) * keyHeight;
  const columns = TITLES.map((title, column) => ({ title, x: 1 + column * (side + GAP) + side / 2 }));
  const frameMost = Math.max(
    0,
    ...rows.map(row => row.images[1]!.values.reduce((a, b) => Math.max(a, b), 0)),
  );
  const marks = columns.flatMap(({ x }, column) => {
    const [first] = rows;
    const aspect = first!.images[column]!.height / first!.images[column]!.width;
    const cells = rows.map((row, place) => ({
      x,
      y: head + place * rowHeight + tallest / 2,
      uri: imageUri(row.images[column]!, 0, column === 1 && frameMost > 0 ? frameMost : 1),
    }));
    return imageMarks(cells, { width: side, height: aspect * side }, 'images');
  });
  const texts = rows.map(({ source, iou }, place) => ({
    text: fitText(`${source}: IoU ${(100 * iou).toFixed(1)} %`, width - 2, small),
    y: head + place * rowHeight + tallest + 0.85 * small,
  }));
  const title = 'Scenes and their segmentations';
  const chart = plotCanvas(style, width, height, [
    Plot.text(columns, { x: 'x', y: 0.7 * style.fontSize, text: 'title', ariaDescription: 'parts' }),
    ...marks,
    Plot.text(texts, { x: width / 2, y: 'y', text: 'text', fontSize: small, ariaDescription: 'scores' }),
    ...keyMarks(keys, { top: keyTop + 0.7 * small, rowHeight: keyHeight }, small),
  ]);
  const svg = svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
  return { name: 'segmentations', title, caption: captionOf(where), svg };
}

function rowsOf(images: readonly SegmentationImage[], classes: number): Row[] {
  return [...new Set(images.map(({ image }) => image))].map(index => {
    const own = images.filter(({ image }) => image === index);
    const [scene, frame, truth, predicted] = (['scene', 'frame', 'truth', 'predicted'] as const).map(part => {
      const each = own.find(image => image.part === part);
      if (each === undefined) throw new RangeError(`segmentationGrid: image ${index} has no ${part}`);
      return each;
    });
    const maps = [truth!, predicted!].map(map =>
      painted(map, map.values, label => classColour(label, classes)),
    );
    const kinds = truth!.values.map((label, pixel) => differenceKind(label, predicted!.values[pixel]!));
    const differences = painted(truth!, kinds, kind => [black, found, missed, extra, confused][kind]!);
    return {
      source: scene!.source,
      iou: scene!.iou,
      images: [scene!, frame!, ...maps, differences],
    };
  });
}

/** Place in: ground in both, right class, missed, found where there is none, another class. */
function differenceKind(truth: number, predicted: number): number {
  if (truth === predicted) return truth === 0 ? 0 : 1;
  if (predicted === 0) return 2;
  return truth === 0 ? 3 : 4;
}

/** The ground is black; one class alone is white. */
function classColour(label: number, classes: number): string {
  if (label === 0) return black;
  return classes === 2 ? white : classColours[(label - 1) % classColours.length]!;
}

function painted(
  { height, width }: PixelImage,
  values: Float32Array,
  colourOf: (value: number) => string,
): PixelImage {
  const pixels = new Float32Array(3 * height * width);
  values.forEach((value, pixel) => pixels.set(shares(colourOf(value)), 3 * pixel));
  return { height, width, channels: 3, values: pixels };
}

function shares(colour: string): Rgb {
  const [red, green, blue] = [1, 3, 5].map(
    start => Number.parseInt(colour.slice(start, start + 2), 16) / 255,
  );
  return [red!, green!, blue!];
}

function keysOf(classNames: readonly string[]): Key[] {
  const classes = classNames.map((name, label) => ({
    text: name,
    colour: classColour(label, classNames.length),
  }));
  const differences = [
    { text: 'missed', colour: missed },
    { text: 'falsely found', colour: extra },
    ...(classNames.length > 2 ? [{ text: 'another class', colour: confused }] : []),
  ];
  return [...classes, ...differences];
}

/** Where keys stand: as many in a row as its width takes. */
function placedKeys(keys: readonly Key[], width: number, fontSize: number): PlacedKey[] {
  let [x, row] = [1, 0];
  return keys.map(key => {
    const length = 1.3 * fontSize + textWidth(key.text, fontSize);
    if (x > 1 && x + length > width) [x, row] = [1, row + 1];
    const placed = { ...key, x, row };
    x += length + 2 * GAP;
    return placed;
  });
}

function keyMarks(
  keys: readonly PlacedKey[],
  { top, rowHeight }: { readonly top: number; readonly rowHeight: number },
  fontSize: number,
): Plot.Markish[] {
  const boxes = keys.map(({ text, colour, x, row }) => {
    const y = top + row * rowHeight;
    return { text, colour, x1: x, x2: x + fontSize, y1: y - fontSize / 2, y2: y + fontSize / 2, y };
  });
  const box = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' };
  return [
    Plot.rect(boxes, { ...box, fill: 'colour', stroke: OUTLINE, strokeWidth: THIN_LINE }),
    Plot.text(boxes, {
      x: ({ x2 }: { readonly x2: number }) => x2 + 0.3 * fontSize,
      y: 'y',
      text: 'text',
      textAnchor: 'start',
      fontSize,
      ariaDescription: 'classes',
    }),
  ];
}

function captionOf(where: string): string {
  return (
    `Test images, the frames that the network saw, the true and the predicted class of each pixel, and where they differ${where}. ` +
    'Scenes from 0 to full scale, frames from 0 to the largest value of any row. Differences: black and white where both agree on ground ' +
    'and on a class. Below each row: IoU of the image, the mean over the classes but the ground.'
  );
}

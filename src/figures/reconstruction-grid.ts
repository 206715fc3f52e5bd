/** Reconstructions: scene, frame, what the network made of it, and how far that is from the scene, a row for each test image. */
import * as Plot from '@observablehq/plot';
import type { ReconstructionImage } from '../analysis/reconstruction-record.js';
import { muLawTone } from '../analysis/metrics/hdr-error.js';
import { numberText } from './axis-label.js';
import type { Drawing } from './figure.js';
import { fitText } from './fonts.js';
import { imageMarks, imageUri, type PixelImage } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { smaller, type FigureStyle } from './style.js';

/** More rows would make the figure taller than a page. */
const MAX_ROWS = 4;
const GAP = 5;
const TITLES = ['Scene', 'Frame', 'Reconstruction', '|Error|'] as const;
const ERROR = TITLES.indexOf('|Error|');

interface Row {
  readonly source: string;
  readonly psnr: number;
  /** In the order of the titles. */
  readonly images: readonly PixelImage[];
}

/**
 * Draws the first images.
 *
 * @param images At least one test image with its three parts.
 * @param where What was tested, for the caption.
 * @param mu Of the logarithmic scale (analysis/metrics/hdr-error.ts) on which brightness is shown and errors are taken; left out: a linear one.
 */
export function reconstructionGrid(
  images: readonly ReconstructionImage[],
  where: string,
  style: FigureStyle,
  mu?: number,
): Drawing {
  const rows = rowsOf(images, mu).slice(0, MAX_ROWS);
  const ranges = TITLES.map((_, column) => rangeOf(rows, column));
  const width = style.singleColumn;
  const side = (width - 2 - GAP * (TITLES.length - 1)) / TITLES.length;
  const small = smaller(style, 1.5);
  const head = 1.3 * style.fontSize + 1.5 * small;
  const tallest = Math.max(...rows.flatMap(row => row.images.map(({ height, width }) => height / width)));
  const rowHeight = tallest * side + 1.5 * small + GAP;
  const height = head + rows.length * rowHeight;
  const columns = TITLES.map((title, column) => ({
    title,
    range: rangeText(ranges[column]!),
    x: 1 + column * (side + GAP) + side / 2,
  }));
  const marks = TITLES.flatMap((_, column) => {
    const aspect = rows[0]!.images[column]!.height / rows[0]!.images[column]!.width;
    const cells = rows.map((row, place) => ({
      x: columns[column]!.x,
      y: head + place * rowHeight + (tallest * side) / 2,
      uri: shownUri(row.images[column]!, ranges[column]!, column === ERROR ? undefined : mu),
    }));
    return imageMarks(cells, { width: side, height: aspect * side }, 'images');
  });
  const texts = rows.map(({ source, psnr }, place) => ({
    text: fitText(`${source}: PSNR ${psnr.toFixed(2)} dB`, width - 2, small),
    y: head + place * rowHeight + tallest * side + 0.85 * small,
  }));
  const title = 'Scenes and their reconstructions';
  const chart = plotCanvas(style, width, height, [
    Plot.text(columns, { x: 'x', y: 0.7 * style.fontSize, text: 'title', ariaDescription: 'parts' }),
    Plot.text(columns, {
      x: 'x',
      y: 1.3 * style.fontSize + 0.6 * small,
      text: 'range',
      fontSize: small,
      ariaDescription: 'ranges',
    }),
    ...marks,
    Plot.text(texts, {
      x: width / 2,
      y: 'y',
      text: 'text',
      fontSize: small,
      ariaDescription: 'scores',
    }),
  ]);
  const svg = svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
  return { name: 'reconstructions', title, caption: captionOf(where, mu), svg };
}

/** On a linear scale, or on a logarithmic one, of which full scale is the end of the range. */
function shownUri(image: PixelImage, [low, high]: readonly [number, number], mu: number | undefined): string {
  if (mu === undefined) return imageUri(image, low, high);
  return imageUri({ ...image, values: toned(image.values, mu, high) }, 0, 1);
}

function toned(values: Float32Array, mu: number, peak: number): Float32Array {
  return values.map(value => muLawTone(value, { peak, mu }));
}

function rowsOf(images: readonly ReconstructionImage[], mu: number | undefined): Row[] {
  return [...new Set(images.map(({ image }) => image))].map(index => {
    const own = images.filter(({ image }) => image === index);
    const parts = (['scene', 'frame', 'reconstruction'] as const).map(part => {
      const found = own.find(each => each.part === part);
      if (found === undefined) throw new RangeError(`reconstructionGrid: image ${index} has no ${part}`);
      return found;
    });
    const [scene, , reconstruction] = parts;
    const [truth, found] = [scene!, reconstruction!].map(({ values }) =>
      mu === undefined ? values : toned(values, mu, 1),
    );
    const errors = found!.map((value, i) => Math.abs(value - truth![i]!));
    const { source, psnr } = scene!;
    return { source, psnr, images: [...parts, { ...scene!, values: errors }] };
  });
}

/** Scene and reconstruction from 0 to full scale, frame and error to the largest value of any row. */
function rangeOf(rows: readonly Row[], column: number): [number, number] {
  const title = TITLES[column]!;
  if (title === 'Scene' || title === 'Reconstruction') return [0, 1];
  let most = 0;
  for (const { images } of rows) for (const value of images[column]!.values) most = Math.max(most, value);
  return [0, most > 0 ? most : 1];
}

function rangeText([low, high]: readonly [number, number]): string {
  return `${numberText(low, 3)} to ${numberText(high, 3)}`;
}

function captionOf(where: string, mu: number | undefined): string {
  const tone =
    mu === undefined
      ? ''
      : ` Brightness is shown on a logarithmic scale, T(x) = ln(1 + µ x) / ln(1 + µ) of the fraction x of the largest value shown, µ = ${mu}; differences are those of T.`;
  return (
    `Test images, the frames that the network saw, its reconstructions and the absolute difference from the scene${where}. Above each ` +
    'column: the values shown as black and as white, values beyond are shown as these; scene, reconstruction and difference are ' +
    'fractions of full scale. Below each row: peak signal-to-noise ratio of the reconstruction.' +
    tone
  );
}

/** µ of the loss that a config minimizes, where it is that on a logarithmic scale. */
export function muOf(config: Readonly<Record<string, unknown>>): number | undefined {
  const { loss } = (config.training ?? {}) as { loss?: { type?: unknown; mu?: unknown } };
  return loss?.type === 'mu-law' && typeof loss.mu === 'number' ? loss.mu : undefined;
}

/** Arrays of numbers as images inside a drawing: each value a sharp square, in the stated range. */
import * as Plot from '@observablehq/plot';
import type { Rgb } from './colour.js';
import { encodePng } from './png.js';
import { OUTLINE, THIN_LINE } from './style.js';

export interface PixelImage {
  readonly height: number;
  readonly width: number;
  /** 1 or 3. */
  readonly channels: number;
  /** [height, width, channels]. */
  readonly values: Float32Array;
}

/** Renderers smooth images that they enlarge, so images come enlarged to at least this many pixels a side. */
const LEAST_SIDE = 420;

/**
 * A data URI of the image as PNG. `low` is shown as black (or the first colour), `high` as white (or the last);
 * values beyond are shown as these, values that are no numbers as `low` or, if given, in the colour `blank`.
 *
 * @param colour Colour of a share 0 to 1 of the range, for images with one channel; grey if omitted.
 */
export function imageUri(
  image: PixelImage,
  low: number,
  high: number,
  colour?: (share: number) => Rgb,
  blank?: Rgb,
): string {
  const { height, width, channels, values } = image;
  const factor = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
  const [tall, wide] = [height * factor, width * factor];
  const isColoured = colour !== undefined && channels === 1;
  const depth = isColoured ? 3 : channels;
  const pixels = new Uint8Array(tall * wide * depth);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      const shares = Array.from({ length: channels }, (_, c) => shareOf(values[at + c]!, low, high));
      const isBlank = blank !== undefined && Number.isNaN(values[at]);
      const coloured = isColoured ? colour(shares[0]!) : shares.map(share => Math.round(255 * share));
      const shade = isBlank ? blank.slice(0, depth) : coloured;
      for (let k = 0; k < factor; k++) pixels.set(shade, (y * factor * wide + x * factor + k) * depth);
    }
    const row = pixels.subarray(y * factor * wide * depth, (y * factor + 1) * wide * depth);
    for (let k = 1; k < factor; k++) pixels.set(row, (y * factor + k) * wide * depth);
  }
  return `data:image/png;base64,${encodePng(pixels, wide, tall).toString('base64')}`;
}

function shareOf(value: number, low: number, high: number): number {
  const share = (value - low) / (high - low);
  return share > 0 ? Math.min(1, share) : 0;
}

/** Marks of images of one size, each with an outline; x and y are the centre. */
export function imageMarks(
  cells: readonly { readonly x: number; readonly y: number; readonly uri: string }[],
  { width, height }: { readonly width: number; readonly height: number },
  description: string,
): Plot.Markish[] {
  const boxes = cells.map(({ x, y }) => {
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  });
  const sides = { x1: 'left', x2: 'right', y1: 'top', y2: 'bottom' };
  return [
    Plot.image(cells, {
      x: 'x',
      y: 'y',
      src: 'uri',
      width,
      height,
      preserveAspectRatio: 'none',
      imageRendering: 'pixelated',
      ariaDescription: description,
    }),
    Plot.rect(boxes, { ...sides, fill: 'none', stroke: OUTLINE, strokeWidth: THIN_LINE }),
  ];
}

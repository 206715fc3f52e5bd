/**
 * From one value a pixel behind a colour filter array to red, green and blue at each pixel.
 *
 * - Bilinear, for any tile that has R, G and B: each colour is the tent-weighted mean of the pixels that recorded it,
 *     x_c = (k ∗ m_c y) / (k ∗ m_c),
 *   with the smallest tent k that reaches a pixel of each colour from everywhere; for a Bayer tile these are the usual means of
 *   two or four neighbours. Beyond the frame there are no pixels.
 * - Gradient-corrected, for a Bayer tile: the 5 × 5 filters of Malvar, He & Cutler, ICASSP 2004,
 *   doi:10.1109/ICASSP.2004.1326587. The frame continues as its mirror image about the edge pixels, which keeps the tile's phase.
 *
 * Both are linear in y and keep flat images flat.
 */
import { tf } from '../../engine/tfjs.js';
import type { FilterName, Tile } from './patterns.js';
import { spreadTile } from './mosaic.js';

const colours = ['R', 'G', 'B'] as const;

/** Which pixels of a tile recorded red, green and blue alone, [rows, columns, 3], 0 or 1. */
export function colourMask(tile: Tile): tf.Tensor3D {
  return tf.tensor3d(tile.map(row => row.map(name => colours.map(colour => (name === colour ? 1 : 0)))));
}

/**
 * @param frame [batch, height, width, 1].
 * @returns [batch, height, width, 3], unit of `frame`.
 * @throws RangeError if the tile lacks a colour.
 */
export function demosaicBilinear(frame: tf.Tensor4D, tile: Tile): tf.Tensor4D {
  const reach = tentReach(tile, frame.shape[1], frame.shape[2]);
  return tf.tidy(() => {
    const mask = spreadTile(colourMask(tile), frame.shape[1], frame.shape[2]).expandDims<tf.Tensor4D>(0);
    const kernel = tent(reach);
    const sum = (image: tf.Tensor4D) => tf.depthwiseConv2d(image, kernel, 1, 'same');
    return sum(mask.mul(frame)).div(sum(mask));
  });
}

/**
 * @param frame [batch, height, width, 1], at least 3 × 3 pixels.
 * @returns [batch, height, width, 3], unit of `frame`; it may leave the range of the frame at edges of the image.
 * @throws RangeError if the tile is not a Bayer tile: 2 × 2 with G on one diagonal, R and B on the other.
 */
export function demosaicMalvar(frame: tf.Tensor4D, tile: Tile): tf.Tensor4D {
  checkBayer(tile);
  return tf.tidy(() => {
    const edge: [number, number] = [2, 2];
    const padded = tf.mirrorPad(frame, [[0, 0], edge, edge, [0, 0]], 'reflect');
    const estimates = tf.conv2d(padded, malvarKernels(), 1, 'valid');
    const choice = tf.tensor3d(tile.map((row, y) => row.map((_, x) => malvarChoice(tile, y, x).flat())));
    const picked = spreadTile(choice, frame.shape[1], frame.shape[2]);
    const [batch, height, width] = frame.shape;
    const weights = picked.reshape([1, height, width, 3, malvarForms]);
    return estimates.reshape([batch, height, width, 1, malvarForms]).mul(weights).sum<tf.Tensor4D>(4);
  });
}

/** The smallest reach, in pixels, at which every pixel of a frame sees each colour within its tent. */
function tentReach(tile: Tile, height: number, width: number): number {
  // Two tiles and what is left over have all distances that a larger frame has.
  const extent = (size: number, period: number) => Math.min(size, 2 * period + (size % period));
  const [rows, columns] = [extent(height, tile.length), extent(width, tile[0]!.length)];
  const pixels = Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [Math.floor(i / columns), i % columns];
    return { y, x, name: tile[y % tile.length]![x % tile[0]!.length]! };
  });
  const gaps = colours.map(colour => {
    const places = pixels.filter(({ name }) => name === colour);
    if (places.length === 0) {
      throw new RangeError(`demosaic: the tile has no pixel ${colour}, must have R, G and B`);
    }
    const gap = (y: number, x: number) =>
      Math.min(...places.map(place => Math.max(Math.abs(place.y - y), Math.abs(place.x - x))));
    return Math.max(...pixels.map(({ y, x }) => gap(y, x)));
  });
  return Math.max(...gaps) + 1;
}

/** Depthwise kernel of a tent that is 0 at `reach` pixels from its middle, [2 reach − 1, 2 reach − 1, 3, 1]. */
function tent(reach: number): tf.Tensor4D {
  const line = tf.tensor1d(Array.from({ length: 2 * reach - 1 }, (_, i) => reach - Math.abs(i + 1 - reach)));
  return tf.outerProduct(line, line).expandDims(2).expandDims<tf.Tensor4D>(3).tile([1, 1, 3, 1]);
}

const malvarForms = 5;

/** Numerators over 8: the pixel itself, green at red or blue, red at green beside red, red at green above red, red at blue. */
function malvarKernels(): tf.Tensor4D {
  const own = sparse([[2, 2, 8]]);
  const green = sparse([[2, 2, 4], ...four(1, 2, 2), ...four(0, 2, -1)]);
  const beside = sparse([
    [2, 2, 5],
    [2, 1, 4],
    [2, 3, 4],
    [2, 0, -1],
    [2, 4, -1],
    [0, 2, 0.5],
    [4, 2, 0.5],
    ...four(1, 1, -1),
  ]);
  const above = beside.map((row, y) => row.map((_, x) => beside[x]![y]!));
  const diagonal = sparse([[2, 2, 6], ...four(1, 1, 2), ...four(0, 2, -1.5)]);
  const kernels = [own, green, beside, above, diagonal];
  return tf.tensor4d(own.map((row, y) => row.map((_, x) => [kernels.map(kernel => kernel[y]![x]! / 8)])));
}

type Entry = readonly [row: number, column: number, value: number];

/** A value at a place of a 5 × 5 kernel and at the three that a quarter turn about its middle leads to. */
function four(row: number, column: number, value: number): Entry[] {
  return [
    [row, column, value],
    [column, 4 - row, value],
    [4 - row, 4 - column, value],
    [4 - column, row, value],
  ];
}

function sparse(entries: readonly Entry[]): number[][] {
  const kernel = Array.from({ length: 5 }, () => Array<number>(5).fill(0));
  for (const [row, column, value] of entries) kernel[row]![column] = value;
  return kernel;
}

/** Which kernel gives red, green and blue at a pixel of a Bayer tile: three rows of 0 and 1. */
function malvarChoice(tile: Tile, y: number, x: number): number[][] {
  const own = tile[y]![x]!;
  const isBeside = (colour: FilterName) => tile[y]![1 - x] === colour;
  const form = (colour: FilterName): number => {
    if (own === colour) return 0;
    if (colour === 'G') return 1;
    if (own === 'G') return isBeside(colour) ? 2 : 3;
    return 4;
  };
  return colours.map(colour => Array.from({ length: malvarForms }, (_, i) => (i === form(colour) ? 1 : 0)));
}

function checkBayer(tile: Tile): void {
  const names = tile.flat();
  const isBayer =
    tile.length === 2 && names.length === 4 && ['BGGR', 'RGGB', 'GRBG', 'GBRG'].includes(names.join(''));
  if (isBayer) return;
  throw new RangeError(
    `demosaic: the tile is ${tile.map(row => row.join('')).join(' / ')}, must be a Bayer tile, such as RG / GB`,
  );
}

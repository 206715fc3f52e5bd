/**
 * The linear filter that restores images best in the mean square, learned from pairs: the classical baseline of deconvolution.
 *
 *   sharp(r) ≈ Σ_d w(d) blurred(r + d) + b,   w = (AᵀA + n ridge s I)⁻¹ Aᵀ y
 *
 * The rows of A are the k × k neighbourhoods of all pixels, the elements of y the sharp values there, both less their means, n is the number
 * of rows and s the mean variance of a column of A. For many pairs this is the Wiener filter of finite support; with `tiles` above 1 each
 * tile of the frame has a filter of its own, for blur that differs over the frame. Outside of the frame the edge pixels continue.
 * Sources: Hoerl & Kennard, Technometrics 12, 55 (1970), doi:10.1080/00401706.1970.10488634; Wiener, Extrapolation, Interpolation, and
 * Smoothing of Stationary Time Series (1949).
 */
import { RidgeSums } from './ridge-sums.js';

export interface PlaneSize {
  readonly height: number;
  readonly width: number;
}

export interface PatchWienerOptions extends PlaneSize {
  /** Side of the neighbourhoods, pixels, odd. */
  readonly kernelSize: number;
  /** Ridge over the mean variance of the blurred pixels, above 0. Default 1e-6. */
  readonly ridge?: number;
  /** Tiles along each side of the frame, 1 or more. Default 1: one filter for all. */
  readonly tiles?: number;
}

export interface PatchWiener extends Required<PatchWienerOptions> {
  /** Of each tile, row by row of tiles: k² weights, row by row, and the offset b. */
  readonly filters: readonly Float64Array[];
}

/** A plane of numbers, height × width of them, row by row. */
type Plane = ArrayLike<number>;

/**
 * Fits the filters.
 *
 * @param pairs Blurred and sharp planes; planes of colour images count one by one.
 * @throws RangeError if there is no pair, a plane has another size, or an option is out of range.
 */
export function fitPatchWiener(
  pairs: readonly { readonly blurred: Plane; readonly sharp: Plane }[],
  { height, width, kernelSize, ridge = 1e-6, tiles = 1 }: PatchWienerOptions,
): PatchWiener {
  const options = { height, width, kernelSize, ridge, tiles };
  check(options, pairs.length);
  pairs.forEach(({ blurred, sharp }) => [blurred, sharp].forEach(plane => checkPlane(plane, options)));
  const filters = Array.from({ length: tiles ** 2 }, (_, tile) => fitTile(pairs, options, tile));
  return { ...options, filters };
}

/** Restores a plane; a new one of the same size. */
export function applyPatchWiener(wiener: PatchWiener, blurred: Plane): Float32Array {
  const { height, width, kernelSize, tiles, filters } = wiener;
  checkPlane(blurred, wiener);
  const patch = new Float64Array(kernelSize ** 2);
  return Float32Array.from({ length: height * width }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    readPatch(blurred, wiener, row, column, patch);
    const tile = Math.floor((row * tiles) / height) * tiles + Math.floor((column * tiles) / width);
    const filter = filters[tile]!;
    return patch.reduce((sum, value, tap) => sum + filter[tap]! * value, filter[patch.length]!);
  });
}

function fitTile(
  pairs: readonly { readonly blurred: Plane; readonly sharp: Plane }[],
  options: Required<PatchWienerOptions>,
  tile: number,
): Float64Array {
  const { height, width, kernelSize, ridge, tiles } = options;
  const taps = kernelSize ** 2;
  const sums = new RidgeSums(taps, 1);
  const entry = new Float64Array(taps + 1);
  const [tileRow, tileColumn] = [Math.floor(tile / tiles), tile % tiles];
  const edge = (index: number, side: number) => Math.ceil((index * side) / tiles);
  for (const { blurred, sharp } of pairs) {
    for (let row = edge(tileRow, height); row < edge(tileRow + 1, height); row++) {
      for (let column = edge(tileColumn, width); column < edge(tileColumn + 1, width); column++) {
        readPatch(blurred, options, row, column, entry);
        entry[taps] = sharp[row * width + column]!;
        sums.add(entry);
      }
    }
  }
  const { weights, offsets } = sums.solve(ridge);
  return Float64Array.of(...weights, ...offsets);
}

/** Writes the neighbourhood of a pixel, row by row, to the start of `patch`. */
function readPatch(
  plane: Plane,
  { height, width, kernelSize }: Required<PatchWienerOptions>,
  row: number,
  column: number,
  patch: Float64Array,
): void {
  const reach = (kernelSize - 1) / 2;
  for (let tap = 0; tap < kernelSize ** 2; tap++) {
    const y = Math.min(Math.max(row + Math.floor(tap / kernelSize) - reach, 0), height - 1);
    const x = Math.min(Math.max(column + (tap % kernelSize) - reach, 0), width - 1);
    patch[tap] = plane[y * width + x]!;
  }
}

function checkPlane(plane: Plane, { height, width }: PlaneSize): void {
  if (plane.length === height * width) return;
  throw new RangeError(
    `patchWiener: a plane has ${plane.length} values, must have ${height * width} for ${height} x ${width}`,
  );
}

function check(
  { height, width, kernelSize, ridge, tiles }: Required<PatchWienerOptions>,
  pairs: number,
): void {
  if (pairs === 0) throw new RangeError('patchWiener: there are 0 pairs, must be at least 1');
  if (!Number.isInteger(kernelSize) || kernelSize < 1 || kernelSize % 2 === 0) {
    throw new RangeError(`patchWiener: kernelSize is ${kernelSize}, must be odd and at least 1`);
  }
  if (!(ridge > 0)) throw new RangeError(`patchWiener: ridge is ${ridge}, must be above 0`);
  const most = Math.min(height, width);
  if (!Number.isInteger(tiles) || tiles < 1 || tiles > most) {
    throw new RangeError(
      `patchWiener: tiles is ${tiles}, must be a whole number from 1 to ${most}, as pixels of a side`,
    );
  }
}

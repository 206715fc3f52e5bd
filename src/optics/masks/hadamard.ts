/**
 * Hadamard masks: a complete set of patterns of ±1 of which each two agree in exactly half of the elements.
 *
 *   H[i, j] = (−1)^(number of ones that i and j share in binary),   H Hᵀ = n I,   n = 2ᵏ (Sylvester)
 *
 * A mask cannot be negative: it transmits (1 + H) / 2, and twice its measurement less that of the open mask is ⟨H, x⟩.
 * For images, the rows are products of a pattern along y and one along x, sorted by the number of their sign changes
 * (sequency), so that the first masks see coarse detail and later ones finer.
 * Source: Pratt, Kane & Andrews, Proc. IEEE 57, 58 (1969), doi:10.1109/PROC.1969.6869.
 */

/**
 * The matrix in natural (Sylvester) order.
 *
 * @param order n, a power of 2.
 * @returns ±1, [order · order] row by row.
 * @throws RangeError if the order is not a power of 2.
 */
export function hadamardMatrix(order: number): Float32Array {
  if (!(order >= 1 && Number.isInteger(Math.log2(order)))) {
    throw new RangeError(`hadamardMatrix: order is ${order}, must be a power of 2`);
  }
  return Float32Array.from({ length: order * order }, (_, index) =>
    sign(Math.floor(index / order), index % order),
  );
}

/**
 * The first masks for a frame, coarse ones first; the first of all is open everywhere.
 *
 * Where a side is no power of 2 the patterns are those of the next one, cut off at the edge of the frame.
 *
 * @param count Masks, 1 up to the product of the sides, each rounded up to a power of 2.
 * @returns 0 or 1, [count · height · width].
 * @throws RangeError if there are fewer masks.
 */
export function hadamardMasks(count: number, height: number, width: number): Float32Array {
  const size = height * width;
  const masks = new Float32Array(count * size);
  coarseFirst(count, height, width).forEach(([down, across], mask) => {
    for (let index = 0; index < size; index++) {
      const positive = sign(down, Math.floor(index / width)) * sign(across, index % width) > 0;
      masks[mask * size + index] = positive ? 1 : 0;
    }
  });
  return masks;
}

/** Masks that there are for a frame. */
export function hadamardCount(height: number, width: number): number {
  return 2 ** (bitsFor(height) + bitsFor(width));
}

/** Rows of the matrices along y and x, by the sum of their sign changes. */
function coarseFirst(count: number, height: number, width: number): [number, number][] {
  const most = hadamardCount(height, width);
  if (count > most) {
    throw new RangeError(
      `hadamardMasks: count is ${count}, must be at most ${most} for ${height} × ${width}`,
    );
  }
  const [bitsDown, bitsAcross] = [bitsFor(height), bitsFor(width)];
  const pairs = Array.from({ length: most }, (_, index): [number, number] => [
    Math.floor(index / 2 ** bitsAcross),
    index % 2 ** bitsAcross,
  ]);
  return pairs
    .toSorted((a, b) => a[0] + a[1] - (b[0] + b[1]))
    .slice(0, count)
    .map(([down, across]) => [rowOfSequency(down, bitsDown), rowOfSequency(across, bitsAcross)]);
}

function bitsFor(length: number): number {
  return Math.ceil(Math.log2(length));
}

function sign(row: number, column: number): 1 | -1 {
  let isOdd = false;
  for (let shared = row & column; shared > 0; shared &= shared - 1) isOdd = !isOdd;
  return isOdd ? -1 : 1;
}

/** Row, in natural order, with this many sign changes: the bits of its Gray code, reversed. */
function rowOfSequency(changes: number, bits: number): number {
  const gray = changes ^ (changes >> 1);
  let row = 0;
  for (let bit = 0; bit < bits; bit++) if (gray & (1 << bit)) row |= 1 << (bits - 1 - bit);
  return row;
}

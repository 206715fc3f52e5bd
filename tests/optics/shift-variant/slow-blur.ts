/** Shift-variant blur by its defining sums, float64, one channel, nothing beyond the edges. */

type Plane = readonly (readonly number[])[];

/** Element of the PSF that belongs to pixel (row, column), i and j from its first element on. */
type PsfAt = (row: number, column: number, i: number, j: number) => number;

interface Slow {
  readonly image: Plane;
  readonly psf: PsfAt;
  /** Rows and columns of a PSF; its centre is at floor(size / 2). */
  readonly size: readonly [number, number];
}

/** The PSF is that of the pixel where light arrives. */
export function slowGather({ image, psf, size }: Slow): number[][] {
  return overPairs(image, size, (arrives, _comes, i, j) => psf(...arrives, i, j));
}

/** The PSF is that of the point from where light comes. */
export function slowScatter({ image, psf, size }: Slow): number[][] {
  return overPairs(image, size, (_arrives, comes, i, j) => psf(...comes, i, j));
}

function overPairs(
  image: Plane,
  [rows, columns]: readonly [number, number],
  element: (
    arrives: readonly [number, number],
    comes: readonly [number, number],
    i: number,
    j: number,
  ) => number,
): number[][] {
  return image.map((line, row) =>
    line.map((_, column) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const comes = [row - i + Math.floor(rows / 2), column - j + Math.floor(columns / 2)] as const;
          const value = image[comes[0]]?.[comes[1]];
          if (value !== undefined) sum += element([row, column], comes, i, j) * value;
        }
      }
      return sum;
    }),
  );
}

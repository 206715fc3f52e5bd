/**
 * Maps of the plane of a scene to itself:
 *
 *   p' = L p + t        p = (x, y) in pixels from the upper left corner of the upper left pixel, whose centre is at (½, ½)
 */

export interface Affine {
  /** L, row by row. */
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  /** t, pixels. */
  readonly x: number;
  readonly y: number;
}

export type Point = readonly [x: number, y: number];

export const identity: Affine = { xx: 1, xy: 0, yx: 0, yy: 1, x: 0, y: 0 };

/** Where a point of the scene goes. */
export function moved({ xx, xy, yx, yy, x, y }: Affine, [px, py]: Point): Point {
  return [xx * px + xy * py + x, yx * px + yy * py + y];
}

/** The map that takes all points back. @throws RangeError if L is singular. */
export function inverse({ xx, xy, yx, yy, x, y }: Affine): Affine {
  const determinant = xx * yy - xy * yx;
  if (determinant === 0) throw new RangeError('affine: determinant is 0, must not be');
  const back = { xx: yy / determinant, xy: -xy / determinant, yx: -yx / determinant, yy: xx / determinant };
  const [ox, oy] = moved({ ...back, x: 0, y: 0 }, [x, y]);
  return { ...back, x: -ox, y: -oy };
}

/** L of a turn, anticlockwise as seen (y goes down), and then of a scale; whole quarter turns are exact. */
export function turned(degrees: number, scale: number): Pick<Affine, 'xx' | 'xy' | 'yx' | 'yy'> {
  const quarters = Math.round(degrees / 90);
  const rest = ((degrees - 90 * quarters) * Math.PI) / 180;
  const [c, s] = [Math.cos(rest), Math.sin(rest)];
  const [cosine, sine] = (
    [
      [c, s],
      [-s, c],
      [-c, -s],
      [s, -c],
    ] as const
  )[((quarters % 4) + 4) % 4]!;
  return { xx: scale * cosine, xy: scale * sine, yx: -scale * sine, yy: scale * cosine };
}

/** The map with a linear part that takes one point to another. */
export function taking(linear: Pick<Affine, 'xx' | 'xy' | 'yx' | 'yy'>, from: Point, to: Point): Affine {
  const [x, y] = moved({ ...linear, x: 0, y: 0 }, from);
  return { ...linear, x: to[0] - x, y: to[1] - y };
}

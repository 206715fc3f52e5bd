/** A box around an object, as annotation files hold it. */
import { DataError } from '../data-error.js';

export interface Box {
  /** Name of the image file; without its extension where the annotations do not have it. */
  readonly image: string;
  readonly label: string;
  /** Edges, pixels from the upper left corner of the image, x to the right and y down. */
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
  /** File and line, or file and object, for errors. */
  readonly where: string;
}

/** A coordinate. @throws DataError if the text is no number. */
export function coordinateOf(text: string, name: string, where: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new DataError(`${where}: ${name} is ${JSON.stringify(text)}, must be a number of pixels`);
}

/** @throws DataError if the box is empty or leaves the image. */
export function checkBox(
  { xMin, yMin, xMax, yMax, where }: Box,
  { height, width }: { readonly height: number; readonly width: number },
): void {
  const isInside = xMin >= 0 && yMin >= 0 && xMax <= width && yMax <= height;
  if (isInside && xMin < xMax && yMin < yMax) return;
  throw new DataError(
    `${where}: the box goes from x ${xMin} to ${xMax} and y ${yMin} to ${yMax}, must be of some size and within the ` +
      `image of ${width} x ${height} pixels (width x height)`,
  );
}

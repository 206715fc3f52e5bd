/** Images cut into square tiles without overlap, row by row. */
import { DataError } from '../data-error.js';

interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/**
 * What tells the tiles of an image apart: ` [row 0, column 1]`, counted in tiles.
 *
 * @param where What is cut, for the error.
 * @throws DataError if the images do not divide into whole tiles.
 */
export function tileNames({ height, width }: Omit<Images, 'count'>, side: number, where: string): string[] {
  if (height % side !== 0 || width % side !== 0) {
    throw new DataError(
      `${where}: images are ${width} x ${height} pixels (width x height), must divide into tiles of data.tilePixels ${side}`,
    );
  }
  const [rows, columns] = [height / side, width / side];
  return Array.from({ length: rows * columns }, (_, tile) => {
    return ` [row ${Math.floor(tile / columns)}, column ${tile % columns}]`;
  });
}

/**
 * Cuts images that divide into whole tiles.
 *
 * @param values [count, height, width, channels].
 * @returns [count · tiles, side, side, channels], the tiles of an image one after the other.
 */
export function cutTiles<Values extends Uint8Array | Uint16Array>(
  values: Values,
  { count, height, width, channels }: Images & { readonly channels: number },
  side: number,
): Values {
  const cut = values.slice() as Values;
  const [rows, columns, line] = [height / side, width / side, side * channels];
  let to = 0;
  for (let tile = 0; tile < count * rows * columns; tile++) {
    const image = Math.floor(tile / (rows * columns));
    const [row, column] = [Math.floor(tile / columns) % rows, tile % columns];
    for (let y = 0; y < side; y++, to += line) {
      const from = ((image * height + row * side + y) * width + column * side) * channels;
      cut.set(values.subarray(from, from + line), to);
    }
  }
  return cut;
}

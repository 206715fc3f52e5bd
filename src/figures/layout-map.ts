/** Layouts of pixels as maps: borders of rows and columns become an image of the areas of the pixels between them. */
import type { DesignArray } from '../analysis/design-record.js';

/** Points of a map along the longer side of the sensor. */
const POINTS = 210;

/**
 * Replaces the borders of a layer's rows and columns, in this order, by a map of the areas of its pixels; leaves other arrays as they are.
 * On the borders themselves the map is 0, so that pixels of one size can be told apart.
 */
export function withLayoutMaps(arrays: readonly DesignArray[]): DesignArray[] {
  return arrays.flatMap((array, index) => {
    if (array.kind !== 'borders') return [array];
    const earlier = arrays.slice(0, index);
    const rows = earlier.find(each => isPartner(each, array));
    return rows === undefined ? [] : [layoutMap(rows, array)];
  });
}

function isPartner(one: DesignArray, other: DesignArray): boolean {
  return one.kind === 'borders' && one.layer === other.layer && one.stage === other.stage;
}

function layoutMap(rows: DesignArray, columns: DesignArray): DesignArray {
  const [height, width] = [rows, columns].map(({ values }) => values.at(-1)!) as [number, number];
  const step = Math.max(height, width) / POINTS;
  const [down, across] = [
    sidesAt(rows.values, Math.round(height / step)),
    sidesAt(columns.values, Math.round(width / step)),
  ];
  const values = Float32Array.from(down.flatMap(side => across.map(other => side * other)));
  const shape = [down.length, across.length];
  const { layer, stage, unit } = columns;
  return { layer, stage, name: 'areas of pixels', unit: `${unit}²`, kind: 'magnitude', shape, values };
}

/** At each of so many points along an axis, the width of the pixel there; 0 at the first point behind a border. */
function sidesAt(borders: Float32Array, points: number): number[] {
  const pixelAt = (point: number) => {
    const place = ((point + 0.5) / points) * borders.at(-1)!;
    return borders.findLastIndex(border => border <= place);
  };
  return Array.from({ length: points }, (_, point) => {
    const pixel = pixelAt(point);
    const isFirst = point > 0 && pixelAt(point - 1) !== pixel;
    return isFirst ? 0 : borders[pixel + 1]! - borders[pixel]!;
  });
}

/**
 * Tiles of colour filters as sensors have them, one letter a pixel: R, G, B, W (no filter), and C, M, Y.
 *
 * Sources: Bayer, US patent 3,971,065 (1976); X-Trans: Fujifilm, US patent 8,531,563 (2013), figure 1;
 * RGBW with half of the pixels panchromatic: Compton & Hamilton, US patent 8,139,130 (2012);
 * sparse colour among white: Chakrabarti, Freeman & Zickler, ICCP 2014, doi:10.1109/ICCPHOT.2014.6831801.
 */
import { hostRandom } from '../../engine/host-random.js';

/** Share of each of the channels red, green and blue that a filter passes. */
export const filterTransmission = {
  R: [1, 0, 0],
  G: [0, 1, 0],
  B: [0, 0, 1],
  W: [1, 1, 1],
  C: [0, 1, 1],
  M: [1, 0, 1],
  Y: [1, 1, 0],
} as const satisfies Readonly<Record<string, readonly [number, number, number]>>;

export type FilterName = keyof typeof filterTransmission;

/** Rows of a tile, repeated over the sensor; all rows are as long. */
export type Tile = readonly (readonly FilterName[])[];

const tiles = {
  bayer: ['RG', 'GB'],
  rgbw: ['WGWR', 'GWRW', 'WBWG', 'BWGW'],
  // One Bayer cell of 2 × 2 in a window of 4 × 4, the rest white.
  sparse: ['RGWW', 'GBWW', 'WWWW', 'WWWW'],
  'x-trans': ['GBGGRG', 'RGRBGB', 'GBGGRG', 'GRGGBG', 'BGBRGR', 'GRGGBG'],
  white: ['W'],
} as const;

export const patternNames = [...(Object.keys(tiles) as (keyof typeof tiles)[]), 'random'] as const;
export type PatternName = (typeof patternNames)[number];

export interface RandomTile {
  readonly period: number;
  readonly filters: readonly FilterName[];
  readonly seed: number;
  readonly stream: number;
}

/** The tile of a pattern; a random one draws each pixel's filter independently. */
export function tileOf(name: PatternName, random: RandomTile): Tile {
  if (name !== 'random') return tiles[name].map(row => Array.from(row) as FilterName[]);
  const { period, filters, seed, stream } = random;
  const draw = hostRandom(seed, stream);
  return Array.from({ length: period }, () =>
    Array.from({ length: period }, () => filters[draw.integer(filters.length)]!),
  );
}

/** How many pixels of a tile have each filter. */
export function filterCounts(tile: Tile): Partial<Record<FilterName, number>> {
  const counts: Partial<Record<FilterName, number>> = {};
  for (const name of tile.flat()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Transmission of each pixel of a tile, [rows, columns, 3], row by row. */
export function tileTransmission(tile: Tile): number[][][] {
  return tile.map(row => row.map(name => [...filterTransmission[name]]));
}

const filterNames = Object.keys(filterTransmission) as FilterName[];

/** Filters as numbers: saved models lose the case of letters. */
export function filterNumbers(names: readonly FilterName[]): number[] {
  return names.map(name => filterNames.indexOf(name));
}

/** Undoes `filterNumbers`. */
export function filtersOf(numbers: readonly number[]): FilterName[] {
  return numbers.map(number => filterNames[number]!);
}

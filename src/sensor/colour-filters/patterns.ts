/**
 * Tiles of colour filters as sensors have them, one filter a pixel: R, G, B, W (no filter), C, M, Y over images of red, green and
 * blue, and S1, S2, … of which the shares that they pass are given, one for each channel of the image.
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

/** A letter of the list above, or S1, S2, … */
export type FilterName = string;

/** Shares of each channel that S1, S2, … pass, 0 to 1. */
export type Spectra = readonly (readonly number[])[];

/** What names of filters look like. */
export const filterPattern = /[RGBWCMY]|S[1-9]\d*/;

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

export const patternNames = [...(Object.keys(tiles) as (keyof typeof tiles)[]), 'random', 'custom'] as const;
export type PatternName = (typeof patternNames)[number];

export interface RandomTile {
  readonly period: number;
  readonly filters: readonly FilterName[];
  readonly seed: number;
  readonly stream: number;
}

/** Rows of a tile from rows as text, such as `RGGB` or `S1S2`. */
export function tileOfText(rows: readonly string[]): Tile {
  const names = new RegExp(filterPattern, 'g');
  return rows.map(row => row.match(names) ?? []);
}

/**
 * The tile of a pattern; a random one draws each pixel's filter independently.
 *
 * @param custom Rows of the pattern `custom`.
 */
export function tileOf(name: PatternName, random: RandomTile, custom: readonly string[] = []): Tile {
  if (name === 'custom') return tileOfText(custom);
  if (name !== 'random') return tileOfText(tiles[name]);
  const { period, filters, seed, stream } = random;
  const draw = hostRandom(seed, stream);
  return Array.from({ length: period }, () =>
    Array.from({ length: period }, () => filters[draw.integer(filters.length)]!),
  );
}

/** How many pixels of a tile have each filter. */
export function filterCounts(tile: Tile): Readonly<Record<FilterName, number>> {
  const counts: Record<FilterName, number> = {};
  for (const name of tile.flat()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/**
 * Share of each channel that a filter passes.
 *
 * @throws RangeError if there is no such filter.
 */
export function transmissionOf(name: FilterName, spectra: Spectra = []): readonly number[] {
  const found = isLetter(name) ? filterTransmission[name] : spectra[spectrumIndex(name)];
  if (found !== undefined) return found;
  const given = spectra.length === 0 ? '' : ` or S1 to S${spectra.length}`;
  throw new RangeError(`colour filters: found ${name}, must be ${letters.join(', ')}${given}`);
}

/** Transmission of each pixel of a tile, [rows, columns, channels], row by row. */
export function tileTransmission(tile: Tile, spectra: Spectra = []): number[][][] {
  return tile.map(row => row.map(name => [...transmissionOf(name, spectra)]));
}

/** Whether a filter is one over red, green and blue. */
export function isLetter(name: FilterName): name is keyof typeof filterTransmission {
  return name in filterTransmission;
}

const letters = Object.keys(filterTransmission);

/** Filters as numbers: saved models lose the case of letters. */
export function filterNumbers(names: readonly FilterName[]): number[] {
  return names.map(name => (isLetter(name) ? letters.indexOf(name) : letters.length + spectrumIndex(name)));
}

/** Undoes `filterNumbers`. */
export function filtersOf(numbers: readonly number[]): FilterName[] {
  return numbers.map(number => letters[number] ?? `S${number - letters.length + 1}`);
}

/** 0 for S1. */
function spectrumIndex(name: FilterName): number {
  return Number(name.slice(1)) - 1;
}

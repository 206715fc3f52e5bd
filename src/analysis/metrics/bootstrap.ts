/**
 * Interval of any statistic of a test set, from test sets of the same size drawn from it with replacement.
 *
 * The interval lies between the (1 − level) / 2 and (1 + level) / 2 quantiles of the statistic over the draws (percentile method). It
 * tells how much the choice of test images matters, not how much that of training does. Images that stem from one original do not
 * vary on their own: with `groups` whole groups are drawn.
 * Source: Efron & Tibshirani, Stat. Sci. 1, 54 (1986), doi:10.1214/ss/1177013815.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws, where none are given. */
export const usualDraws = 1000;

export interface BootstrapOptions {
  /** A whole number of at least 0. */
  readonly seed: number;
  /** Draws, 2 or more. Default 1000. */
  readonly draws?: number;
  /** Share of draws within the interval, between 0 and 1. Default 0.95. */
  readonly level?: number;
  /** The group of each image, such as its original; default: each its own. */
  readonly groups?: ArrayLike<number | string>;
}

export interface BootstrapInterval {
  /** Of the test set itself. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Draws for which the statistic was defined, as it is not where a class is missing. */
  readonly draws: number;
}

/**
 * @param count Images of the test set, 1 or more.
 * @param statistic Of the images with these indices; null where it is undefined.
 * @returns null where it is undefined for the test set itself or for every draw.
 * @throws RangeError if an option is out of range or `groups` does not count the images.
 */
export function bootstrapInterval(
  count: number,
  statistic: (rows: Uint32Array) => number | null,
  options: BootstrapOptions,
): BootstrapInterval | null {
  return bootstrapIntervals(count, rows => [statistic(rows)], options)[0]!;
}

/** Those of several statistics, from the same draws. @param statistics As many each time, in the same order. */
export function bootstrapIntervals(
  count: number,
  statistics: (rows: Uint32Array) => readonly (number | null)[],
  options: BootstrapOptions,
): (BootstrapInterval | null)[] {
  const { seed, draws = usualDraws, level = 0.95, groups } = options;
  check(count, { seed, draws, level, ...(groups && { groups }) });
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  const values = statistics(all);
  const found = values.map((): number[] => []);
  const members = groups === undefined ? Array.from(all, row => [row]) : rowsByGroup(groups);
  const isSingle = members.length === count;
  const random = xoroshiro128plus(seed);
  for (let draw = 0; draw < draws && values.some(value => value !== null); draw++) {
    const picked = new Uint32Array(members.length);
    for (let place = 0; place < picked.length; place++)
      picked[place] = uniformInt(random, 0, members.length - 1);
    statistics(isSingle ? picked : rowsOf(picked, members)).forEach((each, place) => {
      if (each !== null) found[place]!.push(each);
    });
  }
  return values.map((value, place) => intervalOf(value, found[place]!, level));
}

/** @param drawn Of the draws for which it was defined. */
function intervalOf(value: number | null, drawn: readonly number[], level: number): BootstrapInterval | null {
  if (value === null || drawn.length === 0) return null;
  const sorted = Float64Array.from(drawn).sort();
  const [low, high] = [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
  return { value, low, high, draws: drawn.length };
}

/**
 * Value below which a share of sorted values lies, linear between them (definition 7 of Hyndman & Fan, Am. Stat. 50, 361 (1996),
 * doi:10.1080/00031305.1996.10473566, the default of NumPy).
 *
 * @param sorted Ascending, at least one.
 * @param share 0 to 1.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** The rows of some groups, one group after the other. */
function rowsOf(picked: Uint32Array, members: readonly (readonly number[])[]): Uint32Array {
  let count = 0;
  for (const group of picked) count += members[group]!.length;
  const rows = new Uint32Array(count);
  let place = 0;
  for (const group of picked) {
    for (const row of members[group]!) rows[place++] = row;
  }
  return rows;
}

function rowsByGroup(groups: ArrayLike<number | string>): number[][] {
  const members = new Map<number | string, number[]>();
  Array.from(groups, (group, row) => {
    const rows = members.get(group) ?? [];
    rows.push(row);
    members.set(group, rows);
  });
  return [...members.values()];
}

function check(count: number, { seed, draws = 2, level = 0.5, groups }: BootstrapOptions): void {
  const wholes: [name: string, value: number, least: number][] = [
    ['count', count, 1],
    ['seed', seed, 0],
    ['draws', draws, 2],
  ];
  for (const [name, value, least] of wholes) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(
        `bootstrapInterval: ${name} is ${value}, must be a whole number of at least ${least}`,
      );
    }
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`bootstrapInterval: level is ${level}, must be between 0 and 1`);
  }
  if (groups !== undefined && groups.length !== count) {
    throw new RangeError(
      `bootstrapInterval: there are ${groups.length} groups, must be one for each of ${count} images`,
    );
  }
}

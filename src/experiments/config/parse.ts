/**
 * From a config file and the overrides of a command line to the configs of all trials, every one of them checked.
 *
 * Faults are collected and reported together, each with file, line, column, key path and the nearest valid name.
 */
import {
  axisPaths,
  checkAxes,
  checkAxisValues,
  checkGrid,
  withoutAxes,
  type Locate,
  type Located,
} from './axes.js';
import { gridSize, type Axis, type GridPoint } from './expand.js';
import { testedFolds, withFold } from './fold-rules.js';
import { placeOf, shownPath } from './layer-paths.js';
import { fileValues, mergeOverrides } from './merge.js';
import { overlaps, parseOverrides, type Override } from './override.js';
import { ConfigError, schemaProblems, valueText } from './problem.js';
import { experimentSchema, sweepSchema, type ExperimentConfig } from './schema.js';
import { readConfigSource, type ConfigSource } from './source.js';
import { valueAt, withoutKey, withValue, type Path } from './tree.js';
import { unusedKeys } from './unused-keys.js';
import { chooseVariants, rejectReplaced, variantNames, variantPath, withVariant } from './variants.js';

export interface ConfigRequest {
  readonly file: string;
  /** `path=value` texts. */
  readonly overrides?: readonly string[];
  /** Folder at which relative data paths of overrides start. */
  readonly overrideFolder: string;
  /** One trial: axes of the file are left out and the base value of their key is taken. */
  readonly isSingle?: boolean;
  /** The record of a trial: keys without effect are no fault. */
  readonly isRecord?: boolean;
}

export interface LoadedConfig {
  readonly file: string;
  readonly text: string;
  readonly overrides: readonly string[];
  readonly repeats: number;
  /** Folds of a cross-validation that are tested, from 1; none without one. */
  readonly folds: readonly number[];
  readonly axes: readonly Axis[];
  /** The config without axes; where it lacks a swept key, the first value of the axis. */
  readonly base: ExperimentConfig;
  /** All combinations of axis values. */
  readonly points: readonly GridPoint[];
  /** Axes that a single trial leaves out, with the value it takes instead. */
  readonly droppedAxes: readonly { readonly path: string; readonly value: unknown }[];
}

const mostTrials = 100_000;

/**
 * Loads and checks a config.
 *
 * @throws ConfigError with one line per fault.
 */
export async function loadConfig(request: ConfigRequest): Promise<LoadedConfig> {
  return resolveConfig(await readConfigSource(request.file), request);
}

export function resolveConfig(source: ConfigSource, request: ConfigRequest): LoadedConfig {
  const texts = request.overrides ?? [];
  const overrides = parseOverrides(texts, source.values);
  const settings = overrides.filter(({ path }) => path[0] !== variantPath);
  const chosen = chooseVariants(fileValues(source), overrides);
  const merged = mergeOverrides(chosen, settings, request.overrideFolder);
  const locate = locator(source, overrides, merged);
  const droppedPaths = request.isSingle === true ? axisPaths(merged) : [];
  const single = settings.length < overrides.length ? variantNames(merged)[0] : undefined;
  const values = request.isSingle === true ? singleValues(merged, single) : merged;
  if (request.isSingle === true) rejectAxisOverrides(overrides);
  const run = request.isSingle === true ? [single ?? []].flat() : variantNames(merged);
  rejectReplaced(merged, run, settings);

  const { axes, problems: axisFaults } = checkAxes(values, locate);
  const borrowed = axes
    .filter(({ path }) => path !== variantPath)
    .map(({ path, values: [first] }) => ({ keys: placeOf(path, values), first }))
    .filter(({ keys }) => isOpen(values, keys));
  const probe = borrowed.reduce((tree, { keys, first }) => withValue(tree, keys, first), values);
  const parsed = sweepSchema.safeParse(probe);
  const faults = [
    ...schemaProblems(parsed.error?.issues ?? [], probe)
      // Single values of axes are checked below, by the rules of their own key.
      .filter(({ path }) => path[0] !== 'sweep' || path.length < 3)
      .filter(({ path }) => !borrowed.some(({ keys }) => keys.every((key, depth) => path[depth] === key)))
      .map(problem => ({ ...problem, place: locate(problem) })),
    ...axisFaults,
    ...checkAxisValues(probe, axes, locate),
  ];
  if (!parsed.success || faults.length > 0) throw problemError(faults, probe);

  const { repeats } = parsed.data;
  const base = experimentSchema.parse(withoutAxes(probe));
  const folds = testedFolds(base.data, request.isSingle === true);
  if (gridSize(axes) * repeats * Math.max(1, folds.length) > mostTrials) {
    const parts = folds.length > 1 ? ` x ${folds.length} folds` : '';
    const found = `${gridSize(axes)} combinations x ${repeats} repeats${parts}`;
    throw new ConfigError([
      `${locate({ path: ['sweep'], part: 'key' })}: sweep: found ${found}, must be at most ${mostTrials} trials`,
    ]);
  }
  const { points, problems } = checkGrid(probe, axes, locate);
  if (problems.length > 0) throw problemError(problems, probe);
  if (request.isRecord !== true) {
    const isNarrowed =
      request.isSingle === true && axisPaths(merged).length + variantNames(merged).length > 0;
    const unused = unusedKeys({ values, overrides, axes, points, isNarrowed, base });
    const located = unused.map(({ problem, at }) => ({
      ...problem,
      place: locate({ path: at, part: problem.part }),
    }));
    if (located.length > 0) throw problemError(located, probe);
  }
  return {
    file: source.file,
    text: source.text,
    overrides: texts,
    repeats: request.isSingle === true ? 1 : repeats,
    folds,
    axes,
    base: folds.length === 1 ? withFold(base, folds[0]) : base,
    points,
    droppedAxes: [
      ...droppedPaths.map(path => ({ path, value: valueAt(base, placeOf(path, base)) })),
      ...(folds.length === 1 && base.data.split.fold === undefined
        ? [{ path: 'data.split.fold', value: folds[0] }]
        : []),
    ],
  };
}

/** The config of one trial: with the settings of a variant if one is named, without any axis. */
function singleValues(values: Readonly<Record<string, unknown>>, variant: string | undefined) {
  const set = variant === undefined ? values : withVariant(values, variant);
  return ['sweep', 'variants'].reduce(withoutKey, set);
}

/** Whether the config has no value at a path and its sections can take one. */
function isOpen(values: unknown, path: Path): boolean {
  return path.every((_, depth) => {
    const at = valueAt(values, path.slice(0, depth + 1));
    return depth === path.length - 1 ? at === undefined : at === undefined || typeof at === 'object';
  });
}

/** Where a fault is: in the override that gave the value, else in the file. */
function locator(source: ConfigSource, overrides: readonly Override[], values: unknown): Locate {
  const name = ({ text }: Override): string => `override '${text}'`;
  return ({ path: ownPath, part, cause }) => {
    const isGiven = source.has(ownPath) || overrides.some(override => overlaps(override.path, ownPath));
    const path = isGiven ? ownPath : (cause ?? ownPath);
    const keys = path[0] === 'sweep' && typeof path[1] === 'string' ? placeOf(path[1], values) : path;
    const giving = overrides.find(
      override => override.path.length <= keys.length && overlaps(override.path, keys),
    );
    if (giving !== undefined) return name(giving);
    if (source.has(path)) return source.locate(path, part);
    const below = overrides.find(override => overlaps(override.path, keys));
    return below === undefined || keys.length === 0 ? source.locate(path, part) : name(below);
  };
}

function rejectAxisOverrides(overrides: readonly Override[]): void {
  const faults = overrides
    .filter(({ isAxis }) => isAxis)
    .map(
      ({ text, value }) =>
        `override '${text}': found ${valueText(value)}, must be one value: only one trial is run`,
    );
  if (faults.length > 0) throw new ConfigError(faults);
}

function problemError(problems: readonly Located[], values: unknown): ConfigError {
  const lines = problems.toSorted(byPlace).map(({ place, path, message }) => {
    const key = shownPath(path, values);
    return key === '' ? `${place}: ${message}` : `${place}: ${key}: ${message}`;
  });
  return new ConfigError([...new Set(lines)]);
}

/** Order of lines and columns in the file; what has no line, an override, comes last. */
function byPlace(a: Located, b: Located): number {
  const position = ({ place }: Located): number => {
    const [, line, column] = /:(\d+):(\d+)$/.exec(place) ?? [];
    return line === undefined ? Infinity : Number(line) * 1e6 + Number(column);
  };
  const [first, second] = [position(a), position(b)];
  return first === second ? 0 : first - second;
}

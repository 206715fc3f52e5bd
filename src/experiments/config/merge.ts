/** The values of a config file and the overrides on top of them, as one tree. */
import { dirname, resolve } from 'node:path';
import { absoluteValue, withAbsolutePaths } from './data-paths.js';
import type { Override } from './override.js';
import type { ConfigSource } from './source.js';
import { withoutKey, withValue } from './tree.js';

type Values = Readonly<Record<string, unknown>>;

/** The values of a config file, paths of data files made absolute, those in its axes too. */
export function fileValues(source: ConfigSource): Values {
  const folder = dirname(resolve(source.file));
  const values = withAbsolutePaths(source.values, folder);
  if (!isSection(values.sweep)) return values;
  const axes = Object.entries(values.sweep).map(([path, list]) => [
    path,
    absoluteValue(path.split('.'), list, folder),
  ]);
  return { ...values, sweep: Object.fromEntries(axes) as unknown };
}

/**
 * Puts overrides into a config: a value replaces the key's axis, a list of values becomes its axis.
 *
 * @param folder Folder at which relative data paths of overrides start.
 */
export function mergeOverrides(values: Values, overrides: readonly Override[], folder: string): Values {
  return overrides.reduce((tree, { path, value, isAxis }) => {
    const axis = path.join('.');
    const absolute = absoluteValue(path, value, folder);
    const sweep = isSection(tree.sweep) ? tree.sweep : undefined;
    if (isAxis && (sweep !== undefined || tree.sweep === undefined)) {
      return { ...tree, sweep: { ...sweep, [axis]: absolute } };
    }
    const rest = sweep === undefined ? tree : { ...tree, sweep: withoutKey(sweep, axis) };
    return withValue(rest, path, absolute);
  }, values);
}

export function isSection(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

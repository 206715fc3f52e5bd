/** The values of a config file and the overrides on top of them, as one tree. */
import { dirname, resolve } from 'node:path';
import { absoluteValue, withAbsolutePaths } from './data-paths.js';
import { placeOf, withDefaultLists } from './layer-paths.js';
import type { Override } from './override.js';
import type { ConfigSource } from './source.js';
import { withoutKey, withValue } from './tree.js';

type Values = Readonly<Record<string, unknown>>;

/** The values of a config file with its lists of layers, paths of data files made absolute, those in its axes too. */
export function fileValues(source: ConfigSource): Values {
  const folder = dirname(resolve(source.file));
  const values = withDefaultLists(withAbsolutePaths(source.values, folder));
  const settings = (section: unknown): unknown =>
    isSection(section)
      ? Object.fromEntries(
          Object.entries(section).map(([path, value]) => [
            path,
            absoluteValue(path.split('.'), value, folder),
          ]),
        )
      : section;
  const { sweep, variants } = values;
  return {
    ...values,
    ...(sweep !== undefined && { sweep: settings(sweep) }),
    ...(isSection(variants) && {
      variants: Object.fromEntries(Object.entries(variants).map(([name, set]) => [name, settings(set)])),
    }),
  };
}

/**
 * Puts overrides into a config: a value replaces the key's axis, a list of values becomes its axis.
 *
 * @param folder Folder at which relative data paths of overrides start.
 */
export function mergeOverrides(values: Values, overrides: readonly Override[], folder: string): Values {
  return overrides.reduce((tree, { name, path, value, isAxis }) => {
    const absolute = absoluteValue(path, value, folder);
    const sweep = isSection(tree.sweep) ? tree.sweep : undefined;
    // The key may have an axis by another of its paths.
    const written = Object.keys(sweep ?? {}).find(axis => placeOf(axis, tree).join() === path.join());
    if (isAxis && (sweep !== undefined || tree.sweep === undefined)) {
      return { ...tree, sweep: withAxis(sweep ?? {}, written, name, absolute) };
    }
    const rest = written === undefined ? tree : { ...tree, sweep: withoutKey(sweep!, written) };
    return withValue(rest, path, absolute);
  }, values);
}

/** The axes with one more, in the place of the one that it replaces. */
function withAxis(sweep: Values, replaced: string | undefined, name: string, list: unknown): Values {
  if (replaced === undefined) return { ...sweep, [name]: list };
  return Object.fromEntries(Object.entries(sweep).map(axis => (axis[0] === replaced ? [name, list] : axis)));
}

export function isSection(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

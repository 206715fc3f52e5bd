/**
 * Paths of keys of layers, as users write them and as places in the lists:
 *
 *   sensor.quantizer.bitDepth, or sensor.bitDepth where one layer only has that key   ↔   ['sensor', 4, 'bitDepth']
 *
 * All other paths are the same in both forms. Configs that come in here have their lists, see `withDefaultLists`.
 */
import {
  commonKeys,
  defaultLists,
  definitionOf,
  isListName,
  listNames,
  type ListName,
} from './layer-schema.js';
import { valueAt, type Path } from './tree.js';

export type Resolved =
  | { readonly kind: 'place'; readonly path: Path }
  /** Several layers have the key; these are its paths with their names. */
  | { readonly kind: 'ambiguous'; readonly paths: readonly string[] }
  | { readonly kind: 'unknown' };

/** The config with its lists of layers written out where it leaves them to their defaults. */
export function withDefaultLists<Tree extends Readonly<Record<string, unknown>>>(values: Tree): Tree {
  const missing = listNames.filter(list => !Object.hasOwn(values, list));
  return { ...values, ...Object.fromEntries(missing.map(list => [list, defaultLists[list]])) };
}

/** What a written path means. */
export function resolvePath(written: readonly string[], values: unknown): Resolved {
  const [list, second, ...rest] = written;
  if (!isListName(list) || second === undefined) return { kind: 'place', path: written };
  const items = itemsOf(values, list);
  if (items === undefined) return { kind: 'place', path: written };
  const named = items.findIndex(item => nameOf(item) === second);
  if (named >= 0) return { kind: 'place', path: [list, named, ...rest] };
  const holders = items.flatMap((item, index) => (keysOf(list, item).includes(second) ? [index] : []));
  const [only] = holders;
  if (only === undefined) return { kind: 'unknown' };
  if (holders.length === 1) return { kind: 'place', path: [list, only, second, ...rest] };
  return { kind: 'ambiguous', paths: holders.map(index => shownPath([list, index, second], values)) };
}

/** The place that a written path means; the path itself where it means none, so that it names nothing. */
export function placeOf(written: string, values: unknown): Path {
  const keys = written.split('.');
  const resolved = resolvePath(keys, values);
  return resolved.kind === 'place' ? resolved.path : keys;
}

/** A place as users write it, with the name of the layer. */
export function shownPath(path: Path, values: unknown): string {
  const [list, index, ...rest] = path;
  if (!isListName(list) || typeof index !== 'number') return path.join('.');
  const name = nameOf(valueAt(values, [list, index]));
  return [...(name === undefined ? [`${list}[${index}]`] : [list, name]), ...rest].join('.');
}

/** The shortest form of a place. */
export function shortPath(path: Path, values: unknown): string {
  const [list, index, ...keys] = path;
  if (!isListName(list) || typeof index !== 'number' || keys.length === 0) return shownPath(path, values);
  const short = [list, ...keys].join('.');
  return placeOf(short, values).join() === path.join() ? short : shownPath(path, values);
}

/** Name of a layer, its kind where it has none; undefined where it has neither. */
export function nameOf(item: unknown): string | undefined {
  const found = valueAt(item, ['name']) ?? valueAt(item, ['layer']);
  return typeof found === 'string' ? found : undefined;
}

/** The layers of a list as they stand in a config that may be wrong; undefined where there is no list. */
export function itemsOf(values: unknown, list: ListName): readonly unknown[] | undefined {
  const items = valueAt(values, [list]);
  return Array.isArray(items) ? items : undefined;
}

function keysOf(list: ListName, item: unknown): string[] {
  const definition = definitionOf(list, valueAt(item, ['layer']));
  return definition === undefined ? [] : [...commonKeys, ...Object.keys(definition.keys)];
}

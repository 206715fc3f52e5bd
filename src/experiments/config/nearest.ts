/** Which valid name is nearest to a mistyped one. */
import { closest, distance } from 'fastest-levenshtein';
import { isListName } from './layer-schema.js';
import { itemsOf, nameOf, shortPath, shownPath } from './layer-paths.js';
import { keysAt } from './requirement.js';
import type { Path } from './tree.js';

/** The nearest of several names, or undefined where none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const exact = names.find(candidate => candidate.toLowerCase() === name.toLowerCase());
  if (exact !== undefined) return exact;
  const nearest = closest(name, names);
  return distance(name, nearest) <= Math.ceil(0.4 * name.length) ? nearest : undefined;
}

/** The only name that begins with a given one, such as `rotationDegrees` for `rotation`: its unit was left out. */
function longerName(name: string, names: readonly string[]): string | undefined {
  const longer = names.filter(each => name.length > 2 && each.toLowerCase().startsWith(name.toLowerCase()));
  return longer.length === 1 ? longer[0] : undefined;
}

/**
 * The nearest valid path to one that is unknown: a sibling first, then a key or a layer of the same list, else the same key in
 * another section.
 */
export function nearestPath(path: Path, config: unknown): string | undefined {
  const [section, second, ...rest] = path;
  const name = String(path.at(-1));
  const parent = path.slice(0, -1);
  const siblings = keysAt(parent, config);
  const sibling = nearestName(name, siblings) ?? longerName(name, siblings);
  if (sibling !== undefined) return shownPath([...parent, sibling], config);
  const names = isListName(section)
    ? (itemsOf(config, section) ?? []).flatMap(item => nameOf(item) ?? [])
    : [];
  const layer = typeof second === 'string' ? nearestName(second, names) : undefined;
  if (layer !== undefined && rest.length > 0) return [section, layer, ...rest].join('.');
  const leaves = leafPaths([], config);
  const own = leaves.filter(leaf => leaf.length > 1 && leaf[0] === section);
  const found = nearestLeaf(name, own);
  if (found !== undefined) return shortPath(found, config);
  if (layer !== undefined) return `${section}.${layer}`;
  const other = nearestLeaf(name, leaves);
  return other && shortPath(other, config);
}

function nearestLeaf(name: string, leaves: readonly Path[]): Path | undefined {
  const leaf = nearestName(name, [...new Set(leaves.map(path => String(path.at(-1))))]);
  return leaves.find(path => path.at(-1) === leaf);
}

function leafPaths(section: Path, config: unknown): Path[] {
  const [list] = section;
  const items = section.length === 1 && isListName(list) ? itemsOf(config, list) : undefined;
  const keys = items === undefined ? keysAt(section, config) : [...items.keys()];
  return keys.flatMap(key => {
    const path = [...section, key];
    const isSection = keysAt(path, config).length > 0 || (section.length === 0 && isListName(key));
    return isSection ? leafPaths(path, config) : [path];
  });
}

/** Changes in nested records and lists, made on copies. */
import type { Path } from './requirement.js';

type Tree = Readonly<Record<string, unknown>>;

/** A copy of the tree with `value` at `path`; sections on the way are made where there are none. */
export function withValue(tree: Tree, path: Path, value: unknown): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const below = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const section = typeof below === 'object' && below !== null && !Array.isArray(below) ? (below as Tree) : {};
  return { ...tree, [key]: rest.length === 0 ? value : withValue(section, rest, value) };
}

/** A copy of the tree without the key at `path`. */
export function withoutKey(tree: Tree, key: string): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
}

/** Text that is equal for equal values: JSON with the keys of every record in order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

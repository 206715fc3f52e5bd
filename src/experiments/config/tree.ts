/** Changes in nested records and lists, made on copies. */
export type Path = readonly (string | number)[];

type Tree = Readonly<Record<string, unknown>>;

/** The value at a path of nested records and lists, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

/** A copy of the tree with `value` at `path`; sections on the way are made where there are none. */
export function withValue(tree: Tree, path: Path, value: unknown): Tree {
  return changed(tree, path, value) as Tree;
}

function changed(tree: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const below = changed(valueAt(tree, [key]), rest, value);
  if (Array.isArray(tree) && typeof key === 'number') return tree.with(key, below);
  return { ...(isRecord(tree) ? tree : {}), [key]: below };
}

function isRecord(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of the tree without the key at `path`. */
export function withoutKey(tree: Tree, key: string): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
}

/** Paths of all values in nested records; a list is one value. */
export function leafPaths(tree: Tree): Path[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isRecord(value) ? leafPaths(value).map(path => [key, ...path]) : [[key]],
  );
}

/** Text that is equal for equal values: JSON with the keys of every record in order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Paths of files in a config: relative ones start at the folder of the config file. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { overlaps } from './override.js';
import { valueAt, withValue, type Path } from './tree.js';

const dataPaths: readonly Path[] = [
  ['training', 'startPath'],
  ...['path', 'testPath', 'imagesPath', 'labelsPath', 'testImagesPath', 'testLabelsPath'].map(key => [
    'data',
    key,
  ]),
];

/** The value of a key with paths of data files made absolute; lists item by item; all else as it is. */
export function absoluteValue(path: Path, value: unknown, folder: string): unknown {
  if (!dataPaths.some(dataPath => dataPath.length === path.length && overlaps(dataPath, path))) return value;
  if (Array.isArray(value)) return value.map(item => absoluteValue(path, item, folder));
  if (typeof value !== 'string' || value === '') return value;
  return value.startsWith('~/') ? resolve(homedir(), value.slice(2)) : resolve(folder, value);
}

/** The config with paths of data files made absolute. */
export function withAbsolutePaths<Tree extends Readonly<Record<string, unknown>>>(
  values: Tree,
  folder: string,
): Tree {
  return dataPaths.reduce<Tree>((tree, path) => {
    const value = valueAt(tree, path);
    return value === undefined ? tree : (withValue(tree, path, absoluteValue(path, value, folder)) as Tree);
  }, values);
}

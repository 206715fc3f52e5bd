/** Settings of the config as a reader sees them: names, units and phrases from key paths. */
import { axisName } from '../figures/axis-label.js';
import { countText, valueText } from './number-text.js';

/** Settings that are shorter in a sentence than by their name, by the last key of their path. */
const PHRASES: Readonly<Record<string, (value: string) => string>> = {
  fNumber: value => `f/${value}`,
  bitDepth: value => (value === '1' ? '1 bit' : `${value} bits`),
  photonsAtFullScale: value => `${value} photons per pixel`,
  trainImages: value => `${value} training images`,
};

/** The setting in a sentence: `8 bits`, `200 photons per pixel`, `read noise 3 electrons rms`. */
export function settingPhrase(path: string, value: unknown): string {
  const text = valueText(value);
  const key = path.slice(path.lastIndexOf('.') + 1);
  if (Object.hasOwn(PHRASES, key)) return PHRASES[key]!(text);
  const { label, unit } = axisName(path);
  return `${uncapitalized(label)} ${text}${unit === '' ? '' : ` ${unit}`}`;
}

/** Label of a parameter that a layer names by the last part of its key, or by a word of its own; `front.fNumber` is that of a layer. */
export function parameterLabel(config: unknown, name: string): string {
  const { label } = axisName(pathOf(config, name) ?? name);
  const dot = name.indexOf('.');
  return dot < 0 ? label : `${label} of ${name.slice(0, dot)}`;
}

/** The key path that ends in a name; undefined where the config has none. */
export function pathOf(config: unknown, name: string): string | undefined {
  return leaves(config).find(([path]) => path === name || path.endsWith(`.${name}`))?.[0];
}

/** All settings of one combination: `8 bits, 5,000 photons per pixel`. */
export function settingsPhrase(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([path, value]) => settingPhrase(path, value))
    .join(', ');
}

/** The values at the leaves of a config with their key paths; layers stand under their names, other lists are values. */
export function leaves(tree: unknown, path = ''): (readonly [path: string, value: unknown])[] {
  const section = Array.isArray(tree) ? layersByName(tree) : tree;
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return [[path, section]];
  return Object.entries(section).flatMap(([key, value]) =>
    leaves(value, path === '' ? key : `${path}.${key}`),
  );
}

/** A list of layers as a record by their names; any other list as it is. */
function layersByName(list: readonly unknown[]): unknown {
  const isLayers = list.length > 0 && list.every(item => valueOf(item, 'layer') !== undefined);
  return isLayers ? Object.fromEntries(list.map(item => [layerName(item), item])) : list;
}

/** The name of a layer, which is its kind unless the config gives another. */
export function layerName(item: unknown): string {
  return String(valueOf(item, 'name') ?? valueOf(item, 'layer'));
}

/** The path with the name of the layer, where it is short for that: `sensor.bitDepth` is `sensor.quantizer.bitDepth`. */
export function fullPath(config: unknown, path: string): string {
  const [section, key, ...rest] = path.split('.');
  if (section === undefined || key === undefined || rest.length > 0) return path;
  const list = valueOf(config, section);
  if (!Array.isArray(list)) return path;
  const holders = list.filter(item => valueOf(item, key) !== undefined);
  return holders.length === 1 ? `${section}.${layerName(holders[0])}.${key}` : path;
}

/** The value at a key path of a config; undefined where there is none. */
export function settingAt(config: unknown, path: string): unknown {
  return fullPath(config, path).split('.').reduce(valueOf, config);
}

function valueOf(tree: unknown, key: string): unknown {
  if (Array.isArray(tree)) return (tree as unknown[]).find(item => layerName(item) === key);
  if (typeof tree !== 'object' || tree === null || !Object.hasOwn(tree, key)) return undefined;
  return (tree as Record<string, unknown>)[key];
}

/** The number at a key path; undefined where there is none. */
export function numberAt(config: unknown, path: string): number | undefined {
  const value = settingAt(config, path);
  return typeof value === 'number' ? value : undefined;
}

/** `fullWell` → `full well`; the first letter stays small. */
export function spaced(key: string): string {
  return key.replace(
    /([a-z\d])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

/** The first letter as a capital. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first letter small, unless the second one is a capital too. */
function uncapitalized(text: string): string {
  const isWord = text.charAt(1) === text.charAt(1).toLowerCase();
  return isWord ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** A list in words: `a, b and c`; more than `most` are counted. */
export function listed(items: readonly string[], most = 12): string {
  if (items.length <= 1) return items.join('');
  const shown =
    items.length > most ? [...items.slice(0, most - 1), `${countText(items.length - most + 1)} more`] : items;
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

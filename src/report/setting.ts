/** Settings of the config as a reader sees them: names, units and phrases from key paths. */
import { axisName } from '../figures/axis-label.js';
import { countText, valueText } from './number-text.js';

/** Settings that are shorter in a sentence than by their name. */
const PHRASES: Readonly<Record<string, (value: string) => string>> = {
  'optics.fNumber': value => `f/${value}`,
  'sensor.bitDepth': value => (value === '1' ? '1 bit' : `${value} bits`),
  'sensor.photonsAtFullScale': value => `${value} photons per pixel`,
  'data.trainImages': value => `${value} training images`,
};

/** The setting in a sentence: `8 bits`, `200 photons per pixel`, `read noise 3 electrons rms`. */
export function settingPhrase(path: string, value: unknown): string {
  const text = valueText(value);
  if (Object.hasOwn(PHRASES, path)) return PHRASES[path]!(text);
  const { label, unit } = axisName(path);
  return `${uncapitalized(label)} ${text}${unit === '' ? '' : ` ${unit}`}`;
}

/** Label of a parameter that a layer names by the last part of its key, or by a word of its own. */
export function parameterLabel(config: unknown, name: string): string {
  return axisName(pathOf(config, name) ?? name).label;
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

/** The values at the leaves of a config with their key paths; lists are values. */
export function leaves(tree: unknown, path = ''): (readonly [path: string, value: unknown])[] {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return [[path, tree]];
  return Object.entries(tree).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

/** The value at a key path of a config; undefined where there is none. */
export function settingAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (tree, key) =>
        typeof tree === 'object' && tree !== null && Object.hasOwn(tree, key)
          ? (tree as Record<string, unknown>)[key]
          : undefined,
      config,
    );
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

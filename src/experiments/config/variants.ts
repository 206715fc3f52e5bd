/**
 * Variants: named settings of several keys at once, which together make one axis.
 *
 *   variants:
 *     baseline: {}
 *     learned: { optics.lens.phase: free-form, optics.lens.mode: learned }
 *
 * The axis is called `variant`. The settings of a variant replace those of the config; axes over other keys go on top.
 */
import type { z } from 'zod';
import { isSection } from './merge.js';
import { placeOf } from './layer-paths.js';
import { ConfigError, schemaProblems, valueText, type Problem } from './problem.js';
import { listed } from './requirement.js';
import { experimentSchema } from './schema.js';
import type { Axis } from './expand.js';
import type { Override } from './override.js';
import { canonicalJson, withoutKey, withValue, type Path } from './tree.js';

type Values = Readonly<Record<string, unknown>>;
type Setting = [path: string, value: unknown];

/** Path of the axis. */
export const variantPath = 'variant';

/** Names of the variants in their order. */
export function variantNames(values: Values): string[] {
  return isSection(values.variants) ? Object.keys(values.variants) : [];
}

/** The axis over all variants; none where there are none. */
export function variantAxes(values: Values): Axis[] {
  const names = variantNames(values);
  return names.length === 0 ? [] : [{ path: variantPath, values: names }];
}

/** The config with the settings of a variant. */
export function withVariant(values: Values, name: string): Values {
  return withSettings(values, settingsOf(values, name));
}

function withSettings(values: Values, settings: readonly Setting[]): Values {
  return settings.reduce((tree, [path, value]) => withValue(tree, placeOf(path, values), value), values);
}

/**
 * The config with those variants alone that overrides such as `variant=learned` or `variant=[baseline, learned]` name.
 *
 * @throws ConfigError if one of them is not there.
 */
export function chooseVariants(values: Values, overrides: readonly Override[]): Values {
  const override = overrides.find(({ path }) => path[0] === variantPath);
  if (override === undefined) return values;
  const names = variantNames(values);
  const chosen = [override.value].flat();
  const unknown = chosen.find(name => !names.includes(name as string));
  if (unknown !== undefined || override.path.length > 1 || chosen.length === 0) {
    const must = names.length === 0 ? 'left out: the config has no variants' : listed(names);
    const found = override.path.length > 1 ? `the path ${override.name}` : valueText(unknown ?? chosen);
    throw new ConfigError([`override '${override.text}': found ${found}, must be ${must}`]);
  }
  const kept = Object.fromEntries(
    names.filter(name => chosen.includes(name)).map(name => [name, at(values, name)]),
  );
  return { ...values, variants: kept };
}

/**
 * Refuses overrides that change nothing.
 *
 * @param names Of the variants that are run.
 * @throws ConfigError if each of them sets the key of an override.
 */
export function rejectReplaced(
  values: Values,
  names: readonly string[],
  overrides: readonly Override[],
): void {
  const set = names.map(name => settingsOf(values, name).map(([path]) => placeOf(path, values).join()));
  const faults = overrides
    .filter(({ path }) => set.length > 0 && set.every(places => places.includes(path.join())))
    .map(({ text }) => {
      const variants = `variant${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
      return `override '${text}': found a key that the ${variants} set${names.length === 1 ? 's' : ''} too, must be left out`;
    });
  if (faults.length > 0) throw new ConfigError(faults);
}

/**
 * Faults of the settings of variants, at `['variants', name, path]`.
 *
 * @param keyFault What is wrong with a key path in a config.
 * @param swept Places of the other axes.
 */
export function variantFaults(
  values: Values,
  keyFault: (path: string, values: Values) => Problem | undefined,
  swept: readonly string[],
): { readonly problem: Problem; readonly at: readonly string[] }[] {
  const alone = (tree: Values): Values => ['sweep', 'repeats', 'variants'].reduce(withoutKey, tree);
  const seen = new Map<string, string>();
  return variantNames(values).flatMap(name => {
    const settings = settingsOf(values, name);
    const set = withVariant(values, name);
    // Other keys may be those of the network that the variant names.
    const known = withSettings(
      values,
      settings.filter(([path]) => keyFault(path, values) === undefined),
    );
    const faults = settings.flatMap(([path, value]) => {
      const place = placeOf(path, values);
      const at = ['variants', name, path];
      const fault = keyFault(path, known) ?? sweptToo(place, swept);
      if (fault !== undefined) return [{ problem: fault, at }];
      // What another setting of the variant makes right, such as the type of the network, is no fault.
      if (valueIssues(withValue(alone(values), place, value), place).length === 0) return [];
      const whole = alone(set);
      return schemaProblems(valueIssues(whole, place), whole).map(problem => ({ problem, at }));
    });
    const text = canonicalJson(withoutKey(set, 'variants'));
    const twin = seen.get(text);
    seen.set(text, name);
    if (twin === undefined || faults.length > 0) return faults;
    const message = `found the same settings as in ${twin}, must differ`;
    const problem: Problem = { path: ['variants', name], part: 'key', message };
    return [{ problem, at: ['variants', name] }];
  });
}

/** What the schema says of the value at a place. */
export function valueIssues(tree: Values, place: Path): z.core.$ZodIssue[] {
  const issues = experimentSchema.safeParse(tree).error?.issues ?? [];
  return issues.filter(issue => place.every((key, depth) => issue.path[depth] === key));
}

function sweptToo(place: readonly (string | number)[], swept: readonly string[]): Problem | undefined {
  if (!swept.includes(place.join())) return undefined;
  return {
    path: place,
    part: 'key',
    message: 'found a key that has an axis in sweep too, must be in one of them',
  };
}

function settingsOf(values: Values, name: string): Setting[] {
  const settings = at(values, name);
  return isSection(settings) ? Object.entries(settings) : [];
}

function at(values: Values, name: string): unknown {
  return (values.variants as Values)[name];
}

/** Checks of a sweep's axes: their key paths, each of their values, and all combinations. */
import { axisValue, gridCombinations, type Axis, type GridPoint } from './expand.js';
import { isSection } from './merge.js';
import { isListName } from './layer-schema.js';
import { placeOf, shownPath } from './layer-paths.js';
import { checkedPlace, isProblem, schemaProblems, unknownKey, valueText, type Problem } from './problem.js';
import { keysAt } from './requirement.js';
import { ruleProblems } from './rules.js';
import { experimentSchema } from './schema.js';
import { canonicalJson, withoutKey, withValue, type Path } from './tree.js';
import {
  valueIssues,
  variantAxes,
  variantFaults,
  variantNames,
  variantPath,
  withVariant,
} from './variants.js';

type Values = Readonly<Record<string, unknown>>;
/** A fault and where it is: `file:line:column` or the override. */
export type Located = Problem & { readonly place: string };
export type Locate = (problem: Pick<Problem, 'path' | 'part' | 'cause'>) => string;

/** Key paths of all axes. */
export function axisPaths(values: Values): string[] {
  return isSection(values.sweep) ? Object.keys(values.sweep) : [];
}

const unsweepable = ['name', 'seed', 'task', 'heads', 'repeats', 'sweep', 'variants'];
/** Keys that make axes of their own. */
const remedies: Readonly<Record<string, string>> = {
  seed: 'repeats: N to train with several seeds',
  'data.split.folds': 'one number for the whole sweep',
  'data.split.fold': 'data.split.folds: N alone, which tests each fold in turn',
};

/** The axes that can be used, and the faults of the others. */
export function checkAxes(values: Values, locate: Locate): { axes: Axis[]; problems: Located[] } {
  const axes: Axis[] = [];
  const problems: Located[] = [];
  const taken = new Map<string, string>();
  for (const name of axisPaths(values)) {
    const list = (values.sweep as Values)[name];
    const place = checkedPlace(name.split('.'), values);
    const problem = isProblem(place)
      ? place
      : (pathFault(name, place, values) ?? otherAxis(place, taken) ?? valueFault(place, list));
    if (problem !== undefined) {
      problems.push({ ...problem, place: locate({ path: ['sweep', name], part: problem.part }) });
      continue;
    }
    taken.set((place as Path).join(), name);
    // What is no list is reported by the schema.
    if (Array.isArray(list) && list.length > 0) axes.push({ path: name, values: list });
  }
  const faults = variantFaults(values, keyFault, [...taken.keys()]);
  const located = faults.map(({ problem, at }) => ({
    ...problem,
    place: locate({ path: at, part: problem.part }),
  }));
  return { axes: [...variantAxes(values), ...axes], problems: [...problems, ...located] };
}

/** What is wrong with the path of a key that is to be set. */
function keyFault(name: string, values: Values): Problem | undefined {
  const place = checkedPlace(name.split('.'), values);
  return isProblem(place) ? place : pathFault(name, place, values);
}

function otherAxis(place: Path, taken: ReadonlyMap<string, string>): Problem | undefined {
  const other = taken.get(place.join());
  if (other === undefined) return undefined;
  return { path: place, part: 'key', message: `found the axis ${other} over it too, must be one` };
}

function valueFault(place: Path, list: unknown): Problem | undefined {
  if (!Array.isArray(list)) return undefined;
  const group: unknown = list.find(value => ![value].flat().every(isPlain));
  if (group !== undefined) {
    const must = 'each value must be a number, a text, true, false or a list of these';
    return { path: place, part: 'value', message: `found ${valueText(group)}, ${must}` };
  }
  const texts = list.map(canonicalJson);
  const twice: unknown = list.find((_, index) => texts.indexOf(texts[index]!) < index);
  if (twice === undefined) return undefined;
  const message = `found ${valueText(twice)} twice, each value must be given once`;
  return { path: place, part: 'value', message };
}

/** What is empty is reported by the rules of the key. */
function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function pathFault(name: string, path: Path, values: Values): Problem | undefined {
  const fault = (message: string): Problem => ({ path, part: 'key', message });
  const remedy = remedies[name];
  if (remedy !== undefined || unsweepable.includes(name)) {
    const must = remedy ?? 'a key of data, scene, optics, sensor, network, training or analysis';
    return fault(`found an axis over ${name}, must be ${must}`);
  }
  const [list] = path;
  // A list that is none is reported by the schema.
  if (path.length > 1 && isListName(list) && !Array.isArray(values[list])) return undefined;
  const isLayer = path.length === 2 && isListName(list) && typeof path[1] === 'number';
  if (!isLayer && !keysAt(path.slice(0, -1), values).includes(String(path.at(-1)))) {
    return unknownKey(path, values);
  }
  if (path.length === 1 && isListName(list)) {
    return fault('found an axis over a list of layers, must be one key of a layer');
  }
  const keys = keysAt(path, values);
  if (keys.length === 0) return undefined;
  const example = shownPath([...path, isLayer ? 'mode' : keys[0]!], values);
  return fault(`found an axis over a group of keys, must be one key, such as ${example}`);
}

/** The experiment alone. */
export function withoutAxes(values: Values): Values {
  return ['sweep', 'repeats', 'variants'].reduce(withoutKey, values);
}

/** Faults of single axis values; the rest of the config is reported elsewhere. */
export function checkAxisValues(values: Values, axes: readonly Axis[], locate: Locate): Located[] {
  return axes.flatMap(({ path, values: list }) => {
    if (path === variantPath) return [];
    const keys = placeOf(path, values);
    const names = variantNames(values);
    return list.flatMap((value, index) => {
      const candidate = withValue(withoutAxes(values), keys, value);
      const own = valueIssues(candidate, keys);
      if (own.length === 0) return [];
      // What some variant makes right, such as its type of network, is a fault of the others alone, which their combinations tell.
      const isRightSomewhere = names.some(
        name =>
          valueIssues(withoutAxes(withValue(withVariant(values, name), keys, value)), keys).length === 0,
      );
      if (isRightSomewhere) return [];
      const place = locate({ path: ['sweep', path, index], part: 'value' });
      return schemaProblems(own, candidate).map(problem => ({ ...problem, place }));
    });
  });
}

/** Where a variant sets the key at a path, if it does. */
function variantSetting(
  name: unknown,
  path: string,
  values: Values,
): { path: Path; part: 'value' } | undefined {
  const set = isSection(values.variants) ? values.variants[String(name)] : undefined;
  const settings = isSection(set) ? Object.keys(set) : [];
  const written = settings.find(each => placeOf(each, values).join('.') === path);
  return written === undefined ? undefined : { path: ['variants', String(name), written], part: 'value' };
}

/** The config of every combination of axis values, and the faults that only combinations have. */
export function checkGrid(
  values: Values,
  axes: readonly Axis[],
  locate: Locate,
): { points: GridPoint[]; problems: Located[] } {
  const points: GridPoint[] = [];
  const faults = new Map<string, { problem: Located; at: string; count: number }>();
  const combinations = gridCombinations(axes);
  for (const combination of combinations) {
    const paths = Object.keys(combination);
    const places = paths.map(path => placeOf(path, values));
    const tree = withoutAxes(
      paths.reduce(
        (at, path, i) =>
          path === variantPath
            ? withVariant(at, combination[path] as string)
            : withValue(at, places[i]!, combination[path]),
        values,
      ),
    );
    const parsed = experimentSchema.safeParse(tree);
    const found = parsed.success ? ruleProblems(parsed.data) : schemaProblems(parsed.error.issues, tree);
    for (const problem of found) {
      const path = problem.path.join('.');
      const swept = paths.find((_, i) => places[i]!.join('.') === path);
      const set = variantSetting(combination[variantPath], path, values);
      const place = locate(swept === undefined ? (set ?? problem) : { path: ['sweep', swept], part: 'key' });
      const at = paths.map(axis => `${axis} ${valueText(combination[axis])}`).join(', ');
      const key = `${place} ${path} ${problem.message}`;
      const fault = faults.get(key) ?? { problem: { ...problem, place }, at, count: 0 };
      faults.set(key, { ...fault, count: fault.count + 1 });
    }
    const names = Object.fromEntries(paths.map(path => [path, axisValue(combination[path])]));
    if (parsed.success) points.push({ axes: names, config: parsed.data });
  }
  const problems = [...faults.values()].map(({ problem, at, count }) => {
    const isEverywhere = count === combinations.length;
    return isEverywhere ? problem : { ...problem, message: `${problem.message} (at ${at})` };
  });
  return { points, problems };
}

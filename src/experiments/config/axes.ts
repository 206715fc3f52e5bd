/** Checks of a sweep's axes: their key paths, each of their values, and all combinations. */
import { axisValue, gridCombinations, type Axis, type GridPoint } from './expand.js';
import { isSection } from './merge.js';
import { schemaProblems, unknownKey, valueText, type Problem } from './problem.js';
import { keysAt } from './requirement.js';
import { ruleProblems } from './rules.js';
import { experimentSchema } from './schema.js';
import { canonicalJson, withoutKey, withValue } from './tree.js';

type Values = Readonly<Record<string, unknown>>;
/** A fault and where it is: `file:line:column` or the override. */
export type Located = Problem & { readonly place: string };
export type Locate = (problem: Pick<Problem, 'path' | 'part' | 'cause'>) => string;

/** Key paths of all axes. */
export function axisPaths(values: Values): string[] {
  return isSection(values.sweep) ? Object.keys(values.sweep) : [];
}

const unsweepable = ['name', 'seed', 'repeats', 'sweep'];

/** The axes that can be used, and the faults of the others. */
export function checkAxes(values: Values, locate: Locate): { axes: Axis[]; problems: Located[] } {
  const axes: Axis[] = [];
  const problems: Located[] = [];
  for (const path of axisPaths(values)) {
    const list = (values.sweep as Values)[path];
    const keys = path.split('.');
    const place = (part: 'key' | 'value', problem: Problem): number =>
      problems.push({ ...problem, place: locate({ path: ['sweep', path], part }) });
    if (unsweepable.includes(path)) {
      const must =
        path === 'seed'
          ? 'repeats: N to train with several seeds'
          : 'a key of data, optics, sensor, network, training or analysis';
      place('key', { path: keys, part: 'key', message: `found an axis over ${path}, must be ${must}` });
    } else if (!keysAt(keys.slice(0, -1), values).includes(keys.at(-1)!)) {
      place('key', unknownKey(keys, values));
    } else if (keysAt(keys, values).length > 0) {
      const example = `${path}.${keysAt(keys, values)[0]!}`;
      const message = `found an axis over a group of keys, must be one key, such as ${example}`;
      place('key', { path: keys, part: 'key', message });
    } else if (Array.isArray(list) && list.length > 0) {
      const texts = list.map(canonicalJson);
      const twice = list.find((_, index) => texts.indexOf(texts[index]!) < index) as unknown;
      if (twice === undefined) axes.push({ path, values: list });
      else
        place('value', {
          path: keys,
          part: 'value',
          message: `found ${valueText(twice)} twice, each value must be given once`,
        });
    }
  }
  return { axes, problems };
}

/** Faults of single axis values; the rest of the config is reported elsewhere. */
export function checkAxisValues(values: Values, axes: readonly Axis[], locate: Locate): Located[] {
  return axes.flatMap(({ path, values: list }) => {
    const keys = path.split('.');
    return list.flatMap((value, index) => {
      const candidate = withValue(withoutKey(withoutKey(values, 'sweep'), 'repeats'), keys, value);
      const issues = experimentSchema.safeParse(candidate).error?.issues ?? [];
      const own = issues.filter(issue => keys.every((key, depth) => issue.path[depth] === key));
      const place = locate({ path: ['sweep', path, index], part: 'value' });
      return schemaProblems(own, candidate).map(problem => ({ ...problem, place }));
    });
  });
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
    const tree = paths.reduce((at, path) => withValue(at, path.split('.'), combination[path]), values);
    const parsed = experimentSchema.safeParse(tree);
    const found = parsed.success ? ruleProblems(parsed.data) : schemaProblems(parsed.error.issues, tree);
    for (const problem of found) {
      const path = problem.path.join('.');
      const place = locate(paths.includes(path) ? { path: ['sweep', path], part: 'key' } : problem);
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

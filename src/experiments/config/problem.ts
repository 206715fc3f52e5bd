/** Faults of a config, each with its place and its key path, reported together. */
import type { z } from 'zod';
import { resolvePath } from './layer-paths.js';
import { nearestName, nearestPath } from './nearest.js';
import { keysAt, requirementAt } from './requirement.js';
import { valueAt, type Path } from './tree.js';

export interface Problem {
  /** Key path, empty where the file as a whole is meant. */
  readonly path: Path;
  /** What was found, what it must be. */
  readonly message: string;
  /** Which part of the config is at fault: the key itself, or its value. */
  readonly part: 'key' | 'value';
  /** The key that makes this one wrong; the place is that of this key where the config lacks the one at `path`. */
  readonly cause?: Path;
}

/** Faults that one error lists; the rest are counted. */
const mostFaults = 20;

/** A config that cannot be run; the message has one line per fault: `file:line:column: key.path: found, must be`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly lines: readonly string[];

  constructor(faults: readonly string[]) {
    const more = faults.length - mostFaults;
    const lines = more > 0 ? [...faults.slice(0, mostFaults), `... and ${more} more`] : faults;
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** What the schema's parser complains about, in the words of this project. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[], config: unknown): Problem[] {
  return issues.flatMap(issue => {
    const path = issue.path.map(key => (typeof key === 'number' ? key : String(key)));
    if (issue.code !== 'unrecognized_keys') return [valueProblem(path, config, issue.message)];
    return issue.keys.map(key => unknownKey([...path, key], config));
  });
}

/** Keys that decide which other keys a section has; an earlier one counts where a section has two. */
const variantKeys = ['layer', 'kind', 'source', 'type', 'mode'];

/** The place that a written path means, or the fault of it. */
export function checkedPlace(written: readonly string[], config: unknown): Path | Problem {
  const resolved = resolvePath(written, config);
  if (resolved.kind === 'place') return resolved.path;
  if (resolved.kind === 'unknown') return unknownKey(written, config);
  const { paths } = resolved;
  const message = `found a key that ${paths.length} layers have, must be one of ${paths.join(', ')}`;
  return { path: written, part: 'key', message };
}

export function isProblem(found: Path | Problem): found is Problem {
  return !Array.isArray(found);
}

/** The fault of a key that the schema does not know. */
export function unknownKey(path: Path, config: unknown): Problem {
  const section = path.slice(0, -1);
  const keys = keysAt(section, config);
  const must = keys.length === 0 ? 'must be left out' : `must be one of ${keys.join(', ')}`;
  const variant = variantKeys.find(key => keys.includes(key));
  if (variant !== undefined && keysAt(section, undefined).includes(String(path.at(-1)))) {
    const chosen = `${variant}: ${valueText(valueAt(config, [...section, variant]))}`;
    return { path, part: 'key', message: `found a key that does not go with ${chosen}, ${must}` };
  }
  const nearest = nearestPath(path, config);
  const hint = nearest === undefined ? must : `did you mean '${nearest}'?`;
  return { path, part: 'key', message: `found an unknown key, ${hint}` };
}

function valueProblem(path: Path, config: unknown, fallback: string): Problem {
  const value = valueAt(config, path);
  const found = `found ${valueText(value)}`;
  const problem = (must: string): Problem => ({ path, part: 'value', message: `${found}, must be ${must}` });
  if (path[0] === 'sweep' && path.length === 2) {
    return problem('a list of values; an axis is its key path with dots, such as sensor.bitDepth: [1, 2, 4]');
  }
  const must = path[0] === 'variants' ? variantRequirement(path, fallback) : requirementAt(path, config);
  if (must === undefined) return { path, part: 'value', message: `${found}: ${fallback}` };
  if (value === 'learned') return problem(`${must}: it has no parameter to train`);
  if (value === null) return problem(`${must}; leave the key out to keep its default`);
  const nearest = typeof value === 'string' ? nearestName(value, must.split(/, | or /)) : undefined;
  return problem(must + didYouMean(nearest));
}

function variantRequirement({ length }: Path, fallback: string): string {
  if (length > 2)
    return 'a value or a list; keys of a group have paths of their own, such as network.type: vgg';
  if (fallback.includes('Invalid key'))
    return 'under a name of letters, digits, spaces, dots, dashes, at most 60';
  const settings = '{ optics.fNumber: 16, sensor.bitDepth: 2 }';
  return length === 2
    ? `key paths with values, such as ${settings}`
    : `names with settings, such as dark: ${settings}`;
}

function didYouMean(name: string | undefined): string {
  return name === undefined ? '' : ` (did you mean '${name}'?)`;
}

const longestValue = 60;

/** A value as an error shows it. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'no value';
  if (typeof value === 'object' && !Array.isArray(value)) return 'a group of keys';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

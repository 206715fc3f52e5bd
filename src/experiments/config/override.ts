/** `path=value` overrides of the command line. */
import { isAlias, isMap, parseDocument, visit } from 'yaml';
import { checkedPlace, ConfigError, isProblem } from './problem.js';
import { isListName } from './layer-schema.js';
import { shownPath, withDefaultLists } from './layer-paths.js';
import { isFreeText, isListAllowed } from './requirement.js';
import { withValue, type Path } from './tree.js';

export interface Override {
  readonly text: string;
  /** The path as it was written. */
  readonly name: string;
  /** The place that it means. */
  readonly path: Path;
  /** The value, or for an axis the list of its values. */
  readonly value: unknown;
  readonly isAxis: boolean;
}

/**
 * Reads overrides such as `sensor.bitDepth=3` or, for an axis, `sensor.bitDepth=[1, 2, 4]`.
 *
 * Where a value is itself a list (`network.filters`), a list is the value and a list of lists is an axis.
 *
 * @param values The config they apply to: its layers and its data source decide what a path means.
 * @throws ConfigError naming each override that cannot be read.
 */
export function parseOverrides(
  texts: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Override[] {
  const faults: string[] = [];
  const overrides: Override[] = [];
  const context = withDefaultLists(kindPaths.reduce((tree, path) => withKind(tree, path, texts), values));
  for (const text of texts) {
    try {
      const override = parseOverride(text, context);
      const earlier = overrides.find(({ path }) => overlaps(path, override.path));
      if (earlier === undefined) overrides.push(override);
      else faults.push(`override '${text}': found '${earlier.text}' too, a key must be overridden once`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.lines);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return overrides;
}

/** Keys that decide which keys stand beside them. */
const kindPaths = ['data.source', 'network.type', 'training.loss.type', 'training.optimizer.type'];

/** The config with the one of these keys that an override gives, in a section of its own; the others are read as if it stood there. */
function withKind(
  values: Readonly<Record<string, unknown>>,
  path: string,
  texts: readonly string[],
): Readonly<Record<string, unknown>> {
  const kind = texts.find(text => text.startsWith(`${path}=`))?.slice(path.length + 1);
  if (kind === undefined || kind.startsWith('[')) return values;
  const keys = path.split('.');
  return withValue(values, keys.slice(0, -1), { [keys.at(-1)!]: kind });
}

/** Whether one path is the other or lies below it. */
export function overlaps(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((key, depth) => key === b[depth]);
}

function parseOverride(text: string, context: unknown): Override {
  const fault = (message: string): ConfigError => new ConfigError([`override '${text}': ${message}`]);
  const equals = text.indexOf('=');
  if (equals < 0) throw fault('found no =, must be path=value, such as sensor.bitDepth=3');
  const name = text.slice(0, equals);
  const written = name.split('.');
  if (!written.every(key => /^[A-Za-z][\w-]*$/.test(key))) {
    throw fault(`found the path '${name}', must be key names joined by dots, such as sensor.bitDepth`);
  }
  if (written[0] === 'sweep') {
    throw fault(`found a path in sweep, must be the swept key itself, such as sensor.bitDepth=[1, 2, 4]`);
  }
  const path = checkedPlace(written, context);
  if (isProblem(path)) throw fault(`${name}: ${path.message}`);
  if (path.length === 2 && isListName(path[0])) {
    throw fault(
      `${name}: found a whole layer, must be one of its keys, such as ${shownPath(path, context)}.mode`,
    );
  }
  const valueTextGiven = text.slice(equals + 1).trim();
  if (isFreeText(path, context) && !valueTextGiven.startsWith('[')) {
    return { text, name, path, value: valueTextGiven, isAxis: false };
  }
  const document = parseDocument(valueTextGiven, { prettyErrors: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined)
    throw fault(`found the value '${valueTextGiven}', must be a YAML value: ${error.message}`);
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node) || isMap(node)) {
        throw fault(`found the value '${valueTextGiven}', must be one value or a list of values`);
      }
    },
  });
  const value = document.toJS() as unknown;
  const isAxis =
    Array.isArray(value) && (!isListAllowed(path, context) || value.some(item => Array.isArray(item)));
  return { text, name, path, value, isAxis };
}

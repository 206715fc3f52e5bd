/**
 * What the schema asks of a value, in words.
 *
 * It is read from the JSON Schema that editors get, so that errors, editor and schema say the same.
 */
import { z } from 'zod';
import { sweepSchema } from './schema.js';
import { valueAt, type Path } from './tree.js';

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly description?: string;
  readonly default?: unknown;
}

let root: SchemaNode | undefined;

/** The JSON Schema of a config file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(sweepSchema, { io: 'input' });
}

/** What must stand at a path, in words; `config` decides between alternatives such as the data sources. */
export function requirementAt(path: Path, config: unknown): string | undefined {
  const nodes = nodesAt(path, config);
  return nodes.length === 0 ? undefined : requirement(nodes);
}

/** Names of the keys that may stand in the section at a path. */
export function keysAt(path: Path, config: unknown): string[] {
  return [...new Set(nodesAt(path, config).flatMap(node => Object.keys(node.properties ?? {})))];
}

/** Whether the value at a path is any text, so that `path=value` takes it literally. */
export function isFreeText(path: Path, config: unknown): boolean {
  const nodes = nodesAt(path, config);
  return (
    nodes.length > 0 && nodes.every(node => node.type === 'string' && !node.enum && node.const === undefined)
  );
}

/** Whether the value at a path may itself be a list. */
export function isListAllowed(path: Path, config: unknown): boolean {
  return nodesAt(path, config).some(node =>
    [node, ...(node.anyOf ?? [])].some(({ type }) => type === 'array'),
  );
}

function nodesAt(path: Path, config: unknown): readonly SchemaNode[] {
  root ??= configJsonSchema() as SchemaNode;
  let nodes: readonly SchemaNode[] = alternatives(root, config);
  path.forEach((key, depth) => {
    const value = valueAt(config, path.slice(0, depth + 1));
    nodes = nodes
      .flatMap(node => [node, ...(node.anyOf ?? [])])
      .map(node => (typeof key === 'number' ? node.items : ownProperty(node.properties, key)))
      .filter(node => node !== undefined)
      .flatMap(node => alternatives(node, value));
  });
  return nodes;
}

function ownProperty(properties: SchemaNode['properties'], key: string): SchemaNode | undefined {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/**
 * A union of sections, narrowed to those whose first key (`source`, `layer`) has the value in the config, if any has; and of these, to
 * those of its `kind`.
 */
function alternatives(node: SchemaNode, value: unknown): readonly SchemaNode[] {
  if (node.oneOf === undefined) return [node];
  const options = node.oneOf.flatMap(option => option.oneOf ?? [option]);
  const bySource = narrowed(options, ({ properties = {} }) => Object.keys(properties)[0], value);
  return narrowed(bySource, ({ properties = {} }) => ('kind' in properties ? 'kind' : undefined), value);
}

function narrowed(
  options: readonly SchemaNode[],
  keyOf: (option: SchemaNode) => string | undefined,
  value: unknown,
): readonly SchemaNode[] {
  const fitting = options.filter(option => {
    const key = keyOf(option);
    const found = key === undefined ? undefined : valueAt(value, [key]);
    return typeof found === 'string' && namesOf(option.properties![key!]!).includes(found);
  });
  return fitting.length > 0 ? fitting : options;
}

function namesOf({ const: constant, enum: names }: SchemaNode): readonly string[] {
  return names ?? (constant === undefined ? [] : [constant]);
}

function requirement(nodes: readonly SchemaNode[]): string {
  const names = nodes.flatMap(namesOf);
  if (names.length > 0) return listed([...new Set(names)]);
  const node = nodes[0]!;
  if (node.anyOf !== undefined) return node.anyOf.map(option => requirement([option])).join(' or ');
  switch (node.type) {
    case 'integer':
      return `a whole number${rangeText(node)}`;
    case 'number':
      return `a number${rangeText(node)}`;
    case 'array':
      if (node.items?.oneOf !== undefined) return listRequirement(node);
      return `a list of ${node.minItems ?? 0} to ${node.maxItems ?? 'any number of'} items, each ${
        node.items === undefined ? 'a value' : requirement([node.items])
      }`;
    case 'object':
      if (nodes.length > 1) return `a group of keys with ${variantText(nodes)}`;
      return `a group of keys (${Object.keys(node.properties ?? {}).join(', ')})`;
    case 'boolean':
      return 'true or false';
    default:
      return node.description === undefined ? 'text' : `text: ${node.description.replace(/\.$/, '')}`;
  }
}

/** The key that tells the alternatives of a section apart, and its values. */
function variantText(nodes: readonly SchemaNode[]): string {
  const [key] = Object.keys(nodes[0]!.properties ?? {});
  return `${key!}: ${listed([...new Set(nodes.flatMap(({ properties }) => namesOf(properties?.[key!] ?? {})))])}`;
}

/** Kinds of layers are many: the first of the default list, or of all, stands for them. */
function listRequirement({ items, default: preset }: SchemaNode): string {
  const first = items?.oneOf?.[0]?.properties ?? {};
  const [key] = Object.keys(first);
  const given = valueAt(preset, [0, key!]);
  const example = typeof given === 'string' ? given : namesOf(first[key!]!)[0]!;
  return `a list of ${key!}s, each a group of keys such as { ${key!}: ${example} }`;
}

function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) {
    return exclusiveMaximum === undefined
      ? ` of at least ${minimum}`
      : ` from ${minimum} to below ${exclusiveMaximum}`;
  }
  const low = exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`];
  const high =
    exclusiveMaximum === undefined
      ? maximum === undefined
        ? []
        : [`at most ${maximum}`]
      : [`below ${exclusiveMaximum}`];
  return low.length + high.length === 0 ? '' : ` ${[...low, ...high].join(' and ')}`;
}

/** `a, b or c` */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}

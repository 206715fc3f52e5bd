/**
 * The recorded graph: values, the nodes that make them, and the program that makes a set of wanted values.
 *
 * A value is either known (its elements are at hand), constant (its elements are part of the program, such as the axes
 * of a reduction) or pending (a node will make it). The key of a program holds topology, operators, attributes,
 * shapes, types and constants, never the elements of known values: those are fed when the model runs.
 */
import { packElements, type ElementArray, type ElementType } from './element-types.js';
import type { Attributes } from './onnx-model.js';

export type Shape = readonly number[];

export class Node {
  readonly outputs: Value[] = [];

  constructor(
    readonly op: string,
    readonly domain: string,
    readonly inputs: readonly (Value | null)[],
    readonly attributes: Attributes,
  ) {}
}

export class Value {
  /** Elements, once known. */
  data: ElementArray | null = null;
  /** True where the elements are part of the program and may enter the key. */
  isConstant = false;
  /** Set where the elements are known to be 0 wherever this other value is not above 0. */
  zeroWithout: Value | null = null;
  /** Set where the elements are those of another value times a gain per channel, the last axis: what sums them can scale its sums. */
  scaled: { readonly of: Value; readonly gain: Value } | null = null;
  /** The same elements under other shapes, made on demand. */
  readonly views = new Map<string, Value>();

  constructor(
    readonly type: ElementType,
    readonly shape: Shape,
    /** What makes this value; null once the elements are known. */
    public node: Node | null,
  ) {}

  /** Stores the elements and lets go of the nodes that made them. */
  settle(data: ElementArray): void {
    this.data = data;
    this.node = null;
    this.zeroWithout = null;
    this.scaled = null;
    this.views.clear();
  }
}

/** A value whose elements are known and are fed to the model. */
export function known(type: ElementType, shape: Shape, data: ElementArray): Value {
  const value = new Value(type, shape, null);
  value.data = data;
  return value;
}

const constants = new Map<string, Value>();

/** A small value that belongs to the program; equal ones are one object. */
export function constant(
  type: ElementType,
  numbers: readonly number[],
  shape: Shape = [numbers.length],
): Value {
  const name = `${type}[${shape.join()}]${numbers.join()}`;
  const existing = constants.get(name);
  if (existing !== undefined) return existing;
  const value = known(type, shape, packElements(type, numbers));
  value.isConstant = true;
  constants.set(name, value);
  return value;
}

export interface OutputSpec {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** Records one operator; returns a value per output. */
export function record(
  op: string,
  inputs: readonly (Value | null)[],
  outputs: readonly OutputSpec[],
  attributes: Attributes = {},
  domain = '',
): Value[] {
  const node = new Node(op, domain, inputs, attributes);
  for (const { type, shape } of outputs) node.outputs.push(new Value(type, shape, node));
  return node.outputs;
}

/** A value under another shape of the same size. */
export function viewed(whole: Value, shape: Shape): Value {
  const isSame = (other: Value) =>
    shape.length === other.shape.length && shape.every((size, axis) => size === other.shape[axis]);
  // A view of a view is one of what lies below it.
  const value = whole.node?.op === 'Reshape' && !isSame(whole) ? whole.node.inputs[0]! : whole;
  if (isSame(value)) return value;
  const name = shape.join();
  let view = value.views.get(name);
  if (view === undefined) {
    view =
      value.data === null
        ? record('Reshape', [value, constant('int64', shape)], [{ type: value.type, shape }], {
            allowzero: 1,
          })[0]!
        : known(value.type, shape, value.data);
    value.views.set(name, view);
  }
  return view;
}

/** A set of wanted values in the order of their making: what to feed, and a key that names the program. */
export interface Program {
  readonly key: string;
  readonly nodes: readonly Node[];
  readonly feeds: readonly Value[];
  readonly constants: readonly Value[];
  readonly outputs: readonly Value[];
}

/** Walks back from the wanted values (pending ones) and orders all they need. */
export function traceProgram(outputs: readonly Value[]): Program {
  const names = new Map<Value, string>();
  const placed = new Set<Node>();
  const [nodes, feeds, constantsUsed]: [Node[], Value[], Value[]] = [[], [], []];
  const key: string[] = [];
  const place = (node: Node) => {
    const number = nodes.push(node) - 1;
    let line = `${node.domain}${node.op}`;
    for (const input of node.inputs) line += ` ${input === null ? '-' : nameOf(input)}`;
    for (const name in node.attributes) line += ` ${name}=${attributeKey(node.attributes[name]!)}`;
    node.outputs.forEach((output, index) => names.set(output, `n${number}_${index}`));
    key.push(line);
  };
  const nameOf = (value: Value): string => {
    let name = names.get(value);
    if (name === undefined) {
      const list = value.isConstant ? constantsUsed : feeds;
      name = `${value.isConstant ? 'c' : 'i'}${list.push(value) - 1}`;
      names.set(value, name);
      const elements = value.isConstant ? `=${value.data!.join()}` : '';
      key.push(`${name}:${value.type}[${value.shape.join()}]${elements}`);
    }
    return name;
  };

  for (const output of outputs) {
    const stack: { node: Node; next: number }[] = [];
    const enter = (node: Node | null) => {
      if (node === null || placed.has(node)) return;
      placed.add(node);
      stack.push({ node, next: 0 });
    };
    enter(output.node);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (top.next < top.node.inputs.length) {
        enter(top.node.inputs[top.next++]?.node ?? null);
      } else {
        place(top.node);
        stack.pop();
      }
    }
  }
  key.push(`-> ${outputs.map(output => names.get(output)!).join()}`);
  return { key: key.join('\n'), nodes, feeds, constants: constantsUsed, outputs };
}

function attributeKey(value: Attributes[string]): string {
  return typeof value === 'object' && 'float' in value ? `${value.float}f` : String(value);
}

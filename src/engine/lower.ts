/** Turns a program into an ONNX model, once per program: fuses what ONNX Runtime would not by itself, then writes it. */
import { convolutionBlock } from './block-size.js';
import { constant, Node, Value, type Program } from './graph.js';
import { encodeModel, type ModelNode, type ModelTensor } from './onnx-model.js';

/** Writes a program as an ONNX model. Inputs are named i0, i1, …, outputs o0, o1, … in the order of the program. */
export function lowerProgram(program: Program): Uint8Array {
  const { nodes, resolve } = fuse(program);
  const constants = new Set(program.constants);
  for (const node of nodes) for (const input of node.inputs) if (input?.isConstant) constants.add(input);

  const names = new Map<Value, string>();
  program.feeds.forEach((value, index) => names.set(value, `i${index}`));
  [...constants].forEach((value, index) => names.set(value, `c${index}`));
  nodes.forEach((node, number) =>
    node.outputs.forEach((output, index) => names.set(output, `n${number}_${index}`)),
  );
  program.outputs.forEach((value, index) => names.set(resolve(value), `o${index}`));

  const tensor = (value: Value): ModelTensor => ({
    name: names.get(resolve(value))!,
    type: value.type,
    shape: value.shape,
  });
  const modelNodes: ModelNode[] = nodes.map((node, number) => ({
    name: `${number} ${describe(node)}`,
    op: node.op,
    domain: node.domain,
    inputs: node.inputs.map(input => (input === null ? '' : names.get(resolve(input))!)),
    outputs: node.outputs.map(output => names.get(output)!),
    attributes: node.attributes,
  }));
  return encodeModel({
    nodes: modelNodes,
    inputs: program.feeds.map(tensor),
    outputs: program.outputs.map(tensor),
    constants: [...constants].map(value => ({ ...tensor(value), data: value.data! })),
  });
}

/** An operator with its shapes, for error messages and traces. */
function describe(node: Node): string {
  const shapes = (values: readonly (Value | null)[]) =>
    values.map(value => (value === null ? '-' : `[${value.shape.join()}]`)).join(' ');
  return `${node.op} ${shapes(node.inputs)} -> ${shapes(node.outputs)}`;
}

interface Fused {
  readonly nodes: readonly Node[];
  /** The value that now stands for one of the program. */
  readonly resolve: (value: Value) => Value;
}

/**
 * Two rewrites around blocked convolutions (bench/step: 8 of 95 ms):
 *
 * - a bias and a ReLU behind a convolution become part of it: two passes over its output less;
 * - blocks that are put in order and then cut into blocks again stay as they are.
 *
 * Nodes that nothing needs any more are left out.
 */
function fuse(program: Program): Fused {
  const uses = countUses(program);
  const isOutput = new Set(program.outputs);
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value): Value => replaced.get(value) ?? value;
  const made = new Map<Value, Node>();
  const nodes: Node[] = [];
  const add = (node: Node) => {
    nodes.push(node);
    for (const output of node.outputs) made.set(output, node);
    return node;
  };
  /** The node that puts the blocks of a value in order, if that is what made it. */
  const reorderOf = (value: Value) => {
    const node = made.get(resolve(value));
    return node?.op === 'ReorderOutput' ? node : null;
  };
  const convolutionBehind = (reorder: Node | null) => {
    const node = reorder === null ? undefined : made.get(reorder.inputs[0]!);
    return node?.op === 'Conv' && !('activation' in node.attributes) ? node : null;
  };

  for (const node of program.nodes) {
    if (node.op === 'ReorderInput' && node.attributes.channels_last === 1) {
      const blocks = reorderOf(node.inputs[0]!)?.inputs[0];
      if (blocks?.shape.every((size, axis) => size === node.outputs[0]!.shape[axis])) {
        replaced.set(node.outputs[0]!, blocks);
        continue;
      }
    }
    const fusion = fusionOf(node);
    const isOnlyUse = fusion !== null && uses.get(fusion.convolved) === 1 && !isOutput.has(fusion.convolved);
    const reorder = isOnlyUse ? reorderOf(fusion.convolved) : null;
    const conv = convolutionBehind(reorder);
    if (conv === null || (fusion!.bias !== null && conv.inputs.length > 2)) {
      add(node);
      continue;
    }
    const { bias } = fusion!;
    const inputs = bias === null ? conv.inputs : [...conv.inputs, padBias(bias, conv.outputs[0]!, add)];
    const attributes = bias === null ? { ...conv.attributes, activation: 'Relu' } : conv.attributes;
    const fusedConv = add(copyOf(conv, inputs, attributes));
    const fusedReorder = add(copyOf(reorder!, [fusedConv.outputs[0]!], reorder!.attributes));
    replaced.set(node.outputs[0]!, fusedReorder.outputs[0]!);
  }
  const outputs = program.outputs.map(resolve);
  return { nodes: needed(nodes, outputs, resolve).map(inPlaceReorder), resolve };
}

/** Channels that fill one block lie in memory as they do without blocks: no element has to move. */
function inPlaceReorder(node: Node): Node {
  const [input, output] = [node.inputs[0], node.outputs[0]!];
  const isReorder = node.op === 'ReorderInput' || node.op === 'ReorderOutput';
  const channels = node.op === 'ReorderInput' ? input!.shape[3] : output.shape[3];
  if (!isReorder || node.attributes.channels_last !== 1 || channels !== convolutionBlock()) return node;
  const reshaped = new Node('Reshape', '', [input!, constant('int64', output.shape)], {});
  reshaped.outputs.push(output);
  return reshaped;
}

/** The nodes that the outputs depend on, in their order. */
function needed(nodes: readonly Node[], outputs: readonly Value[], resolve: (value: Value) => Value): Node[] {
  const wanted = new Set(outputs);
  return nodes
    .toReversed()
    .filter(node => {
      const isNeeded = node.outputs.some(output => wanted.has(output));
      if (isNeeded) for (const input of node.inputs) if (input !== null) wanted.add(resolve(input));
      return isNeeded;
    })
    .toReversed();
}

/** What a node adds to a convolution in front of it: a bias per channel, or (bias null) a ReLU. */
function fusionOf(node: Node): { convolved: Value; bias: Value | null } | null {
  const [a, b] = node.inputs;
  if (node.op === 'Relu') return { convolved: a!, bias: null };
  const isBias =
    node.op === 'Add' && a!.shape.length === 4 && b!.shape.length === 1 && b!.shape[0] === a!.shape[3];
  return isBias ? { convolved: a!, bias: b! } : null;
}

function padBias(bias: Value, convolved: Value, add: (node: Node) => Node): Value {
  const [channels, wide] = [bias.shape[0]!, convolved.shape[1]!];
  if (channels === wide) return bias;
  const pad = new Node('Pad', '', [bias, constant('int64', [0, wide - channels])], {});
  pad.outputs.push(new Value('float32', [wide], pad));
  return add(pad).outputs[0]!;
}

function copyOf(node: Node, inputs: readonly (Value | null)[], attributes: Node['attributes']): Node {
  const copy = new Node(node.op, node.domain, inputs, attributes);
  for (const { type, shape } of node.outputs) copy.outputs.push(new Value(type, shape, copy));
  return copy;
}

function countUses(program: Program): Map<Value, number> {
  const uses = new Map<Value, number>();
  for (const node of program.nodes) {
    for (const input of node.inputs) if (input !== null) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  return uses;
}

/** Turns a program into an ONNX model, once per program: fuses what ONNX Runtime would not by itself, then writes it. */
import { fuse } from './fuse.js';
import type { Node, Program, Value } from './graph.js';
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

/** Turns a program into an ONNX model, once per program: fuses what ONNX Runtime would not by itself, then writes it. */
import { fuse } from './fuse.js';
import type { Node, Program, Value } from './graph.js';
import { encodeModel, type ModelAbout, type ModelNode, type ModelTensor } from './onnx-model.js';
import { portable } from './portable.js';

/** A model for others to run: what it takes and gives by name; all else that the program is fed becomes part of it. */
export interface FileNames {
  readonly inputs: ReadonlyMap<Value, string>;
  /** In the order of the program's outputs. */
  readonly outputs: readonly string[];
  readonly about: ModelAbout;
}

/**
 * Writes a program as an ONNX model. Inputs are named i0, i1, …, outputs o0, o1, … in the order of the program.
 *
 * @param file For a model in a file: other names, and standard operators only.
 */
export function lowerProgram(program: Program, file?: FileNames): Uint8Array {
  const fused = fuse(program);
  const { resolve } = fused;
  const nodes = file === undefined ? fused.nodes : portable(fused.nodes);
  const feeds = file === undefined ? program.feeds : [...file.inputs.keys()];
  const constants = new Set([...program.constants, ...program.feeds.filter(feed => !feeds.includes(feed))]);
  for (const node of nodes) for (const input of node.inputs) if (input?.isConstant) constants.add(input);
  // Substitutes may need fewer.
  const asked = [...program.outputs, ...nodes.flatMap(({ inputs }) => inputs)];
  const used = new Set(asked.map(value => value && resolve(value)));
  for (const value of constants) if (!used.has(resolve(value))) constants.delete(value);

  const names = new Map<Value, string>();
  feeds.forEach((value, index) => names.set(value, file?.inputs.get(value) ?? `i${index}`));
  [...constants].forEach((value, index) => names.set(value, `c${index}`));
  nodes.forEach((node, number) =>
    node.outputs.forEach((output, index) => names.set(output, `n${number}_${index}`)),
  );
  program.outputs.forEach((value, index) => names.set(resolve(value), file?.outputs[index] ?? `o${index}`));

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
    inputs: feeds.map(tensor),
    outputs: program.outputs.map(tensor),
    constants: [...constants].map(value => ({ ...tensor(value), data: value.data! })),
    ...(file && { about: file.about }),
  });
}

/** An operator with its shapes, for error messages and traces. */
function describe(node: Node): string {
  const shapes = (values: readonly (Value | null)[]) =>
    values.map(value => (value === null ? '-' : `[${value.shape.join()}]`)).join(' ');
  return `${node.op} ${shapes(node.inputs)} -> ${shapes(node.outputs)}`;
}

/**
 * Operators on images, [batch, height, width, channels], in the memory order of blocked convolutions (blocks.ts): the images that
 * come out of one convolution and go into the next need not be put in order in between.
 */
import { convolutionBlock } from './block-size.js';
import { orderBlocks } from './blocks.js';
import { Node, Value } from './graph.js';

const elementwise = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Sum', 'Relu', 'HardSigmoid', 'Sigmoid', 'Tanh', 'Elu'],
  ...['Neg', 'Abs', 'Exp', 'Log', 'Sqrt', 'Reciprocal', 'Clip', 'Softplus', 'Erf'],
]);

/**
 * A node on blocks, and behind it the nodes that make its own outputs from these.
 *
 * @param blocksOf The blocks that a value comes from, none of them filled up, or null.
 * @returns Null where not all images that it takes come out of blocks, or where it is no such operator.
 */
export function inBlocks(node: Node, blocksOf: (value: Value) => Value | null): Node[] | null {
  if (convolutionBlock() === 0) return null;
  if (elementwise.has(node.op)) return elementwiseInBlocks(node, blocksOf);
  const axis = node.attributes.axis === 3 && node.outputs[0]!.shape.length === 4 ? 1 : null;
  if (axis === null || node.outputs.some(({ shape }) => shape[3]! % convolutionBlock() !== 0)) return null;
  if (node.op !== 'Concat' && node.op !== 'Split') return null;
  const [image, ...sizes] = node.inputs as [Value, ...Value[]];
  const blocks = (node.op === 'Concat' ? node.inputs : [image]).map(input => blocksOf(input!));
  if (blocks.includes(null)) return null;
  const inputs = node.op === 'Concat' ? blocks : [...blocks, ...sizes];
  return rewritten(node, inputs, { ...node.attributes, axis });
}

function elementwiseInBlocks(node: Node, blocksOf: (value: Value) => Value | null): Node[] | null {
  const { shape, type } = node.outputs[0]!;
  if (shape.length !== 4 || type !== 'float32') return null;
  const isNumber = (value: Value | null | undefined) =>
    value?.shape.every(size => size === 1) ?? value === null;
  const inputs = node.inputs.map(value => {
    if (isNumber(value)) return value;
    const isWhole = value!.shape.length === 4 && value!.shape.every((size, axis) => size === shape[axis]);
    return isWhole ? (blocksOf(value!) ?? undefined) : undefined;
  });
  if (inputs.includes(undefined) || inputs.every(isNumber)) return null;
  return rewritten(node, inputs as (Value | null)[], node.attributes);
}

function rewritten(node: Node, inputs: readonly (Value | null)[], attributes: Node['attributes']): Node[] {
  const made = new Node(node.op, node.domain, inputs, attributes);
  const reorders = node.outputs.map(output => {
    const [batch, height, width, channels] = output.shape as [number, number, number, number];
    const blocks = new Value(output.type, [batch, channels, height, width], made);
    made.outputs.push(blocks);
    return orderBlocks(blocks, output.shape, output);
  });
  return [made, ...reorders];
}

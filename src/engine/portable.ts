/**
 * Standard ONNX operators in place of those that only ONNX Runtime knows, so that a file can be read by any runtime.
 *
 *   FusedMatMul     Transpose, MatMul
 *   RotaryEmbedding (x₁, x₂) (c, s) → (x₁ c − x₂ s, x₁ s + x₂ c)   by Split, Mul, Sub, Add, Concat
 */
import { constant, Node, Value, type Program } from './graph.js';

/** The nodes of a program without operators of other domains. @throws Error for one that has no substitute. */
export function portable(nodes: Program['nodes']): Node[] {
  return nodes.flatMap(node => {
    if (node.domain === '') return [node];
    switch (node.op) {
      case 'FusedMatMul':
        return product(node);
      case 'RotaryEmbedding':
        return turned(node);
      default:
        throw new Error(`portable: found the operator ${node.domain}.${node.op}, must be a standard one`);
    }
  });
}

function product(node: Node): Node[] {
  const made: Node[] = [];
  const sides = (['transA', 'transB'] as const).map((name, side) => {
    const value = node.inputs[side]!;
    if (node.attributes[name] !== 1) return value;
    const rank = value.shape.length;
    const order = value.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
    const transpose = nodeOf(
      'Transpose',
      [value],
      order.map(axis => value.shape[axis]!),
      { perm: order },
    );
    made.push(transpose);
    return transpose.outputs[0]!;
  });
  return [...made, into(node, 'MatMul', sides)];
}

function turned(node: Node): Node[] {
  const [x, , cosine, sine] = node.inputs as [Value, Value, Value, Value];
  const half = [...x.shape.slice(0, -1), x.shape.at(-1)! / 2];
  const split = new Node('Split', '', [x, constant('int64', [half.at(-1)!, half.at(-1)!])], { axis: -1 });
  for (let part = 0; part < 2; part++) split.outputs.push(new Value(x.type, half, split));
  const [first, second] = split.outputs as [Value, Value];
  const times = (part: Value, factor: Value) => nodeOf('Mul', [part, factor], half);
  const products = [times(first, cosine), times(second, sine), times(first, sine), times(second, cosine)];
  const [a, b, c, d] = products.map(({ outputs }) => outputs[0]!) as [Value, Value, Value, Value];
  const parts = [nodeOf('Sub', [a, b], half), nodeOf('Add', [c, d], half)];
  const joined = into(
    node,
    'Concat',
    parts.map(({ outputs }) => outputs[0]!),
    { axis: -1 },
  );
  return [split, ...products, ...parts, joined];
}

function nodeOf(
  op: string,
  inputs: Value[],
  shape: readonly number[],
  attributes: Node['attributes'] = {},
): Node {
  const node = new Node(op, '', inputs, attributes);
  node.outputs.push(new Value('float32', shape, node));
  return node;
}

/** A node that makes the result of another. */
function into(node: Node, op: string, inputs: Value[], attributes: Node['attributes'] = {}): Node {
  const made = new Node(op, '', inputs, attributes);
  made.outputs.push(...node.outputs);
  return made;
}

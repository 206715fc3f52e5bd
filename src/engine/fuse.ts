/**
 * Rewrites of a program around blocked convolutions, which ONNX Runtime does not do by itself (bench/step.js resnet20):
 *
 * - a bias, a value of the same shape that is added, and a ReLU behind a convolution become part of it;
 * - elementwise operators on images that come out of blocks run in blocks;
 * - blocks that are put in order and then cut into blocks again stay as they are.
 *
 * Nodes that nothing needs any more are left out.
 */
import { convolutionBlock } from './block-size.js';
import { orderBlocks } from './blocks.js';
import { constant, Node, Value, type Program } from './graph.js';
import { inBlocks } from './in-blocks.js';

interface Fused {
  readonly nodes: readonly Node[];
  /** The value that now stands for one of the program. */
  readonly resolve: (value: Value) => Value;
}

/** Rewrites a program; its values stay, unless `resolve` names another for one. */
export function fuse(program: Program): Fused {
  const fusing = new Fusing(program);
  for (const node of program.nodes) fusing.take(node);
  const { resolve } = fusing;
  const outputs = program.outputs.map(resolve);
  return { nodes: needed(fusing.nodes, outputs, resolve).map(inPlaceReorder), resolve };
}

/** What a node adds to a convolution in front of it. */
interface Addition {
  readonly convolved: Value;
  readonly bias?: Value;
  /** Blocks of the result's shape. */
  readonly sum?: Value;
  readonly isRectified?: boolean;
}

class Fusing {
  readonly nodes: Node[] = [];
  private readonly uses: ReadonlyMap<Value, number>;
  private readonly isOutput: ReadonlySet<Value>;
  private readonly replaced = new Map<Value, Value>();
  private readonly made = new Map<Value, Node>();
  /** Blocks that values have been cut into. */
  private readonly cut = new Map<Value, Value>();

  constructor(program: Program) {
    this.uses = countUses(program);
    this.isOutput = new Set(program.outputs);
  }

  readonly resolve = (value: Value): Value => this.replaced.get(value) ?? value;

  /** Rewrites the next node of the program. */
  take(node: Node): void {
    const blocks = this.blocksAgain(node);
    if (blocks !== null) {
      this.replaced.set(node.outputs[0]!, blocks);
      return;
    }
    const fused = this.additionsOf(node).some(addition => this.fuseInto(addition, node));
    if (fused) return;
    const rewritten = inBlocks(node, value => this.blocksOf(value)) ?? [node];
    rewritten.forEach(this.add);
    if (isCut(node)) this.cut.set(this.resolve(node.inputs[0]!), node.outputs[0]!);
  }

  private readonly add = (node: Node): Node => {
    this.nodes.push(node);
    for (const output of node.outputs) this.made.set(output, node);
    return node;
  };

  /** The node that puts the blocks of a value in order, if that is what made it. */
  private reorderOf(value: Value): Node | null {
    const node = this.made.get(this.resolve(value));
    return node?.op === 'ReorderOutput' ? node : null;
  }

  /** The blocks, none of them filled up, that a value is put in order from, or that it has been cut into. */
  private blocksOf(value: Value): Value | null {
    const blocks = this.reorderOf(value)?.inputs[0] ?? this.cut.get(this.resolve(value));
    const isWhole = value.shape.length === 4 && blocks?.shape[1] === value.shape[3];
    return isWhole ? blocks! : null;
  }

  /** Blocks that a node cuts although they exist. */
  private blocksAgain(node: Node): Value | null {
    if (!isCut(node)) return null;
    const blocks = this.reorderOf(node.inputs[0]!)?.inputs[0];
    return blocks?.shape.every((size, axis) => size === node.outputs[0]!.shape[axis]) === true
      ? blocks
      : null;
  }

  private additionsOf(node: Node): Addition[] {
    const [a, b] = node.inputs as [Value, Value];
    if (node.op === 'Relu') return [{ convolved: a, isRectified: true }];
    if (node.op !== 'Add' || a.shape.length !== 4) return [];
    if (b.shape.length === 1 && b.shape[0] === a.shape[3]) return [{ convolved: a, bias: b }];
    // The later of two convolutions takes the other's result, which nothing else needs then.
    return [
      [b, a],
      [a, b],
    ].flatMap(([convolved, other]) => {
      const sum = this.blocksOf(other!);
      return sum === null || a === b ? [] : [{ convolved: convolved!, sum }];
    });
  }

  /** Makes a convolution do what a node behind it does; false where nothing but that node must see its result. */
  private fuseInto({ convolved, bias, sum, isRectified }: Addition, node: Node): boolean {
    const reorder = this.reorderOf(convolved);
    const conv = reorder === null ? undefined : this.made.get(reorder.inputs[0]!);
    if (conv?.op !== 'Conv' || 'activation' in conv.attributes) return false;
    const isOnlyUse = (value: Value) => (this.uses.get(value) ?? 1) === 1 && !this.isOutput.has(value);
    if (!isOnlyUse(convolved) || !isOnlyUse(conv.outputs[0]!)) return false;
    const [x, filter, ownBias = null, ownSum = null] = conv.inputs;
    if (bias !== undefined && (ownBias !== null || ownSum !== null)) return false;
    if (sum !== undefined && (ownSum !== null || !isShaped(sum, conv.outputs[0]!))) return false;
    const added = [bias === undefined ? ownBias : padBias(bias, conv.outputs[0]!, this.add), sum ?? ownSum];
    const inputs = [x!, filter!, ...added.slice(0, added.findLastIndex(value => value !== null) + 1)];
    const attributes = isRectified ? { ...conv.attributes, activation: 'Relu' } : conv.attributes;
    const fusedConv = this.add(copyOf(conv, inputs, attributes));
    const fusedReorder = this.add(orderBlocks(fusedConv.outputs[0]!, reorder!.outputs[0]!.shape));
    this.replaced.set(node.outputs[0]!, fusedReorder.outputs[0]!);
    return true;
  }
}

/** Whether a node cuts images into blocks. */
function isCut(node: Node): boolean {
  return node.op === 'ReorderInput' && node.attributes.channels_last === 1;
}

function isShaped(a: Value, b: Value): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
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

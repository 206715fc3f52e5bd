/**
 * The memory order of ONNX Runtime's blocked operators (domain com.microsoft.nchwc): channels in blocks as wide as a vector
 * register, [batch, channels / B, height, width, B]. The runtime itself sees the shape [batch, channels, height, width].
 */
import { constant, Node, record, Value, viewed, type Shape } from './graph.js';

export const nchwc = 'com.microsoft.nchwc';

/** Cuts the channels of [batch, height, width, channels] into blocks, the last one filled up with zeros. */
export function toBlocks(x: Value, block: number): Value {
  const name = `blocks of ${block}`;
  let blocks = x.views.get(name);
  if (blocks === undefined) {
    blocks = channelsToBlocks(x, block);
    x.views.set(name, blocks);
  }
  return blocks;
}

/** The same for values that nothing else cuts. */
export function channelsToBlocks(x: Value, block: number): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return reorderInput(x, [batch, roundUp(channels, block), height, width], 1);
}

/** Puts blocks back into [batch, height, width, channels]. */
export function fromBlocks(y: Value, shape: Shape): Value {
  return orderBlocks(y, shape).outputs[0]!;
}

/** The node that puts blocks back in order; `output` is the value that it makes, if there is one already. */
export function orderBlocks(y: Value, shape: Shape, output?: Value): Node {
  const node = new Node('ReorderOutput', nchwc, [y], { channels: shape[3]!, channels_last: 1 });
  node.outputs.push(output ?? new Value('float32', shape, node));
  return node;
}

/** The blocks, none of them filled up, that a value is put in order from, or null. */
export function blocksBehind(value: Value): Value | null {
  const { node, shape } = value;
  if (node?.op !== 'ReorderOutput' || shape.length !== 4) return null;
  return node.inputs[0]!.shape[1] === shape[3] ? node.inputs[0]! : null;
}

/**
 * Planes with rows and columns of zeros before and behind, [planes, rows, columns], or with some taken away, to reach a size; those
 * of a value under the same zeros are made once.
 */
export function extendPlanes(
  x: Value,
  top: number,
  left: number,
  [height, width]: readonly [number, number],
): Value {
  const [planes, rows, columns] = x.shape as [number, number, number];
  const pads = [0, top, left, 0, height - rows - top, width - columns - left];
  if (pads.every(pad => pad === 0)) return x;
  const name = `extended by ${pads.join()}`;
  let extended = x.views.get(name);
  if (extended === undefined) {
    const output = { type: x.type, shape: [planes, height, width] };
    extended = record('Pad', [x, constant('int64', pads)], [output])[0]!;
    x.views.set(name, extended);
  }
  return extended;
}

/** Cuts the middle axis of [parts, B · groups, length] into blocks: [parts, groups, length, B]. */
export function middleAxisToBlocks(x: Value): Value {
  const [parts, count, length] = x.shape as [number, number, number];
  const shape = [parts, count, 1, length];
  return reorderInput(viewed(x, shape), shape, 0);
}

/** Exchanges the middle axes of [groups, a, b, B]: [groups, b, a, B]. */
export function exchangeMiddleAxes(x: Value, groups: number, a: number, b: number, block: number): Value {
  return reorderInput(viewed(x, [groups, 1, a, b * block]), [groups, b * block, 1, a], 1);
}

/** An axis of rows that are taken: how many, and how many rows of the source lie between two of them. */
type RowAxis = readonly [count: number, step: number];

/**
 * Takes whole rows of a value, [rows, length], in another order, or several times: entry (i, j, …) is row
 * first + i·step₀ + j·step₁ + …. A turned filter of 3 x 3 x 64 x 64 takes 0.07 ms so, and 0.30 by Transpose and Slice
 * (bench/operators).
 *
 * @returns [count₀ · count₁ · …, length].
 */
export function takeRows(x: Value, length: number, axes: readonly RowAxis[], first = 0): Value {
  const rows = x.shape.reduce((product, size) => product * size, 1) / length;
  const source = viewed(x, [rows, length]);
  const moving = axes.filter(([count]) => count > 1);
  const spans = moving.map((_, axis) => moving.slice(axis + 1).reduce((span, [count]) => span * count, 1));
  const taken = moving.reduce((product, [count]) => product * count, 1);
  if (first === 0 && taken === rows && moving.every(([, step], axis) => step === spans[axis])) return source;
  // ONNX Runtime adds these up once, when it loads the graph.
  const index = moving
    .map(([count, step], axis) => {
      const numbers = Array.from({ length: count }, (_, place) => place * step + (axis === 0 ? first : 0));
      return constant(
        'int64',
        numbers,
        moving.map((_, other) => (other === axis ? count : 1)),
      );
    })
    .reduce(
      (sum, numbers) => {
        const shape = sum.shape.map((size, axis) => Math.max(size, numbers.shape[axis]!));
        return record('Add', [sum, numbers], [{ type: 'int64', shape }])[0]!;
      },
      constant(
        'int64',
        [0],
        moving.map(() => 1),
      ),
    );
  const output = { type: 'float32', shape: [...index.shape, length] } as const;
  return viewed(record('Gather', [source, index], [output], { axis: 0 })[0]!, [taken, length]);
}

export function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

function reorderInput(x: Value, shape: Shape, channelsLast: 0 | 1): Value {
  const output = { type: 'float32', shape } as const;
  return record('ReorderInput', [x], [output], { channels_last: channelsLast }, nchwc)[0]!;
}

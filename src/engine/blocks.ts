/**
 * The memory order of ONNX Runtime's blocked operators (domain com.microsoft.nchwc): channels in blocks as wide as a vector
 * register, [batch, channels / B, height, width, B]. The runtime itself sees the shape [batch, channels, height, width].
 */
import { record, viewed, type Shape, type Value } from './graph.js';

export const nchwc = 'com.microsoft.nchwc';

/** Cuts the channels of [batch, height, width, channels] into blocks, the last one filled up with zeros. */
export function toBlocks(x: Value, block: number): Value {
  const name = `blocks of ${block}`;
  let blocks = x.views.get(name);
  if (blocks === undefined) {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    blocks = reorderInput(x, [batch, roundUp(channels, block), height, width], 1);
    x.views.set(name, blocks);
  }
  return blocks;
}

/** Puts blocks back into [batch, height, width, channels]. */
export function fromBlocks(y: Value, shape: Shape): Value {
  const output = { type: 'float32', shape } as const;
  return record('ReorderOutput', [y], [output], { channels: shape[3]!, channels_last: 1 }, nchwc)[0]!;
}

/** Cuts the first axis of [groups · B, rest] into blocks: [groups, rest, B]. `B · groups` and `rest` are counts. */
export function firstAxisToBlocks(x: Value, count: number, rest: number): Value {
  return reorderInput(viewed(x, [1, count, 1, rest]), [1, count, 1, rest], 0);
}

/** Exchanges the middle axes of [groups, a, b, B]: [groups, b, a, B]. */
export function exchangeMiddleAxes(x: Value, groups: number, a: number, b: number, block: number): Value {
  return reorderInput(viewed(x, [groups, 1, a, b * block]), [groups, b * block, 1, a], 1);
}

export function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

function reorderInput(x: Value, shape: Shape, channelsLast: 0 | 1): Value {
  const output = { type: 'float32', shape } as const;
  return record('ReorderInput', [x], [output], { channels_last: channelsLast }, nchwc)[0]!;
}

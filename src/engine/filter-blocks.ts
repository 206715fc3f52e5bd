/** Filters of blocked convolutions: [rows, columns, inputs, outputs] in blocks of inputs and outputs, and the same turned by 180°. */
import { channelsToBlocks, middleAxisToBlocks, roundUp, takeRows } from './blocks.js';
import { constant, record, viewed, type Value } from './graph.js';

/**
 * Cuts a filter into blocks, [outputs / B, inputs / B, rows, columns, B inputs, B outputs], filled up with zeros. Fewer inputs than
 * B stay one by one, because their images are not cut: [outputs / B, inputs, rows, columns, B].
 *
 * @returns Seen as [outputs, inputs, rows, columns], both rounded up.
 */
export function filterToBlocks(filter: Value, block: number): Value {
  const [rows, columns, inputs, outputs] = filter.shape as [number, number, number, number];
  const isCut = inputs >= block;
  const wideInputs = isCut ? roundUp(inputs, block) : inputs;
  // Blocks are filled up on the way where outputs come in fours.
  const wideOutputs = outputs % 4 === 0 ? outputs : roundUp(outputs, block);
  const taps = rows * columns;
  const wide = padded(filter, wideInputs, wideOutputs);
  const lines = channelsToBlocks(viewed(wide, [1, 1, taps * wideInputs, wideOutputs]), block);
  const lanes = isCut ? block : 1;
  const groups = wideInputs / lanes;
  const blocks = takeRows(lines, lanes * block, [
    [lines.shape[1]! / block, taps * groups],
    [groups, 1],
    [taps, groups],
  ]);
  return viewed(blocks, [lines.shape[1]!, wideInputs, rows, columns]);
}

/** The filter of the adjoint, from blocks that no zeros fill up: its taps in reverse, inputs and outputs exchanged. */
export function turnedBlocks(blocks: Value, block: number): Value {
  const [outputs, inputs, rows, columns] = blocks.shape as [number, number, number, number];
  const taps = rows * columns;
  const [outputGroups, inputGroups] = [outputs / block, inputs / block];
  const exchanged = middleAxisToBlocks(viewed(blocks, [outputGroups * inputGroups * taps, block, block]));
  const turned = takeRows(
    exchanged,
    block * block,
    [
      [inputGroups, taps],
      [outputGroups, inputGroups * taps],
      [taps, -1],
    ],
    taps - 1,
  );
  return viewed(turned, [inputs, outputs, rows, columns]);
}

function padded(filter: Value, inputs: number, outputs: number): Value {
  const [rows, columns, i, o] = filter.shape as [number, number, number, number];
  if (i === inputs && o === outputs) return filter;
  const pads = constant('int64', [0, 0, 0, 0, 0, 0, inputs - i, outputs - o]);
  return record('Pad', [filter, pads], [{ type: 'float32', shape: [rows, columns, inputs, outputs] }])[0]!;
}

/** `physlayer figures`: draws the figures of a sweep again. */
import { textArgument } from './arguments.js';
import type { Command } from './command.js';

export const figures: Command = {
  name: 'figures',
  usage: '<folder>',
  describe: 'Draw the figures of a sweep from its results',
  positionals: { folder: 'Folder of the sweep, such as results/bit-depth' },
  options: {},
  examples: [['$0 figures results/bit-depth', 'SVG, PDF and PNG files in results/bit-depth/figures']],
  run: async args => {
    const { drawFigures } = await import('../figures/draw-all.js');
    for (const { files } of await drawFigures(textArgument(args, 'folder'))) {
      process.stdout.write(`${files.join('\n')}\n`);
    }
    return 0;
  },
};

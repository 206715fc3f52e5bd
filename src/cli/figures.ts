/** `physlayer figures`: draws the figures of a sweep again. */
import { VENUES, type Venue } from '../figures/style.js';
import { textArgument, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';

export const figures: Command = {
  name: 'figures',
  usage: '<folder>',
  describe: 'Draw the figures of a sweep from its results',
  positionals: { folder: 'Folder of the sweep, such as results/bit-depth' },
  options: {
    venue: {
      describe: 'Whose column width and font size they get',
      choices: Object.keys(VENUES),
      default: 'ieee',
      requiresArg: true,
    },
  },
  examples: [
    ['$0 figures results/bit-depth', 'SVG, PDF and PNG files in results/bit-depth/figures'],
    ['$0 figures results/bit-depth --venue nature', 'in the column width of Nature'],
  ],
  run: runFiguresCommand,
};

async function runFiguresCommand(args: Arguments): Promise<number> {
  const folder = textArgument(args, 'folder');
  const venue = textOption(args, 'venue') as Venue;
  const [{ drawFigures }, { readPlan }] = await Promise.all([
    import('../figures/draw-all.js'),
    import('../analysis/sweep-plan.js'),
  ]);
  // Before anything is made in a folder that is not one of a sweep.
  readPlan(folder);
  const onSkip = (name: string, reason: string): void => {
    process.stderr.write(`no figure ${name}: ${reason}\n`);
  };
  const drawn = await drawFigures(folder, { venue, onSkip });
  process.stdout.write(drawn.map(({ files }) => `${files.join('\n')}\n`).join(''));
  return 0;
}

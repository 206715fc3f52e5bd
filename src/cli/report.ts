/** `physlayer report`: writes the report page of a sweep again. */
import { textArgument } from './arguments.js';
import type { Command } from './command.js';

export const report: Command = {
  name: 'report',
  usage: '<folder>',
  describe: 'Write the report page of a sweep from its results',
  positionals: { folder: 'Folder of the sweep, such as results/bit-depth' },
  options: {},
  examples: [['$0 report results/bit-depth', 'one page: results/bit-depth/index.html']],
  run: async args => {
    const { writeReport } = await import('../report/write-report.js');
    process.stdout.write(`${await writeReport(textArgument(args, 'folder'))}\n`);
    return 0;
  },
};

/** `physlayer validate`: checks a config without reading data. */
import type { Arguments, Command } from './command.js';
import { configArguments, configPositionals } from './arguments.js';
import { planSummary } from './plan-summary.js';
import { loadChecked } from './load-plan.js';

export const validate: Command = {
  name: 'validate',
  usage: '<config> [overrides..]',
  describe: 'Check a config and every trial of it; no data is read',
  positionals: configPositionals,
  options: {},
  examples: [['$0 validate configs/bit-depth.yaml', 'check a config file']],
  run: runValidateCommand,
};

async function runValidateCommand(args: Arguments): Promise<number> {
  const { file, overrides } = configArguments(args);
  const { axes, repeats, folds } = await loadChecked(file, overrides, false);
  process.stdout.write(
    `${file} is valid: ${planSummary(axes, { repeats, folds: Math.max(1, folds.length) })}\n`,
  );
  return 0;
}

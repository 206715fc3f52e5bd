/** `physlayer train`: one trial of a config. */
import type { Arguments, Command } from './command.js';
import {
  configArguments,
  configPositionals,
  countArgument,
  progressArgument,
  runOptions,
  textOption,
} from './arguments.js';
import { loadChecked, planChecked } from './load-plan.js';

export const train: Command = {
  name: 'train',
  usage: '<config> [overrides..]',
  describe: 'Train one trial of a config; keys that it sweeps take their base value unless overridden',
  positionals: configPositionals,
  options: {
    out: {
      describe: 'Folder for the results (default: results/<name>-train)',
      type: 'string',
      requiresArg: true,
    },
    ...runOptions,
  },
  examples: [['$0 train configs/bit-depth.yaml sensor.bitDepth=3', 'one training with 3 bits']],
  run: runTrainCommand,
};

async function runTrainCommand(args: Arguments): Promise<number> {
  const { file, overrides } = configArguments(args);
  const threads = countArgument(args, 'threads');
  const loaded = await loadChecked(file, overrides, true);
  for (const { path, value } of loaded.droppedAxes) {
    process.stderr.write(
      `${path}: the config sweeps it; this trial takes its base value ${JSON.stringify(value)}\n`,
    );
  }
  const plan = await planChecked(loaded);
  const { runPlan } = await import('./run-plan.js');
  return runPlan({
    plan,
    out: args.out === undefined ? `results/${loaded.base.name}-train` : textOption(args, 'out'),
    workers: 1,
    threads,
    onError: 'stop',
    progress: progressArgument(args),
    hasFigures: args['no-figures'] !== true,
    hasReport: args['no-report'] !== true,
  });
}

/** `physlayer sweep`: all trials of a config. */
import type { Arguments, Command } from './command.js';
import {
  configArguments,
  configPositionals,
  countArgument,
  defaultWorkers,
  progressArgument,
  runOptions,
  textOption,
} from './arguments.js';
import { loadChecked, planChecked } from './load-plan.js';

export const sweep: Command = {
  name: 'sweep',
  usage: '<config> [overrides..]',
  describe: 'Train all combinations of a config and draw the results; started again, it runs what is missing',
  positionals: configPositionals,
  options: {
    out: { describe: 'Folder for the results (default: results/<name>)', type: 'string', requiresArg: true },
    workers: {
      describe: 'Trials at a time (default: one per core)',
      type: 'number',
      requiresArg: true,
    },
    'dry-run': { describe: 'Only say what would be run', type: 'boolean', default: false },
    'on-error': {
      describe: 'What to do with the other trials when one fails',
      choices: ['continue', 'stop'],
      default: 'continue',
      requiresArg: true,
    },
    ...runOptions,
  },
  examples: [
    ['$0 sweep configs/bit-depth.yaml', 'run or continue the sweep'],
    [
      '$0 sweep configs/bit-depth.yaml --dry-run',
      'count trials, show what is done and how long the rest takes',
    ],
    [
      '$0 sweep configs/bit-depth.yaml sensor.bitDepth=[2,4] repeats=5 --out results/mine',
      'change axis and repeats',
    ],
  ],
  run: runSweepCommand,
};

async function runSweepCommand(args: Arguments): Promise<number> {
  const { file, overrides } = configArguments(args);
  const workers = args.workers === undefined ? defaultWorkers() : countArgument(args, 'workers');
  const threads = countArgument(args, 'threads');
  const loaded = await loadChecked(file, overrides, false);
  const plan = await planChecked(loaded);
  const out = args.out === undefined ? `results/${loaded.base.name}` : textOption(args, 'out');
  if (args['dry-run'] === true) {
    const { dryRunText } = await import('./dry-run.js');
    process.stdout.write(`${dryRunText(plan.record, out, workers)}\n`);
    return 0;
  }
  const { runPlan } = await import('./run-plan.js');
  return runPlan({
    plan,
    out,
    workers,
    threads,
    onError: args['on-error'] === 'stop' ? 'stop' : 'continue',
    progress: progressArgument(args),
    hasFigures: args['no-figures'] !== true,
    hasReport: args['no-report'] !== true,
  });
}

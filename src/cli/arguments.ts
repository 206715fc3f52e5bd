/** Arguments that several commands share, and their checks. */
import { availableParallelism } from 'node:os';
import type { Options } from 'yargs';
import { engineNames } from '../engine/engine-names.js';
import type { Arguments } from './command.js';
import { progressKinds, type ProgressKind } from './progress.js';
import { UsageError } from './usage-error.js';

export const configPositionals = {
  config: 'Config file (YAML)',
  overrides: 'Changes to the config, such as sensor.bitDepth=3 or, as an axis, sensor.bitDepth=[1,2,4]',
};

export const runOptions = {
  progress: {
    describe: 'How progress is shown; auto: bars on a terminal, else plain lines',
    choices: progressKinds,
    default: 'auto',
    requiresArg: true,
  },
  'no-figures': { describe: 'Draw no figures at the end', type: 'boolean', default: false },
  'no-report': { describe: 'Write no report page at the end', type: 'boolean', default: false },
  engine: {
    describe: 'What computes, short for engine=NAME; see physlayer doctor',
    choices: engineNames,
    requiresArg: true,
  },
  threads: { describe: 'Threads inside one trial', type: 'number', default: 1, requiresArg: true },
} as const satisfies Readonly<Record<string, Options>>;

const mostThreads = 256;

/** @throws UsageError if a config or override is not where it must be. */
export function configArguments(args: Arguments): { file: string; overrides: string[] } {
  const file = textArgument(args, 'config');
  const overrides = args.overrides as string[];
  if (file.includes('=') && !/\.ya?ml$/.test(file)) {
    throw new UsageError(`found '${file}' where the config file must be; overrides come after it`);
  }
  const extra = overrides.find(text => !text.includes('='));
  if (extra !== undefined) {
    throw new UsageError(
      `found '${extra}' after the config file, must be path=value, such as sensor.bitDepth=3`,
    );
  }
  const engine = args.engine === undefined ? [] : [`engine=${textOption(args, 'engine')}`];
  return { file, overrides: [...overrides, ...engine] };
}

/** @throws UsageError if the argument, which has no dashes, is empty. */
export function textArgument(args: Arguments, name: string): string {
  return text(args, name, name);
}

/** @throws UsageError if the option is empty or given twice. */
export function textOption(args: Arguments, name: string): string {
  return text(args, name, `--${name}`);
}

function text(args: Arguments, name: string, shown: string): string {
  const value = single(args, name);
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new UsageError(`${shown}: found nothing, must be a name or a path`);
}

/** @throws UsageError unless the argument is a whole number from 1. */
export function countArgument(args: Arguments, name: string): number {
  const value = single(args, name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > mostThreads) {
    const found = typeof value === 'number' && !Number.isNaN(value) ? String(value) : 'no whole number';
    throw new UsageError(`--${name}: found ${found}, must be a whole number from 1 to ${mostThreads}`);
  }
  return value;
}

export function progressArgument(args: Arguments): ProgressKind {
  return single(args, 'progress') as ProgressKind;
}

/** One trial process per core. */
export function defaultWorkers(): number {
  return availableParallelism();
}

function single(args: Arguments, name: string): unknown {
  const value = args[name];
  if (Array.isArray(value))
    throw new UsageError(`--${name}: found it ${value.length} times, must be given once`);
  return value;
}

/** Trials that answer together must have been asked the same. */
import { ConfigError } from '../config/problem.js';
import { canonicalJson } from '../config/tree.js';
import type { TrainedTrial } from './trained-trial.js';

/** What has to be equal in all trials of an ensemble, and what it is called. */
const shared: readonly (readonly [name: string, valueOf: (trial: TrainedTrial) => unknown])[] = [
  ['task', ({ config }) => config.task],
  ['heads', ({ heads }) => heads.slice(1).map(({ task }) => task)],
  ['classes', ({ heads }) => heads.map(({ classNames }) => classNames)],
  ['size of scenes', ({ scene: { height, width, channels } }) => [height, width, channels]],
  ['data', ({ config }) => config.data],
  ['engine', ({ config }) => config.engine],
];

/** @throws ConfigError if trials differ in task, heads, classes, scenes, data or engine, or if one stands there twice. */
export function checkTogether(trials: readonly TrainedTrial[]): void {
  const [first, ...others] = trials as readonly [TrainedTrial, ...TrainedTrial[]];
  if (others.length === 0) {
    throw new ConfigError([`--ensemble: found the one trial ${first.folder}, must be two or more`]);
  }
  const twice = trials.find(
    ({ folder }, place) => trials.findIndex(other => other.folder === folder) < place,
  );
  if (twice !== undefined)
    throw new ConfigError([`--ensemble: found ${twice.folder} twice, must be there once`]);
  for (const other of others) {
    for (const [name, valueOf] of shared) {
      const [found, must] = [other, first].map(trial => canonicalJson(valueOf(trial)));
      if (found === must) continue;
      throw new ConfigError([
        `--ensemble: ${name}: found ${found!} in ${other.folder}, must be ${must!} as in ${first.folder}`,
      ]);
    }
  }
}

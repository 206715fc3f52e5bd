/** The plan of a sweep: all its trials, each with an id that is equal only for equal results. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SweepPlan } from '../analysis/sweep-plan.js';
import { arrangingKeys } from '../data/dataset.js';
import { fingerprintDataset } from '../data/load.js';
import { savedModelFiles } from '../networks/start-weights.js';
import { codeVersion } from './code-version.js';
import { axisValue } from './config/expand.js';
import { withFold } from './config/fold-rules.js';
import type { LoadedConfig } from './config/parse.js';
import type { ExperimentConfig } from './config/schema.js';
import { canonicalJson, withoutKey } from './config/tree.js';
import type { Trial } from './trial.js';

export interface ExperimentPlan {
  readonly record: SweepPlan;
  /** In the order of the plan: all combinations with the first seed, fold by fold, then all with the second. */
  readonly trials: readonly Trial[];
}

/**
 * Plans the trials of a config. Reads the data as far as its fingerprint needs.
 *
 * @throws Error of the data's loader.
 */
export async function planSweep(loaded: LoadedConfig): Promise<ExperimentPlan> {
  const code = codeVersion();
  const fingerprints = new Map<string, string>();
  for (const { config } of loaded.points) {
    const key = dataKey(config);
    if (!fingerprints.has(key)) fingerprints.set(key, await fingerprintDataset(config.data));
  }
  const starts = startFingerprints(loaded);
  const folds = loaded.folds.length === 0 ? [undefined] : loaded.folds;
  const repeats = Array.from({ length: loaded.repeats }, (_, repeat) => repeat);
  const passes = repeats.flatMap(repeat => folds.map(fold => ({ repeat, fold })));
  const trials = passes.flatMap(({ repeat, fold }) =>
    loaded.points.map(({ axes, config: base }): Trial => {
      const config = withFold({ ...base, seed: base.seed + repeat }, fold);
      const id = trialId(
        config,
        fingerprints.get(dataKey(config))!,
        code,
        starts.get(config.training.startPath),
      );
      return { id, config, seed: config.seed, repeat, ...(fold !== undefined && { fold }), axes };
    }),
  );
  return { trials, record: planRecord(loaded, trials, code, [...fingerprints.values()]) };
}

/**
 * Twelve hex digits that are equal only for trials with equal results: the name of the experiment and the place of
 * the data and of saved weights do not count, data and weights themselves do.
 */
export function trialId(
  config: ExperimentConfig,
  dataFingerprint: string,
  code: string,
  startFingerprint?: string,
): string {
  const content = Object.entries(config.data).filter(([key]) => !/^(path|.*Path)$/.test(key));
  // Where the weights are and how much memory is taken change no number.
  const training = ['startPath', 'cacheMegabytes'].reduce(withoutKey, config.training);
  const experiment = withoutKey({ ...config, data: Object.fromEntries(content), training }, 'name');
  const identity = { experiment, dataFingerprint, code, ...(startFingerprint && { startFingerprint }) };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex').slice(0, 12);
}

/** Hashes of the saved weights that trials start from, by their paths. */
function startFingerprints({ points }: LoadedConfig): ReadonlyMap<string | undefined, string> {
  const paths = new Set(points.flatMap(({ config }) => config.training.startPath ?? []));
  return new Map([...paths].map(path => [path, startFingerprint(path)]));
}

function startFingerprint(path: string): string {
  const hash = createHash('sha256');
  for (const file of savedModelFiles(path)) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** What decides which images are loaded; configs with equal keys share one data set in memory. */
export function dataKey({ data }: ExperimentConfig): string {
  return canonicalJson(
    Object.fromEntries(Object.entries(data).filter(([key]) => !arrangingKeys.includes(key))),
  );
}

function planRecord(
  loaded: LoadedConfig,
  trials: readonly Trial[],
  code: string,
  fingerprints: readonly string[],
): SweepPlan {
  const [only] = fingerprints;
  const joined = createHash('sha256').update(fingerprints.join()).digest('hex');
  return {
    format: 1,
    name: loaded.base.name,
    configFile: loaded.file,
    configText: loaded.text,
    overrides: loaded.overrides,
    axes: loaded.axes.map(({ path, values }) => ({ path, values: values.map(axisValue) })),
    repeats: loaded.repeats,
    ...(loaded.folds.length > 0 && { folds: loaded.folds.length }),
    trials: trials.map(({ id, repeat, fold, seed, axes }) => ({
      ...{ id, repeat },
      ...(fold !== undefined && { fold }),
      ...{ seed, axes },
    })),
    codeVersion: code,
    dataFingerprint: fingerprints.length === 1 ? only! : joined,
    config: loaded.base,
  };
}

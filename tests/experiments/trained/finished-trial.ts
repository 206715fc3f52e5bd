/** A finished trial in a folder, trained on toy images in the process of the test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { writeDone } from '../../../src/analysis/done-marker.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { runTrial } from '../../../src/experiments/trial.js';
import { toyDataset, toyTrial, type Changes } from '../toy-trial.js';

/** Trains for an epoch unless the changes say otherwise, and leaves what a sweep would. */
export async function finishedTrial(
  folder: string,
  changes: Changes = {},
  { dataset = toyDataset(60), seed = 1 }: { readonly dataset?: Dataset; readonly seed?: number } = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const quick = { ...changes, training: { epochs: 1, ...changes.training } };
  const made = toyTrial(quick, seed);
  const trial = { ...made, config: { ...made.config, seed } };
  const silent = (): void => undefined;
  await runTrial(trial, dataset, folder, silent, silent);
  writeFileSync(`${folder}/config.yaml`, stringify(trial.config));
  const provenance = { dataFingerprint: dataset.fingerprint, codeVersion: 'toy' };
  writeFileSync(`${folder}/provenance.json`, JSON.stringify(provenance));
  writeDone(folder);
  return folder;
}

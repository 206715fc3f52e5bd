/** A trial as if trained: weights drawn at random, those that training never touched included. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { TaskName } from '../../../src/analysis/score-kind.js';
import type { TrialResult } from '../../../src/analysis/trial-result-record.js';
import { hostRandom } from '../../../src/engine/host-random.js';
import { buildCamera } from '../../../src/experiments/camera.js';
import { sceneOf, trainedHead } from '../../../src/experiments/trained/trained-head.js';
import type { TrainedTrial } from '../../../src/experiments/trained/trained-trial.js';
import { headsOf } from '../../../src/experiments/config/head-schema.js';
import { readSavedModel, saveModel } from '../../../src/networks/save-model.js';
import { toyConfig, type Changes } from '../toy-trial.js';

/** @param further Tasks of further heads. */
export async function untrainedTrial(
  changes: Changes,
  [height, width, channels]: readonly [number, number, number],
  classes = 3,
  further: readonly TaskName[] = [],
): Promise<TrainedTrial> {
  const config = toyConfig({ ...changes, heads: further.map(task => ({ task, weight: 1 })) });
  const classNames = Array.from({ length: classes }, (_, label) => `class ${label}`);
  const size = { height, width, channels };
  const heads = headsOf(config).map(({ task }) => trainedHead(task, classNames, size));
  const scene = sceneOf(size, heads);
  const { model, frame } = buildCamera(config, scene, config.seed);
  const random = hostRandom(7, 0);
  for (const weight of model.weights) {
    const old = weight.read();
    const moved = Float32Array.from(old.dataSync(), value => value + 0.3 * (random.uniform() - 0.5));
    tf.tidy(() => void weight.write(tf.tensor(moved, old.shape)));
  }
  const folder = mkdtempSync(join(tmpdir(), 'untrained-'));
  await saveModel(model, folder);
  const saved = await readSavedModel(folder);
  rmSync(folder, { recursive: true });
  model.dispose();
  const each = (value: number) => Array<number>(frame.channels).fill(value);
  const result = { normalization: { mean: each(0.2), std: each(0.5) }, methods: [{ title: 'Toy' }] };
  return {
    ...{ folder: 'toy', config, changes: [], scene, heads, saved, notes: [] },
    result: result as unknown as TrialResult,
    origin: { dataFingerprint: '', codeVersion: 'toy' },
  };
}

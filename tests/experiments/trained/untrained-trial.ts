/** A trial as if trained: weights drawn at random, those that training never touched included. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { TrialResult } from '../../../src/analysis/trial-result-record.js';
import { hostRandom } from '../../../src/engine/host-random.js';
import { buildCamera } from '../../../src/experiments/camera.js';
import type { TrainedTrial } from '../../../src/experiments/trained/trained-trial.js';
import { readSavedModel, saveModel } from '../../../src/networks/save-model.js';
import { toyConfig, type Changes } from '../toy-trial.js';

/** @param size Of the scenes. */
export async function untrainedTrial(
  changes: Changes,
  [height, width, channels]: readonly [number, number, number],
  classes = 3,
): Promise<TrainedTrial> {
  const config = toyConfig(changes);
  const scene = { height, width, channels, classes };
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
  const classNames = Array.from({ length: classes }, (_, label) => `class ${label}`);
  return {
    ...{ folder: 'toy', config, changes: [], scene, classNames, saved, notes: [] },
    pixelClassNames: config.task === 'segment' ? classNames : null,
    result: result as unknown as TrialResult,
    origin: { dataFingerprint: '', codeVersion: 'toy' },
  };
}

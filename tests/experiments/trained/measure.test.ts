import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResult } from '../../../src/analysis/trial-result-record.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { startEngine } from '../../../src/engine/start.js';
import { loadCamera } from '../../../src/experiments/trained/load-camera.js';
import { measure, type Measurements } from '../../../src/experiments/trained/measure.js';
import { testImages } from '../../../src/experiments/trained/test-images.js';
import { checkTogether } from '../../../src/experiments/trained/together.js';
import { openTrial } from '../../../src/experiments/trained/trained-trial.js';
import type { ViewSet } from '../../../src/experiments/trained/views.js';
import { toyDataset } from '../toy-trial.js';
import { finishedTrial } from './finished-trial.js';

const root = mkdtempSync(join(tmpdir(), 'trained-'));
const dataset = toyDataset(60);
let [learned, other]: [string, string] = ['', ''];

beforeAll(async () => {
  await startEngine();
  const layers = { quantizer: { mode: 'learned', bitDepth: 2 } };
  learned = await finishedTrial(join(root, 'learned'), { layers });
  other = await finishedTrial(join(root, 'other'), { layers }, { seed: 2 });
});
afterAll(() => rmSync(root, { recursive: true }));

interface Asked {
  readonly changes?: readonly string[];
  readonly set?: Dataset;
  readonly isAll?: boolean;
  readonly views?: ViewSet;
}

async function measured(folders: readonly string[], asked: Asked = {}): Promise<Measurements> {
  const { changes = [], set = dataset, isAll = false, views = 'none' } = asked;
  const trials = await Promise.all(folders.map(folder => openTrial(folder, changes)));
  const members = trials.map(trial => ({ trial, camera: loadCamera(trial) }));
  try {
    return await measure(members, testImages(trials[0]!, set, isAll), views);
  } finally {
    members.forEach(({ camera }) => camera.model.dispose());
  }
}

describe('a trained trial', () => {
  it('tested again on its own images gives the very numbers of its record', async () => {
    const { soft } = await measured([learned]);
    const { testScore, testLoss, testMetrics } = readResult(learned);
    const [found] = soft.alone;
    expect([found!.score, found!.loss, found!.metrics]).toEqual([testScore, testLoss, testMetrics]);
    expect(soft.together).toBeNull();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLabelSets } from '../../src/analysis/label-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { startEngine } from '../../src/engine/start.js';
import { labelMetrics } from '../../src/experiments/label-trial.js';
import { averaged } from '../../src/experiments/trained/combine.js';
import { runTrial } from '../../src/experiments/trial.js';
import { toyDataset, toyTrial } from './toy-trial.js';

const folder = mkdtempSync(join(tmpdir(), 'label-trial-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(folder, { recursive: true }));

it('A trial learns which two kinds of bars lie on one another, in whatever order', async () => {
  const trial = toyTrial({
    ...{ task: 'multi-label', optics: [{ layer: 'overlap', kernel: 'delta' }], sensor: [] },
    training: { epochs: 40, learningRate: 0.02, earlyStoppingPatience: 0 },
  });
  const config = { ...trial.config, data: { ...trial.config.data, stackedScenes: 2 } };
  const quiet = () => undefined;
  await runTrial({ ...trial, config }, toyDataset(150), folder, quiet, quiet);
  const { testScore, testMetrics = [] } = readResult(folder);
  const { classNames, rows } = readLabelSets(folder);
  expect(classNames).toHaveLength(3);
  // Two different bars, or twice the same.
  expect(new Set(rows.map(({ labels }) => labels.length))).toEqual(new Set([1, 2]));
  const matches = rows.filter(({ labels, predicted }) => labels.join() === predicted.join()).length;
  expect(testScore).toBeCloseTo(matches / rows.length, 12);
  expect(testMetrics.find(({ name }) => name === 'exactMatch')!.value).toBe(testScore);
  // The most frequent set has 2 of 9 pairs.
  expect(testScore).toBeGreaterThan(0.6);
}, 30_000);

it('Measures of label sets count images and single labels', () => {
  const probabilities = new Float32Array(4);
  const answers = [
    { labels: [0, 1], predicted: [0, 1], probabilities },
    { labels: [0, 1], predicted: [1, 3], probabilities },
    { labels: [2], predicted: [], probabilities },
  ];
  const found = labelMetrics(answers, ['a', 'b', 'c']);
  const valueOf = (name: string) => found.find(each => each.name === name)!.value;
  expect(valueOf('exactMatch')).toBeCloseTo(1 / 3, 12);
  expect(valueOf('anyRight')).toBeCloseTo(2 / 3, 12);
  expect(valueOf('labelAccuracy')).toBeCloseTo((1 + 2 / 4 + 3 / 4) / 3, 12);
  expect(valueOf('labelRecall')).toBeCloseTo((1 + 1 / 2 + 0) / 3, 12);
});

it('Networks that name label sets are averaged by the probability of each label', () => {
  const mean = averaged(
    [Float32Array.of(0, 2, 800), Float32Array.of(Math.log(3), -2, 800)],
    'multi-label',
    3,
  );
  expect(mean[0]).toBeCloseTo(Math.log(0.625 / 0.375), 6);
  expect(mean[1]).toBeCloseTo(0, 6);
  expect(mean[2]).toBeGreaterThan(100);
});

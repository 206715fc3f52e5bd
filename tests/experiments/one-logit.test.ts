import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPredictions, readSaliency } from '../../src/analysis/trial-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera } from '../../src/experiments/camera.js';
import { ruleProblems } from '../../src/experiments/config/rules.js';
import { runTrial } from '../../src/experiments/trial.js';
import { OneLogit } from '../../src/networks/layers/one-logit.js';
import { meanWeights } from '../../src/networks/losses/loss.js';
import { labelSets } from '../../src/networks/tasks/label-set.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { toyConfig, toyDataset, toyTrial } from './toy-trial.js';

const folder = mkdtempSync(join(tmpdir(), 'one-logit-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(folder, { recursive: true }));

const changes = { optics: [], sensor: [], network: { logits: 'one' } };

it('One logit has the binary cross-entropy of its sigmoid, and its gradient σ(z) − t', () => {
  const z = tf.tensor2d([[0.3], [-2], [5]]);
  const images = { height: 1, width: 1, channels: 1, labels: [1, 0, 0], scenes: () => new Float32Array(3) };
  const rows = Uint32Array.of(0, 1, 2);
  const layer = new OneLogit();
  const two = classification(2);
  const targets = two.targets(images, rows, 3);
  const { value, grad } = tf.valueAndGrad(x =>
    two.loss(layer.apply(x) as tf.Tensor, targets, meanWeights(3, 3)),
  )(z);
  const binary = labelSets(1).loss(z, tf.tensor2d([[1], [0], [0]]), meanWeights(3, 3));
  expect(value.dataSync()[0]).toBeCloseTo(binary.dataSync()[0]!, 6);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const wanted = [sigmoid(0.3) - 1, sigmoid(-2), sigmoid(5)].map(each => each / 3);
  grad.dataSync().forEach((each, i) => expect(each).toBeCloseTo(wanted[i]!, 6));
});

it('A trial learns two classes with one logit, and leaves what classifiers leave', async () => {
  const bars = toyDataset(90);
  const two = {
    ...bars,
    labels: bars.labels.map(label => Math.min(label, 1)),
    classNames: ['upright', 'other'],
  };
  const quiet = () => undefined;
  await runTrial(toyTrial({ ...changes, training: { epochs: 12 } }), two, folder, quiet, quiet);
  const { testScore, methods } = readResult(folder);
  expect(testScore).toBeGreaterThan(0.9);
  for (const { probabilities } of readPredictions(folder).rows)
    expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 6);
  expect(readSaliency(folder).maps.length).toBeGreaterThan(0);
  expect(methods.map(({ text }) => text).join()).toContain(
    '1 output. The output is the logit of the second class',
  );
}, 30_000);

it('One logit is half the last layer, and for two classes alone', () => {
  const place = { height: 8, width: 8, channels: 1 };
  const count = (logits: string) => {
    const config = toyConfig({ ...changes, network: { logits } });
    return buildCamera(config, { ...place, classes: 2 }, 1).model.countParams();
  };
  // 8 hidden units and a bias.
  expect(count('each') - count('one')).toBe(9);
  expect(() => buildCamera(toyConfig(changes), { ...place, classes: 3 }, 1)).toThrow(
    'camera: network.logits: found one, must be each for 3 classes',
  );
  expect(ruleProblems(toyConfig(changes)).map(({ message }) => message)).toEqual([
    'found "one", must be each for 10 classes',
  ]);
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { structuralSimilarity } from '../../src/analysis/image-metrics.js';
import { readMetrics } from '../../src/analysis/metrics-stream.js';
import { readImageScores, readReconstructions } from '../../src/analysis/reconstruction-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import type { Dataset } from '../../src/data/dataset.js';
import { startEngine } from '../../src/engine/start.js';
import { runTrial } from '../../src/experiments/trial.js';
import { loadModel } from '../../src/networks/save-model.js';
import { toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'reconstruction-'));
let runs = 0;

const changes: Changes = {
  task: 'reconstruct',
  optics: [{ layer: 'gaussian-blur', sigmaUm: 3 }],
  sensor: [],
  network: { type: 'tied', kernelSize: 3 },
  training: { epochs: 4, learningRate: 0.02 },
};

async function run(more: Changes = {}, dataset: Dataset = toyDataset()) {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  const lines: string[] = [];
  await runTrial(
    toyTrial({ ...changes, ...more }),
    dataset,
    folder,
    () => undefined,
    line => lines.push(line),
  );
  return { folder, lines };
}

let plain: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  await startEngine();
  plain = await run();
});
afterAll(() => rmSync(root, { recursive: true }));

it('A trial that reconstructs leaves scores and images of test scenes in place of classes', () => {
  expect(readdirSync(plain.folder).sort()).toEqual([
    'metrics.arrow',
    'model',
    'reconstructions.arrow',
    'result.json',
    'samples.arrow',
    'scores.arrow',
  ]);
  const stored = JSON.parse(readFileSync(join(plain.folder, 'result.json'), 'utf8')) as object;
  expect(Object.keys(stored)).toEqual(expect.arrayContaining(['task', 'testPsnr', 'validationPsnr']));
  expect(stored).not.toHaveProperty('testAccuracy');
});

it('Its score is the mean PSNR of the test images, those of the figure among them', () => {
  const scores = readImageScores(plain.folder);
  const { testScore, testSsim, task } = readResult(plain.folder);
  expect(task).toBe('reconstruct');
  expect(testScore).toBeCloseTo(scores.reduce((sum, { psnr }) => sum + psnr, 0) / scores.length, 10);
  // Images of 8 x 8 pixels are smaller than a window of the similarity.
  expect([testSsim, scores[0]!.ssim]).toEqual([undefined, null]);
  const { images } = readReconstructions(plain.folder);
  expect(images.map(({ part }) => part)).toEqual(Array(3).fill(['scene', 'frame', 'reconstruction']).flat());
  for (let i = 0; i < images.length; i += 3) {
    const [scene, reconstruction] = [images[i]!, images[i + 2]!];
    const squares = scene.values.map((value, k) => (value - reconstruction.values[k]!) ** 2);
    const error = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    const float32Tolerance = 4;
    expect(-10 * Math.log10(error)).toBeCloseTo(scene.psnr, float32Tolerance);
    expect(scores.find(({ index }) => index === scene.image)!.psnr).toBe(scene.psnr);
  }
});

it('It learns, epoch by epoch', () => {
  const metrics = readMetrics(plain.folder);
  expect(metrics).toHaveLength(4);
  expect(metrics.at(-1)!.validationScore).toBeGreaterThan(metrics[0]!.validationScore + 1);
  expect(plain.lines.at(-1)).toMatch(/^test: loss [\d.]+, PSNR [\d.]+ with epoch \d$/);
});

it('The same trial gives the same bytes', async () => {
  const { folder } = await run();
  for (const file of ['result.json', 'scores.arrow', 'reconstructions.arrow', 'model/weights.bin']) {
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(plain.folder, file))), file).toBe(true);
  }
});

it.each(['tied', 'locally-connected'])('The saved %s network gives the reconstruction back', async type => {
  const { folder } = await run({ network: { type, kernelSize: 3, boundary: 'circular' } });
  const { images } = readReconstructions(folder);
  const model = await loadModel(join(folder, 'model'));
  const found = tf.tidy(() =>
    (model.apply(tf.tensor4d(images[0]!.values, [1, 8, 8, 1])) as tf.Tensor).dataSync(),
  );
  images[2]!.values.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
});

it('Images large enough have a structural similarity', async () => {
  const small = toyDataset(30);
  const side = 16;
  const pixels = Uint8Array.from({ length: 30 * side * side }, (_, i) => {
    const [image, y, x] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side];
    return small.pixels[image * 64 + Math.floor(y / 2) * 8 + Math.floor(x / 2)]!;
  });
  const { folder } = await run({}, { ...small, height: side, width: side, pixels });
  const { testSsim } = readResult(folder);
  const { images } = readReconstructions(folder);
  const size = { height: side, width: side, channels: 1 };
  const one = structuralSimilarity(images[2]!.values, images[0]!.values, size);
  const scored = readImageScores(folder).find(({ index }) => index === images[0]!.image)!;
  expect(scored.ssim).toBeCloseTo(one, 5);
  expect(testSsim).toBeGreaterThan(0);
  expect(testSsim).toBeLessThan(1);
});

it('A camera that changes the size of the frames cannot give the scenes back', async () => {
  const sensor = [{ layer: 'pixels', factor: 2 }];
  await expect(run({ sensor })).rejects.toThrow(
    'camera: network.type tied gives 4 x 4 pixels, must give those of the scene, 8 x 8: network.resize brings frames to it',
  );
});

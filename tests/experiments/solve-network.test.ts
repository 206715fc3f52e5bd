import * as tf from '@tensorflow/tfjs';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/analysis/metrics-stream.js';
import { readReconstructions } from '../../src/analysis/reconstruction-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera, cameraLayers } from '../../src/experiments/camera.js';
import { labelledImages } from '../../src/experiments/labelled-images.js';
import { splitOf } from '../../src/experiments/split-of.js';
import { runTrial } from '../../src/experiments/trial.js';
import { applyLayers } from '../../src/networks/apply-layers.js';
import { sceneBatch } from '../../src/networks/batch.js';
import { applyPatchWiener, fitPatchWiener } from '../../src/networks/classical/patch-wiener.js';
import { loadModel } from '../../src/networks/save-model.js';
import { faultsOf } from './config/resolve.js';
import { toyConfig, toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'solve-'));
let runs = 0;
const size = { height: 8, width: 8 };

const changes: Changes = {
  task: 'reconstruct',
  optics: [{ layer: 'gaussian-blur', sigmaUm: 3 }],
  sensor: [],
  network: { type: 'patch-wiener', kernelSize: 3, ridge: 1e-4 },
};

function noisy(photonsAtFullScale: number) {
  return [{ layer: 'exposure', photonsAtFullScale }, { layer: 'shot-noise' }];
}

async function run(more: Changes = {}) {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  await runTrial(toyTrial({ ...changes, ...more }), toyDataset(), folder, () => undefined, log);
  return { folder, lines, result: readResult(folder), metrics: readMetrics(folder) };
}

let plain: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  await startEngine();
  plain = await run();
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a network that is solved for', () => {
  it('restores as the functions fitPatchWiener and applyPatchWiener do from the same frames', async () => {
    const [config, dataset] = [toyConfig(changes), toyDataset()];
    const split = splitOf(dataset, config);
    const images = labelledImages(dataset, split, config);
    const layers = cameraLayers(buildCamera(config, { ...size, channels: 1, classes: 3 }, 1));
    const framesOf = (rows: Uint32Array) =>
      tf.tidy(() => applyLayers(layers, sceneBatch(images, rows)).dataSync<'float32'>());
    const pairs = Array.from(split.train, row => {
      const rows = Uint32Array.of(row);
      return { blurred: framesOf(rows), sharp: images.scenes(rows) };
    });
    const wiener = fitPatchWiener(pairs, { ...size, kernelSize: 3, ridge: 1e-4 });
    const model = await loadModel(join(plain.folder, 'model'));
    const rows = split.test.slice(0, 4);
    const found = (model.apply(sceneBatch(images, rows)) as tf.Tensor).dataSync();
    const wanted = Array.from(rows, row => [
      ...applyPatchWiener(wiener, framesOf(Uint32Array.of(row))),
    ]).flat();
    wanted.forEach((value, place) => expect(found[place]).toBeCloseTo(value, 4));
    expect(Math.max(...wanted) - Math.min(...wanted)).toBeGreaterThan(0.5);
  });

  it('undoes a known blur at high light but not in the dark, with the same bytes each time, whatever it is told of epochs and steps', async () => {
    const optics = [{ layer: 'gaussian-blur', sigmaUm: 2 }];
    const network = { type: 'patch-wiener', kernelSize: 7, ridge: 1e-6 };
    const bright = await run({ optics, network, sensor: noisy(1e9) });
    const dark = await run({ optics, network, sensor: noisy(50) });
    const { images } = readReconstructions(bright.folder);
    const [scene, frame] = [images[0]!.values, images[1]!.values];
    const error = scene.reduce((sum, value, place) => sum + (value - frame[place]!) ** 2, 0) / scene.length;
    const untouched = -10 * Math.log10(error);
    expect(bright.result.testScore).toBeGreaterThan(untouched + 15);
    expect(bright.result.testScore).toBeGreaterThan(dark.result.testScore + 15);
    const again = await run({ optics, network, sensor: noisy(50), training: { epochs: 7, learningRate: 1 } });
    const bytes = ({ folder }: typeof dark) => readFileSync(join(folder, 'model/weights.bin'));
    expect(bytes(again).equals(bytes(dark))).toBe(true);
  });

  it('has the least error of all filters of its size on the frames that it was solved for', async () => {
    const trained = await run({
      network: { type: 'tied', kernelSize: 3, boundary: 'replicate' },
      training: { epochs: 8, learningRate: 0.05 },
    });
    expect(plain.metrics[0]!.trainLoss).toBeLessThan(trained.metrics.at(-1)!.trainLoss);
    expect(trained.result.testScore).toBeLessThan(plain.result.testScore + 0.2);
    expect(trained.result.testScore).toBeGreaterThan(plain.result.testScore - 3);
  });

  it('gives scenes of the frames that a smaller sensor takes, resized', async () => {
    const network = { type: 'patch-wiener', kernelSize: 3, resize: 'bilinear' };
    const { result } = await run({ sensor: [{ layer: 'pixels', factor: 2 }], network });
    expect(result.testScore).toBeGreaterThan(10);
    await expect(run({ sensor: [{ layer: 'pixels', factor: 2 }] })).rejects.toThrow(
      'camera: network.type patch-wiener gives 4 x 4 pixels, must give those of the scene, 8 x 8: network.resize brings frames to it',
    );
  });

  it('is recorded as one epoch, with its weights and how they were found', () => {
    const { result, metrics, lines } = plain;
    expect([result.epochs, result.bestEpoch, metrics.length]).toEqual([1, 1, 1]);
    expect(result.parameters).toEqual({ count: 10, trainable: 10 });
    expect(result.methods.find(({ title }) => title === 'Training')!.text).toMatch(/^No weight was trained/);
    expect(lines.find(line => line.startsWith('solve: '))).toMatch(
      /^solve: patch-wiener on \d+ training images in [\d.]+ s; no effect have training\.epochs, /,
    );
  });
});

describe('a config of a network that is solved for', () => {
  const text =
    'name: a\ntask: reconstruct\ndata: { source: mnist }\nnetwork: { type: patch-wiener }\noptics: [{ layer: gaussian-blur }]\n';
  const because = 'with network.type patch-wiener, which is solved and not trained';

  it.each([
    ['training.loss.type=absolute', 'found "absolute", must be task or squared'],
    ['training.l2=0.1', 'found 0.1, must be 0 (network.ridge keeps the filter small)'],
    ['training.frozen=[deconvolution]', 'must be empty'],
    ['training.augmentation.horizontalFlip=true', 'found a group of keys, must be absent'],
    ['network.tone=mu-law', 'found "mu-law", must be linear'],
    [
      'optics.gaussian-blur.mode=learned',
      'found learned, must be fixed or off, as a filter is solved for behind one camera',
    ],
  ])('refuses %s', (key, fault) => {
    const lines = faultsOf(text, [key]).join('\n');
    expect(lines).toContain(fault);
    expect(lines).toContain(because);
  });

  it('has keys of steps only where a sweep trains another network, and is for scenes alone', () => {
    const both = `${text}training: { epochs: 30, optimizer: { type: sgd } }\n`;
    const idle = (key: string) =>
      expect.stringMatching(
        `training.${key}: found .*, must be left out, as it has no effect without a network.type that is trained`,
      ) as string;
    expect(faultsOf(both)).toEqual([idle('epochs'), idle('optimizer')]);
    expect(faultsOf(`${both}sweep: { network.type: [patch-wiener, tied] }\n`)).toEqual([]);
    expect(faultsOf(text, ['task=classify']).join()).toContain('found "patch-wiener", must be basic-cnn');
    expect(faultsOf(text, ['network.kernelSize=32']).join()).toContain('must be a whole number from 1 to 31');
  });
});

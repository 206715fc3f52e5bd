import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headFolder } from '../../src/analysis/head-folder.js';
import { readMetrics } from '../../src/analysis/metrics-stream.js';
import { readMaskScores } from '../../src/analysis/segmentation-record.js';
import { readPredictions } from '../../src/analysis/trial-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import type { Dataset } from '../../src/data/dataset.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera } from '../../src/experiments/camera.js';
import { ruleProblems } from '../../src/experiments/config/rules.js';
import type { HeadKind } from '../../src/experiments/config/head-schema.js';
import type { Keeping } from '../../src/experiments/kept-training.js';
import { headsTrial } from '../../src/experiments/heads-trial.js';
import { labelledImages } from '../../src/experiments/labelled-images.js';
import { describeHeads } from '../../src/experiments/network-heads.js';
import { runTrial } from '../../src/experiments/trial.js';
import { toyConfig, toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'heads-'));
let runs = 0;
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

const configOf = (changes: Changes, heads: readonly HeadKind[]) => ({
  ...toyConfig({ optics: [], sensor: [], ...changes }),
  heads: [...heads],
});

async function run(changes: Changes, heads: readonly HeadKind[], dataset: Dataset, keeping?: Keeping) {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  const log: string[] = [];
  const trial = { ...toyTrial(), config: configOf(changes, heads) };
  await runTrial(
    trial,
    dataset,
    folder,
    () => undefined,
    line => log.push(line),
    keeping,
  );
  return { folder, log };
}

/** Bars are brighter than 128. */
function withMasks(set: Dataset): Dataset {
  const of = (index: number) =>
    Uint8Array.from(set.pixels.subarray(index * 64, (index + 1) * 64), code => Number(code > 128));
  return { ...set, pixelClasses: { classNames: ['ground', 'bar'], of } };
}

const unet = { type: 'unet', depth: 2, filters: 4, convolutions: 1 };

it('A U-Net learns masks and, from its deepest features, the class, and leaves what each task leaves', async () => {
  const changes = { task: 'segment' as const, network: unet, training: { epochs: 10, learningRate: 0.03 } };
  const { folder, log } = await run(changes, [{ task: 'classify', weight: 0.5 }], withMasks(toyDataset(75)));
  const { testScore, testMetrics = [], methods } = readResult(folder);
  const valueOf = (name: string) => testMetrics.find(each => each.name === name)!.value;
  expect(testScore).toBeGreaterThan(0.8);
  expect(valueOf('pooledIou')).toBe(testScore);
  expect(readMaskScores(folder).classNames).toEqual(['ground', 'bar']);
  const own = headFolder(folder, 'classify');
  const { rows } = readPredictions(own);
  expect(valueOf('accuracy')).toBeCloseTo(
    rows.filter(row => row.label === row.predicted).length / rows.length,
    12,
  );
  expect(valueOf('accuracy')).toBeGreaterThan(0.8);
  const [all, ofHead] = [folder, own].map(readMetrics);
  expect(ofHead!.length).toBe(all!.length);
  expect(ofHead!.at(-1)!.validationScore).toBeGreaterThan(0.7);
  // The loss of a trial is the weighted sum: more than what one head adds.
  ofHead!.forEach((row, epoch) => expect(all![epoch]!.trainLoss).toBeGreaterThan(0.5 * row.trainLoss));
  expect(log.find(line => line.startsWith('epoch 1:'))).toMatch(/IoU .*; classify: training accuracy 0\.\d+/);
  expect(methods.map(({ text }) => text).join()).toContain(
    'Further heads: a dense layer of 3 outputs on its deepest features (classify).',
  );
  expect(methods.map(({ text }) => text).join()).toContain(
    'The mean weighted sum (cross-entropy and Dice loss + 0.5 × cross-entropy) of batches of 16 images',
  );
}, 30_000);

it('Heads share all but their last layer', () => {
  const heads = [{ task: 'locate', weight: 1 }] as const;
  const place = { height: 8, width: 8, channels: 1, classes: 3 };
  const [one, two] = [
    buildCamera(configOf({}, []), place, 1),
    buildCamera(configOf({}, heads), { ...place, headClasses: [1] }, 1),
  ];
  expect(two.model.countParams() - one.model.countParams()).toBe(8 * 2 + 2);
  expect(two.model.outputShape).toEqual([null, 3 + 2]);
  expect(two.heads.map(({ shape }) => shape)).toEqual([
    [null, 3],
    [null, 2],
  ]);
  const image = configOf({ network: unet }, [
    { task: 'reconstruct', weight: 1 },
    { task: 'segment', weight: 1 },
  ]);
  const three = buildCamera(image, { ...place, headClasses: [1, 2] }, 1);
  expect(three.heads.map(({ shape }) => shape)).toEqual([
    [null, 3],
    [null, 8, 8, 1],
    [null, 8, 8, 2],
  ]);
  // Deepest maps of a U-Net of 4 filters and depth 2 have 16 filters; those of its last layer have 4.
  const plain = buildCamera(configOf({ task: 'reconstruct', network: unet }, []), place, 1);
  expect(three.model.countParams() - plain.model.countParams()).toBe(16 * 3 + 3 + 4 * 2 + 2);
});

it.each([
  ['segment', { type: 'tied', kernelSize: 3 }, 1, 1],
  ['segment', { type: 'demosaicking', periodPixels: 2, filters: [] }, 1, 1],
  ['segment', { type: 'demosaicking', periodPixels: 2, filters: [5, 6] }, 6, 5 * 2 ** 2],
  ['reconstruct', { type: 'fully-convolutional', filters: [5, 6], isResidual: true }, 6, 6],
  ['reconstruct', { ...unet, depth: 1, tone: 'mu-law' }, 4, 8],
] as const)(
  'Behind a network of task %s a head of pixels sees maps of their size, one of classes the deepest: %j',
  (task, network, mapsOfPixels, mapsOfClasses) => {
    const other = task === 'segment' ? 'reconstruct' : 'segment';
    // The masks have 2 classes, the scenes a channel.
    const channels = { segment: 2, reconstruct: 1 };
    const place = { height: 8, width: 8, channels: 1, classes: channels[task] };
    const changes = { task, sensor: [{ layer: 'quantizer' }], network };
    const heads = [other, 'classify'].map(each => ({ task: each as HeadKind['task'], weight: 1 }));
    const alone = buildCamera(configOf(changes, []), place, 1);
    const more = buildCamera(configOf(changes, heads), { ...place, headClasses: [channels[other], 3] }, 1);
    expect(more.heads.map(({ shape }) => shape)).toEqual([
      [null, 8, 8, channels[task]],
      [null, 8, 8, channels[other]],
      [null, 3],
    ]);
    expect(more.model.countParams() - alone.model.countParams()).toBe(
      (mapsOfPixels + 1) * channels[other] + (mapsOfClasses + 1) * 3,
    );
  },
);

it('Scenes are brought back from the logarithmic scale by whichever head gives them', () => {
  const changes = {
    ...{ task: 'segment' as const, sensor: [{ layer: 'quantizer' }] },
    network: { type: 'tied', kernelSize: 1, tone: 'mu-law', toneMu: 70 },
  };
  const place = { height: 8, width: 8, channels: 1, classes: 2, headClasses: [1] };
  const config = configOf(changes, [{ task: 'reconstruct', weight: 1 }]);
  const [masks, scene] = buildCamera(config, place, 1).heads;
  expect([masks!.sourceLayer.name, scene!.sourceLayer.name]).toEqual([
    'network_deconvolution',
    'network_expand',
  ]);
  expect(describeHeads(config, place).text).toMatch(
    /Further heads: .* \(reconstruct, brought back from one with µ = 70\)\.$/,
  );
});

it('Heads whose scenes are augmented end with the same bytes after a stop in the midst of an epoch', async () => {
  const set = toyDataset(45);
  const dataset: Dataset = { ...set, position: index => [2.5 + ((index * 7) % 3), 4] };
  const augmentation = { horizontalFlip: true, shiftPixels: 1, noiseFraction: 0.05 };
  const changes = { training: { epochs: 2, batchSize: 8, augmentation }, analysis: { saliencyImages: 0 } };
  const heads = [{ task: 'locate', weight: 2 }] as const;
  const path = join(root, 'kept');
  const whole = await run(changes, heads, dataset);
  let asked = 0;
  const stopping = { path, owner: {}, isStopping: () => ++asked > 6 };
  await expect(run(changes, heads, dataset, stopping)).rejects.toThrow(/^train: stopped after/);
  const last = await run(changes, heads, dataset, { path, owner: {} });
  expect(last.log.join('\n')).toContain('checkpoint: goes on after 1 epochs and ');
  for (const file of ['model/weights.bin', 'result.json', 'heads/locate/positions.arrow']) {
    const [first, second] = [whole, last].map(({ folder }) => readFileSync(join(folder, file)));
    expect(second!.equals(first!), file).toBe(true);
  }
  const [first, second] = [whole, last].map(({ folder }) =>
    readMetrics(headFolder(folder, 'locate')).map(({ trainLoss, validationScore }) => [
      trainLoss,
      validationScore,
    ]),
  );
  expect(second).toEqual(first);
});

it('A further head that gives scenes has its similarity among the measures, but of scenes below its window', () => {
  const measures = (side: number) => {
    const pixels = Uint8Array.from({ length: 2 * side ** 2 }, (_, place) => (place * 37) % 256);
    const dataset = { ...toyDataset(2), height: side, width: side, pixels };
    const config = configOf({ network: unet }, [{ task: 'reconstruct', weight: 1 }]);
    const rows = Uint32Array.of(0, 1);
    const images = labelledImages(dataset, { train: rows, validation: rows, test: rows }, config);
    const { test, metrics } = headsTrial(config, dataset);
    const camera = buildCamera(config, { ...dataset, classes: 3, headClasses: [1] }, 1);
    const answer = (row: number) => Float32Array.of(1, 0, 0, ...images.scenes(Uint32Array.of(row)));
    const verdicts = [0, 1].map(row => test.judge(answer(row), images, row));
    camera.model.dispose();
    return metrics({ config, camera, dataset, images, rows, verdicts, reseed: () => undefined });
  };
  const similarityOf = (side: number) => measures(side).find(({ name }) => name === 'ssim');
  expect(similarityOf(16)!.value).toBeCloseTo(1, 6);
  expect(similarityOf(8)).toBeUndefined();
});

it('Heads that do not fit are refused', () => {
  const texts = (changes: Changes, heads: readonly HeadKind[]) =>
    ruleProblems(configOf(changes, heads)).map(({ path, message }) => `${path.join('.')}: ${message}`);
  expect(texts({}, [{ task: 'classify', weight: 1 }])).toEqual([
    'heads.0.task: found "classify", must be another task than those before it',
  ]);
  expect(texts({}, [{ task: 'segment', weight: 1 }])[0]).toMatch(
    /^heads\.0\.task: found "segment", must be another one, as masks/,
  );
  expect(texts({}, [{ task: 'reconstruct', weight: 1 }])[0]).toMatch(
    /^network\.type: found "basic-cnn", must be unet, .* with task reconstruct$/,
  );
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResult } from '../../../src/analysis/trial-result-record.js';
import { evaluationRecord, evaluationTable } from '../../../src/cli/evaluation-table.js';
import { startEngine } from '../../../src/engine/start.js';
import { forEachAnswer } from '../../../src/experiments/trained/answers.js';
import { exportOnnx } from '../../../src/experiments/trained/export-onnx.js';
import { loadCamera } from '../../../src/experiments/trained/load-camera.js';
import { measure } from '../../../src/experiments/trained/measure.js';
import { predictFiles, type Predicted } from '../../../src/experiments/trained/predict.js';
import { testImages } from '../../../src/experiments/trained/test-images.js';
import { checkTogether } from '../../../src/experiments/trained/together.js';
import { openTrial, type TrainedTrial } from '../../../src/experiments/trained/trained-trial.js';
import { toyDataset } from '../toy-trial.js';
import { finishedTrial } from './finished-trial.js';
import { untrainedTrial } from './untrained-trial.js';

const root = mkdtempSync(join(tmpdir(), 'several-heads-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

const unet = { type: 'unet', depth: 1, filters: 6, convolutions: 1 };

describe('a trained trial of several heads', () => {
  const folder = join(root, 'one');
  const dataset = toyDataset(45);
  let trial: TrainedTrial;
  beforeAll(async () => {
    const sensor = [
      { layer: 'exposure', photonsAtFullScale: 300 },
      { layer: 'exposure-tile', mode: 'learned' },
      { layer: 'shot-noise' },
    ];
    const heads = [
      { task: 'classify', weight: 0.3 },
      { task: 'multi-label', weight: 2 },
    ] as const;
    await finishedTrial(
      folder,
      { task: 'reconstruct', heads, optics: [], sensor, network: unet },
      { dataset },
    );
    trial = await openTrial(folder);
  });

  const measured = async (...trials: TrainedTrial[]) => {
    const members = trials.map(each => ({ trial: each, camera: loadCamera(each) }));
    const found = await measure(members, testImages(trial, dataset));
    members.forEach(({ camera }) => camera.model.dispose());
    return found;
  };

  it('tested again gives the very numbers of its record, head by head, as built as well', async () => {
    const found = await measured(trial);
    expect(found.map(({ task }) => task)).toEqual(['reconstruct', 'classify', 'multi-label']);
    const { testScore, testLoss, testMetrics, hardTestScore, hardTestMetrics } = readResult(folder);
    for (const [score, metrics, part] of [
      [testScore, testMetrics, 'soft'],
      [hardTestScore, hardTestMetrics, 'hard'],
    ] as const) {
      const [scene, classes, labels] = found.map(head => head[part]!.alone[0]!);
      expect(scene!.score).toBe(score);
      expect(metrics).toEqual([
        ...scene!.metrics,
        { name: 'accuracy', value: classes!.score },
        ...classes!.metrics,
        ...labels!.metrics,
      ]);
      expect(labels!.metrics.find(({ name }) => name === 'exactMatch')!.value).toBe(labels!.score);
      expect(classes!.interval![0]).toBeLessThanOrEqual(classes!.score);
    }
    const [scene, classes, labels] = found.map(({ soft }) => soft.alone[0]!.loss);
    expect(scene! + 0.3 * classes! + 2 * labels!).toBeCloseTo(testLoss, 12);
  });

  it('is averaged with another head by head, votes on classes, and says where there is no vote', async () => {
    const found = await measured(trial, { ...trial, folder: 'copy' });
    for (const { soft } of found) {
      expect(soft.together!.loss).toBeCloseTo(soft.alone[0]!.loss, 5);
      expect(soft.together!.score).toBeCloseTo(soft.alone[1]!.score, 5);
    }
    const [scene, classes, labels] = found.map(({ soft }) => soft.vote);
    expect([scene, classes!.score, labels]).toEqual([null, found[1]!.soft.alone[0]!.score, null]);
    const names = ['one', 'copy'];
    const parts = evaluationTable(trial.config, found, names).split(/^head (\S+)\n/m);
    expect(parts.filter((_, place) => place % 2 === 1)).toEqual(['reconstruct', 'classify', 'multi-label']);
    const lines = ['no majority vote: it is taken of classes of scenes only', 'undefined here: SSIM'];
    expect(parts[2]!.split('\n')).toEqual(expect.arrayContaining(lines));
    expect(parts[4]).not.toContain('no majority');
    expect(evaluationRecord(trial.config, found, names)).toMatchObject({
      task: 'reconstruct',
      asTrained: { majorityVote: null },
      heads: { classify: { asTrained: { majorityVote: classes } }, 'multi-label': { task: 'multi-label' } },
    });
  });

  it('stands beside trials of the same heads only', () => {
    const [, classify] = trial.heads;
    const other = { ...trial, folder: 'two', heads: [trial.heads[0]!, classify!] };
    expect(() => checkTogether([trial, other])).toThrow(
      '--ensemble: heads: found ["classify"] in two, must be ["classify","multi-label"] as in ',
    );
  });

  it('refuses images of classes that one of its heads does not know', () => {
    const classNames = ['vertical', 'oblique', 'diagonal'];
    expect(() => testImages(trial, { ...dataset, classNames })).toThrow(
      'bars: found the class oblique, must',
    );
  });
});

/** Without a camera, so that an answer follows from the scene alone. */
const plainTrial = () =>
  untrainedTrial({ task: 'segment', optics: [], sensor: [], network: unet }, [8, 8, 1], 3, [
    'locate',
    'classify',
    'reconstruct',
  ]);

const scene = Float32Array.from({ length: 64 }, (_, place) => ((place * 37) % 256) / 255);

/** What leaves the network, cut by hand: logits of 64 pixels, a position, logits of 3 classes, 64 pixels. */
function answersByHand(trial: TrainedTrial): Float32Array[] {
  const { model } = loadCamera(trial);
  const all = tf.tidy(() =>
    (model.apply(tf.tensor4d(scene, [1, 8, 8, 1])) as tf.Tensor).dataSync<'float32'>(),
  );
  model.dispose();
  expect(all.length).toBe(64 * 3 + 2 + 3 + 64);
  return [all.slice(0, 192), all.slice(192, 194), all.slice(194, 197), all.slice(197)];
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  const far = Array.from(found, (value, place) => Math.abs(value - expected[place]!));
  expect(found.length).toBe(expected.length);
  // Float32 sums in another order.
  expect(Math.max(...far)).toBeLessThan(1e-5);
}

it('The answer of each head to a mirrored scene, averaged over both views, is mirrored with it', async () => {
  const trial = await plainTrial();
  const turned = scene.map((_, place) => scene[place - (place % 8) + 7 - (place % 8)]!);
  const dataset = { ...toyDataset(2), pixels: Float32Array.from([...scene, ...turned]), fullScale: 1 };
  const camera = loadCamera(trial);
  const found: Float32Array[][] = [];
  const { classNames } = trial.heads[0]! as { classNames: readonly string[] };
  const pixelClasses = { classNames, of: () => new Uint8Array(64) };
  const test = testImages(trial, { ...dataset, classNames, pixelClasses }, true);
  await forEachAnswer({ members: [{ trial, camera }], test, views: 'mirror' }, answers =>
    found.push(answers.map(([own]) => own!)),
  );
  camera.model.dispose();
  const [[masks, place, classes], [masks2, place2, classes2]] = found as [Float32Array[], Float32Array[]];
  const pixel = (map: Float32Array, at: number) => [...map.subarray(3 * at, 3 * at + 3)];
  const back = Array.from({ length: 64 }, (_, at) => pixel(masks2!, at - (at % 8) + 7 - (at % 8))).flat();
  expectClose(masks!, back);
  expectClose(place!, [-place2![0]!, place2![1]!]);
  expectClose(classes!, classes2!);
  expect(Math.abs(place![1]!)).toBeGreaterThan(1e-3);
});

it('Files are predicted by all heads', async () => {
  const trial = await plainTrial();
  const [masks, [u, v], logits, made] = answersByHand(trial) as [
    Float32Array,
    number[],
    Float32Array,
    Float32Array,
  ];
  const path = join(root, 'scene.png');
  const codes = Buffer.from(scene.map(value => Math.round(255 * value)));
  await sharp(codes, { raw: { width: 8, height: 8, channels: 1 } })
    .png()
    .toFile(path);
  const camera = loadCamera(trial);
  const found: Predicted[] = [];
  await predictFiles({ trial, camera }, [path], each => found.push(each));
  camera.model.dispose();
  const [{ predictions }] = found as [Extract<Predicted, { predictions: unknown }>];
  expect(predictions.map(({ kind }) => kind)).toEqual(['mask', 'position', 'classes', 'scene']);
  const [mask, position, classes, whole] = predictions as [never, never, never, never] as [
    { classes: Uint8Array },
    { x: number; y: number },
    { ranked: { name: string }[] },
    { values: Float32Array },
  ];
  const largest = (values: Float32Array) => values.indexOf(Math.max(...values));
  const labels = Array.from(scene, (_, at) => largest(masks.subarray(3 * at, 3 * at + 3)));
  expect([...mask.classes]).toEqual(labels);
  expect(new Set(labels).size).toBeGreaterThan(1);
  expectClose([position.x, position.y], [4 * (u! + 1), 4 * (v! + 1)]);
  expect(classes.ranked[0]!.name).toBe(`class ${largest(logits)}`);
  expectClose(whole.values, made);
});

it('An ONNX file has an output for each head, named by its task, and says what it is', async () => {
  const trial = await plainTrial();
  const { bytes, outputs, metadata } = exportOnnx(trial, { batch: 1, noise: 'none', isAsBuilt: true });
  expect(outputs.map(({ name }) => name)).toEqual(['segment', 'locate', 'classify', 'reconstruct']);
  expect(metadata).toMatchObject({
    task: 'segment',
    output: 'segment: probability of each class at each pixel of the scene, in the order of class_names',
    class_names: '["class 0","class 1","class 2"]',
    'output.classify': 'classify: probability of each class, in the order of class_names.classify',
    'class_names.classify': '["class 0","class 1","class 2"]',
    'output.reconstruct': 'reconstruct: the scene, as fractions of full scale, not clipped',
  });
  expect(metadata['output.locate']).toMatch(/^locate: x and y of the object/);
  const file = join(root, 'heads.onnx');
  writeFileSync(file, bytes);
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const made = await session.run({ scenes: new Tensor('float32', scene, [1, 8, 8, 1]) });
  await session.release();
  const [masks, [u, v], logits, whole] = answersByHand(trial) as [
    Float32Array,
    number[],
    Float32Array,
    Float32Array,
  ];
  const softmax = (x: Float32Array) =>
    tf.tidy(() => tf.softmax(tf.tensor2d(x, [x.length / 3, 3])).dataSync());
  expect(made.segment!.dims).toEqual([1, 8, 8, 3]);
  expectClose(made.segment!.data as Float32Array, softmax(masks));
  expectClose(made.locate!.data as Float32Array, [4 * (u! + 1), 4 * (v! + 1)]);
  expectClose(made.classify!.data as Float32Array, softmax(logits));
  expectClose(made.reconstruct!.data as Float32Array, whole);
});

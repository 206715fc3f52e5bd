import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResult } from '../../../src/analysis/trial-result-record.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { toScene } from '../../../src/data/scene.js';
import { hostRandom } from '../../../src/engine/host-random.js';
import { startEngine } from '../../../src/engine/start.js';
import { loadCamera } from '../../../src/experiments/trained/load-camera.js';
import { measure, type Measured, type HeadMeasurements } from '../../../src/experiments/trained/measure.js';
import { testImages } from '../../../src/experiments/trained/test-images.js';
import { checkTogether } from '../../../src/experiments/trained/together.js';
import { openTrial, type TrainedTrial } from '../../../src/experiments/trained/trained-trial.js';
import type { ViewSet } from '../../../src/experiments/trained/views.js';
import { toyDataset, type Changes } from '../toy-trial.js';
import { finishedTrial } from './finished-trial.js';

const root = mkdtempSync(join(tmpdir(), 'trained-'));
const folder = join(root, 'seed-1');
const dataset = toyDataset(45);

beforeAll(async () => {
  await startEngine();
  const sensor = [
    { layer: 'exposure', photonsAtFullScale: 300 },
    { layer: 'exposure-tile', mode: 'learned' },
    { layer: 'shot-noise' },
    { layer: 'quantizer', bitDepth: 4, fullScaleElectrons: 250 },
  ];
  const changes: Changes = {
    optics: [],
    sensor,
    network: { type: 'linear' },
    training: { epochs: 3, learningRate: 0.014 },
  };
  await finishedTrial(folder, changes, { dataset });
});
afterAll(() => rmSync(root, { recursive: true }));

interface Asked {
  readonly set?: Dataset;
  readonly isAll?: boolean;
  readonly views?: ViewSet;
}

async function measuredTrials(trials: readonly TrainedTrial[], asked: Asked = {}): Promise<HeadMeasurements> {
  const { set = dataset, isAll = false, views = 'none' } = asked;
  const members = trials.map(trial => ({ trial, camera: loadCamera(trial) }));
  try {
    const [found] = await measure(members, testImages(trials[0]!, set, isAll), views);
    return found!;
  } finally {
    members.forEach(({ camera }) => camera.model.dispose());
  }
}

async function measured(asked: Asked = {}, changes: readonly string[] = []): Promise<HeadMeasurements> {
  return measuredTrials([await openTrial(folder, changes)], asked);
}

/** Probabilities of the classes of each test image, [images, classes], without noise. */
function probabilities(trial: TrainedTrial, mirrorAxes: readonly number[] = []): number[][] {
  const { rows } = testImages(trial, dataset);
  const { model } = loadCamera(trial);
  const values = tf.tidy(() => {
    const scenes = tf.tensor4d(toScene(dataset, rows), [rows.length, 8, 8, 1]).reverse([...mirrorAxes]);
    return tf.softmax<tf.Tensor2D>(model.apply(scenes) as tf.Tensor2D).arraySync();
  });
  model.dispose();
  return values;
}

/** Classes of the test images. */
function testLabels(trial: TrainedTrial): number[] {
  return Array.from(testImages(trial, dataset).rows, row => dataset.labels[row]!);
}

/** Another set of the same images: only some classes, in another order. */
function part(...names: readonly string[]): Dataset {
  const kept = [...dataset.labels.keys()].filter(index =>
    names.includes(dataset.classNames[dataset.labels[index]!]!),
  );
  const of = <Value>(values: ArrayLike<Value>) => kept.map(index => values[index]!);
  return {
    ...dataset,
    name: 'part',
    pixels: Uint8Array.from(
      kept.flatMap(index => [...dataset.pixels.subarray(64 * index, 64 * (index + 1))]),
    ),
    labels: Uint8Array.from(kept, index => names.indexOf(dataset.classNames[dataset.labels[index]!]!)),
    classNames: names,
    groups: of(dataset.groups),
    sources: of(dataset.sources),
  };
}

describe('a trained trial', () => {
  it('tested again on its own images gives the very numbers of its record, as built as well', async () => {
    const { soft, hard } = await measured();
    const { testScore, testLoss, testMetrics, ...built } = readResult(folder);
    const [found] = soft.alone;
    expect([found!.score, found!.loss, found!.metrics]).toEqual([testScore, testLoss, testMetrics]);
    const [{ score, metrics }] = hard!.alone as [Measured];
    expect([score, metrics]).toEqual([built.hardTestScore, built.hardTestMetrics]);
    const [low, high] = found!.interval!;
    expect(low).toBeLessThanOrEqual(testScore);
    expect(high).toBeGreaterThanOrEqual(testScore);
    expect([soft.together, soft.vote]).toEqual([null, null]);
  });

  it('is tested on all images of another set, whose classes are found by their names', async () => {
    const [one, two] = ['diagonal', 'vertical'];
    const { soft: both } = await measured({ set: part(one, two), isAll: true });
    const turned = await measured({ set: part(two, one), isAll: true });
    expect(turned.soft.alone[0]!.score).toBe(both.alone[0]!.score);
  });

  it('sees less in less light', async () => {
    const score = async (...changes: string[]) => (await measured({}, changes)).soft.alone[0]!.loss;
    expect(await score('sensor.photonsAtFullScale=3')).toBeGreaterThan(await score());
  });

  it.each([
    [
      ['network.filters=[8]'],
      "override 'network.filters=[8]': found a change of what was trained, must be one of data",
    ],
    [
      ['sensor.quantizer.mode=learned'],
      /found the weight \S+ of shape \[\d*\], which training had none of; must be/,
    ],
    [['sensor.exposure-tile.mode=fixed'], 'found no place for the trained weight exposure-tile/'],
    [['sensor.bitDept=3'], "did you mean 'sensor.bitDepth'"],
  ])('refuses the changes %j', async (changes, message) => {
    await expect(measured({}, changes)).rejects.toThrow(message);
  });

  it('says that what was learned is kept where a change would start it elsewhere', async () => {
    const { notes } = await openTrial(folder, ['sensor.exposure-tile.startWeight=2']);
    expect(notes).toEqual([
      'sensor.exposure-tile was learned: what it learned is kept, sensor.exposure-tile.startWeight=2 changes the rest',
    ]);
  });

  it('says where images are those of training, or have changed since', async () => {
    const trial = await openTrial(folder);
    const notesOn = (set: Dataset, isAll: boolean) => testImages(trial, set, isAll).notes;
    expect(notesOn(dataset, false)).toEqual([]);
    expect(notesOn(dataset, true)).toEqual(['all images: those of training and validation are among them']);
    expect(notesOn({ ...dataset, fingerprint: 'other' }, false)).toEqual([
      'the images are not those it was trained on: files changed',
    ]);
  });

  it('refuses images of another size and classes that it does not know', async () => {
    const set = { ...dataset, width: 4, height: 16 };
    await expect(measured({ set })).rejects.toThrow(
      'bars: found scenes of 4 x 16 pixels (width x height) in 1 channel, must be 8 x 8 pixels (width x height) in 1 channel, as ',
    );
    const other = { ...dataset, classNames: ['vertical', 'oblique', 'diagonal'] };
    await expect(measured({ set: other })).rejects.toThrow(
      'bars: found the class oblique, must be one of vertical, horizontal, diagonal, as in ',
    );
  });
});

describe('folders that are no trained trial', () => {
  it.each([
    ['none', 'none: does not exist; give the folder of a finished trial, such as results/NAME/trials/ID'],
    ['package.json', 'package.json: is a file; give the folder of'],
    ['src', 'src: holds no trained model of a trial; give the folder of'],
  ])('%s is refused', async (folder, message) => {
    await expect(openTrial(folder)).rejects.toThrow(message);
  });
});

/** A trial of other weights. */
function shaken(trial: TrainedTrial, seed: number): TrainedTrial {
  const random = hostRandom(seed, 0);
  const weights = new Float32Array(trial.saved.weightData.slice(0));
  const moved = weights.map(value => value + (random.uniform() - 0.5));
  return { ...trial, folder: `seed-${seed}`, saved: { ...trial.saved, weightData: moved.buffer } };
}

describe('an ensemble', () => {
  it('averages probabilities and takes the vote of most', async () => {
    const first = await openTrial(folder, ['isNoisy=false']);
    const trials = [first, shaken(first, 2), shaken(first, 3)];
    const { soft } = await measuredTrials(trials);
    const answers = trials.map(trial => probabilities(trial));
    const largest = (values: readonly number[]) => values.indexOf(Math.max(...values));
    let [right, loss, voted, ties] = [0, 0, 0, 0];
    const labels = testLabels(first);
    labels.forEach((label, image) => {
      const rows = answers.map(of => of[image]!);
      const mean = [0, 1, 2].map(c => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
      const votes = [0, 1, 2].map(c => rows.filter(row => largest(row) === c).length);
      const most = Math.max(...votes);
      const leading = [0, 1, 2].filter(c => votes[c] === most).sort((a, b) => mean[b]! - mean[a]!);
      right += Number(largest(mean) === label);
      loss -= Math.log(mean[label]!);
      voted += Number(leading[0] === label);
      ties += Number(leading.length > 1);
    });
    const count = labels.length;
    expect(soft.together!.score).toBeCloseTo(right / count, 12);
    expect(soft.together!.loss).toBeCloseTo(loss / count, 5);
    expect([soft.vote!.score, soft.vote!.ties]).toEqual([voted / count, ties]);
    const alone = answers.map(rows => rows.filter((row, image) => largest(row) === labels[image]).length);
    expect(soft.alone.map(({ score }) => score)).toEqual(alone.map(hits => hits / count));
    // The mean, the vote and the trials can be told apart.
    expect(new Set([...alone, right, voted]).size).toBeGreaterThan(2);
  });

  it('needs several trials of one kind', async () => {
    const first = await openTrial(folder);
    const second = { ...first, folder: 'seed-2' };
    expect(() => checkTogether([first])).toThrow(
      /^--ensemble: found the one trial .*seed-1, must be two or more$/,
    );
    expect(() => checkTogether([first, first])).toThrow(/seed-1 twice, must be there once/);
    expect(() => checkTogether([first, second])).not.toThrow();
    const config = { ...first.config, data: { ...first.config.data, testImages: 3 } };
    expect(() => checkTogether([first, { ...second, config }])).toThrow(
      /^--ensemble: data: found \{.*"testImages":3.* in .*seed-2, must be \{.*\} as in .*seed-1$/,
    );
  });
});

describe('test-time augmentation', () => {
  it('averages the answers to the scene and to its mirror image', async () => {
    const trial = await openTrial(folder, ['isNoisy=false']);
    const { soft } = await measuredTrials([trial], { views: 'mirror' });
    const [plain, turned] = [probabilities(trial), probabilities(trial, [2])];
    const losses = testLabels(trial).map(
      (label, image) => -Math.log((plain[image]![label]! + turned[image]![label]!) / 2),
    );
    const loss = losses.reduce((sum, each) => sum + each, 0) / losses.length;
    expect(soft.alone[0]!.loss).toBeCloseTo(loss, 5);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPredictions } from '../../../src/analysis/trial-record.js';
import { readResult } from '../../../src/analysis/trial-result-record.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { toScene } from '../../../src/data/scene.js';
import { startEngine } from '../../../src/engine/start.js';
import { loadCamera } from '../../../src/experiments/trained/load-camera.js';
import { measure, type Measured, type Measurements } from '../../../src/experiments/trained/measure.js';
import { testImages } from '../../../src/experiments/trained/test-images.js';
import { checkTogether } from '../../../src/experiments/trained/together.js';
import { openTrial } from '../../../src/experiments/trained/trained-trial.js';
import type { ViewSet } from '../../../src/experiments/trained/views.js';
import { toyDataset, type Changes } from '../toy-trial.js';
import { finishedTrial } from './finished-trial.js';

const root = mkdtempSync(join(tmpdir(), 'trained-'));
const dataset = toyDataset(60);
const folders: string[] = [];

beforeAll(async () => {
  await startEngine();
  const sensor = [
    { layer: 'exposure', photonsAtFullScale: 300 },
    { layer: 'exposure-tile', mode: 'learned' },
    { layer: 'shot-noise' },
    { layer: 'quantizer', bitDepth: 4, fullScaleElectrons: 250 },
  ];
  const changes: Changes = { optics: [], sensor, training: { epochs: 2 } };
  for (const seed of [1, 2, 3]) {
    folders.push(await finishedTrial(join(root, `seed-${seed}`), changes, { dataset, seed }));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

interface Asked {
  readonly changes?: readonly string[];
  readonly set?: Dataset;
  readonly isAll?: boolean;
  readonly views?: ViewSet;
}

async function measured(trialFolders: readonly string[], asked: Asked = {}): Promise<Measurements> {
  const { changes = [], set = dataset, isAll = false, views = 'none' } = asked;
  const trials = await Promise.all(trialFolders.map(folder => openTrial(folder, changes)));
  const members = trials.map(trial => ({ trial, camera: loadCamera(trial) }));
  try {
    return await measure(members, testImages(trials[0]!, set, isAll), views);
  } finally {
    members.forEach(({ camera }) => camera.model.dispose());
  }
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
    const { soft, hard } = await measured(folders.slice(0, 1));
    const { testScore, testLoss, testMetrics, ...built } = readResult(folders[0]!);
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
    const { soft: both } = await measured(folders.slice(0, 1), { set: part(one, two), isAll: true });
    const turned = await measured(folders.slice(0, 1), { set: part(two, one), isAll: true });
    expect(turned.soft.alone[0]!.score).toBe(both.alone[0]!.score);
  });

  it('sees less in less light', async () => {
    const score = async (...changes: string[]) =>
      (await measured(folders.slice(0, 1), { changes })).soft.alone[0]!.loss;
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
    await expect(measured(folders.slice(0, 1), { changes })).rejects.toThrow(message);
  });

  it('says that what was learned is kept where a change would start it elsewhere', async () => {
    const { notes } = await openTrial(folders[0]!, ['sensor.exposure-tile.startWeight=2']);
    expect(notes).toEqual([
      'sensor.exposure-tile was learned: what it learned is kept, sensor.exposure-tile.startWeight=2 changes the rest',
    ]);
  });

  it('says where images are those of training, or have changed since', async () => {
    const trial = await openTrial(folders[0]!);
    const notesOn = (set: Dataset, isAll: boolean) => testImages(trial, set, isAll).notes;
    expect(notesOn(dataset, false)).toEqual([]);
    expect(notesOn(dataset, true)).toEqual(['all images: those of training and validation are among them']);
    expect(notesOn({ ...dataset, fingerprint: 'other' }, false)).toEqual([
      'the images are not those it was trained on: files changed',
    ]);
  });

  it('refuses images of another size and classes that it does not know', async () => {
    const set = { ...dataset, width: 4, height: 16 };
    await expect(measured(folders.slice(0, 1), { set })).rejects.toThrow(
      'bars: found scenes of 4 x 16 pixels (width x height) in 1 channel, must be 8 x 8 pixels (width x height) in 1 channel, as ',
    );
    const other = { ...dataset, classNames: ['vertical', 'oblique', 'diagonal'] };
    await expect(measured(folders.slice(0, 1), { set: other })).rejects.toThrow(
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

describe('an ensemble', () => {
  it('averages probabilities and takes the vote of most', async () => {
    const { soft } = await measured(folders);
    const answers = folders.map(folder => readPredictions(folder).rows);
    const images = answers[0]!.length;
    let [right, loss, voted, ties] = [0, 0, 0, 0];
    for (let image = 0; image < images; image++) {
      const { label } = answers[0]![image]!;
      const rows = answers.map(of => of[image]!);
      const mean = [0, 1, 2].map(
        c => rows.reduce((sum, row) => sum + row.probabilities[c]!, 0) / rows.length,
      );
      const votes = [0, 1, 2].map(c => rows.filter(({ predicted }) => predicted === c).length);
      const most = Math.max(...votes);
      const leading = [0, 1, 2].filter(c => votes[c] === most).sort((a, b) => mean[b]! - mean[a]!);
      right += Number(mean.indexOf(Math.max(...mean)) === label);
      loss -= Math.log(mean[label]!);
      voted += Number(leading[0] === label);
      ties += Number(leading.length > 1);
    }
    expect(soft.together!.score).toBeCloseTo(right / images, 12);
    expect(soft.together!.loss).toBeCloseTo(loss / images, 5);
    expect([soft.vote!.score, soft.vote!.ties]).toEqual([voted / images, ties]);
    expect(soft.alone.map(({ score }) => score)).toEqual(folders.map(folder => readResult(folder).testScore));
  });

  it('needs several trials of one kind', async () => {
    const [first, second] = await Promise.all(folders.slice(0, 2).map(folder => openTrial(folder)));
    expect(() => checkTogether([first!])).toThrow(
      /^--ensemble: found the one trial .*seed-1, must be two or more$/,
    );
    expect(() => checkTogether([first!, first!])).toThrow(/seed-1 twice, must be there once/);
    const config = { ...second!.config, data: { ...second!.config.data, testImages: 3 } };
    expect(() => checkTogether([first!, { ...second!, config }])).toThrow(
      /^--ensemble: data: found \{.*"testImages":3.* in .*seed-2, must be \{.*\} as in .*seed-1$/,
    );
  });
});

describe('test-time augmentation', () => {
  it('averages the answers to the scene and to its mirror image', async () => {
    const changes = ['isNoisy=false'];
    const { soft } = await measured(folders.slice(0, 1), { changes, views: 'mirror' });
    const trial = await openTrial(folders[0]!, changes);
    const { rows } = testImages(trial, dataset);
    const { model } = loadCamera(trial);
    const loss = tf.tidy(() => {
      const scenes = tf.tensor4d(toScene(dataset, rows), [rows.length, 8, 8, 1]);
      const [plain, turned] = [scenes, scenes.reverse(2)].map(x => tf.softmax(model.apply(x) as tf.Tensor));
      const mean = plain!.add(turned!).div(2);
      const labels = tf.oneHot(
        tf.tensor1d(
          [...rows].map(row => dataset.labels[row]!),
          'int32',
        ),
        3,
      );
      return mean.mul(labels).sum(1).log().neg().mean().dataSync()[0]!;
    });
    model.dispose();
    expect(soft.alone[0]!.loss).toBeCloseTo(loss, 5);
  });
});

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { writeDone } from '../../src/analysis/done-marker.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { loadDataset } from '../../src/data/load.js';
import { startEngine } from '../../src/engine/start.js';
import { loadConfig } from '../../src/experiments/config/parse.js';
import type { ExperimentConfig } from '../../src/experiments/config/schema.js';
import { runTrial } from '../../src/experiments/trial.js';
import { callCli } from './call-cli.js';
import { newFolder, writeExperiment } from './run-cli.js';

const folder = newFolder();

/** Trains in the process of the test, and leaves what a sweep would. */
async function train(name: string, heads: ExperimentConfig['heads'] = []): Promise<void> {
  const file = join(folder, writeExperiment(folder));
  const overrides = ['optics=[]', 'training.epochs=1'];
  const { base } = await loadConfig({ file, overrides, overrideFolder: folder, isSingle: true });
  const config = { ...base, heads };
  const dataset = await loadDataset(config.data);
  const trial = { id: name, config, seed: config.seed, repeat: 0, axes: {} };
  const to = join(folder, name);
  mkdirSync(to);
  const silent = (): void => undefined;
  await runTrial(trial, dataset, to, silent, silent);
  writeFileSync(join(to, 'config.yaml'), stringify(config));
  const origin = { dataFingerprint: dataset.fingerprint, codeVersion: 'test' };
  writeFileSync(join(to, 'provenance.json'), JSON.stringify(origin));
  writeDone(to);
}

beforeAll(async () => {
  await startEngine();
  await train('one');
  await train('heads', [{ task: 'multi-label', weight: 1 }]);
  cpSync(join(folder, 'one'), join(folder, 'two'), { recursive: true });
  for (const [name, side] of [
    ['grey.png', 8],
    ['large.png', 20],
  ] as const) {
    const image = sharp(Buffer.alloc(side * side, 99), { raw: { width: side, height: side, channels: 1 } });
    await image.png().toFile(join(folder, name));
  }
  writeFileSync(join(folder, 'fake.png'), 'no image');
});

describe('evaluate', () => {
  it('prints the scores of the record with their intervals, and leaves no file', async () => {
    const before = readdirSync(folder, { recursive: true }).length;
    const { code, stdout, stderr } = await callCli(folder, 'evaluate', 'one');
    const { testScore } = readResult(join(folder, 'one'));
    expect(stdout).toMatch(/^one\n12 test images of images\.idx\nin brackets: 95 % bootstrap intervals /);
    const [score] = /\nAccuracy \(%\) +(\S+) \[\S+, \S+\]\n/.exec(stdout)!.slice(1);
    expect(score).toBe((100 * testScore).toFixed(2));
    expect([code, stderr]).toEqual([0, '']);
    expect(readdirSync(folder, { recursive: true })).toHaveLength(before);
  });

  it('gives all digits as JSON, in a file where it is told so', async () => {
    const args = ['evaluate', 'one', '--json', '--out', 'one.json'];
    const { stdout } = await callCli(folder, ...args);
    expect(readFileSync(join(folder, 'one.json'), 'utf8')).toBe(stdout);
    const { testScore, testLoss, testMetrics } = readResult(join(folder, 'one'));
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ images: 12, data: 'images.idx', changes: [], views: 'none', task: 'classify' },
      asTrained: { trials: [{ trial: 'one', score: testScore, loss: testLoss, metrics: testMetrics }] },
    });
  });

  it('puts the trials of an ensemble beside their mean and their vote', async () => {
    const { stdout, stderr } = await callCli(
      folder,
      'evaluate',
      'one',
      'two',
      '--ensemble',
      '--tta',
      'mirror',
      '--all',
    );
    expect(stdout).toContain(
      '60 images, all of images.idx\nmean over views: the scene as it is and with left',
    );
    expect(stdout).toMatch(/\nmeasure +one +two +averaged +majority vote\n/);
    expect(stdout).toMatch(/\n(no vote was tied|votes on \d+ images? w\w+ tied: of the classes .*)\n\n$/);
    expect(stderr).toBe('one: all images: those of training and validation are among them\n');
  });

  it.each([
    [['sensor.bitDept=3'], "sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?"],
    [
      ['training.epochs=3'],
      "override 'training.epochs=3': found a change of what was trained, must be one of data, ",
    ],
    [['data.labelsPath=none.idx'], 'none.idx: does not exist'],
    [['--out', 'one.json/x.json'], '--out: found no folder one.json, must be a file in a folder'],
    [['--ensemble'], '--ensemble: found the one trial one, must be two or more'],
    [['one', '--ensemble'], '--ensemble: found one twice, must be there once'],
    [['sensor.quantizer.mode=learned'], 'one with sensor.quantizer.mode=learned: found the weight quantizer'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await callCli(folder, 'evaluate', 'one', ...args);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });
});

it('says in one line that weights are damaged', async () => {
  cpSync(join(folder, 'one'), join(folder, 'damaged'), { recursive: true });
  const weights = join(folder, 'damaged/model/weights.bin');
  writeFileSync(weights, Buffer.alloc(statSync(weights).size));
  const { code, stderr } = await callCli(folder, 'evaluate', 'damaged');
  expect(stderr).toMatch(
    /^physlayer: damaged\/model\/weights\.bin: has \d+ bytes with SHA-256 .* run it again\n$/,
  );
  expect(code).toBe(2);
});

describe('predict', () => {
  it('prints the likeliest classes, says what is wrong with other files, and ends with 1', async () => {
    const files = ['grey.png', 'large.png', 'fake.png', 'none.png', 'one'];
    const { code, stdout, stderr } = await callCli(folder, 'predict', 'one', ...files, '--out', 'found');
    expect(stdout).toMatch(
      /^file +class +probability +second +probability\ngrey\.png +[01] +[01]\.\d{4} +[01] +0\.\d{4}\n$/,
    );
    expect(stderr.split('\n')).toEqual([
      'physlayer: large.png: is 20 x 20 pixels (width x height), must be 8 x 8 pixels (width x height), as the trial was trained on',
      'physlayer: fake.png: is not an image, must be a PNG image as its name says',
      'physlayer: none.png: does not exist',
      'physlayer: one: the name has no extension, must end in jpg, jpeg, png, tif or tiff',
      'table: found/predictions.csv',
      '4 of 5 files could not be predicted',
      '',
    ]);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'found/predictions.csv'), 'utf8')).toMatch(
      /^file,rank,class,probability\ngrey\.png,1,[01],\S+\ngrey\.png,2,[01],\S+\n$/,
    );
  });
});

describe('export', () => {
  it('writes a file and says what goes in and out', async () => {
    const { code, stdout } = await callCli(folder, 'export', 'one', '--onnx', 'one.onnx', '--noise', 'drawn');
    expect(stdout.split('\n')).toEqual([
      'input    scenes: float32 [1, 8, 8, 1]',
      'input    exposure: int32 [1]',
      'output   probabilities: probability of each class, in the order of class_names',
      'design   fixed',
      expect.stringMatching(/^noise {4}drawn by the graph/),
      expect.stringMatching(/^file {5}one\.onnx \(0\.0\d+ MB\)$/),
      '',
    ]);
    expect([code, existsSync(join(folder, 'one.onnx'))]).toEqual([0, true]);
    expect(statSync(join(folder, 'one.onnx')).size).toBeGreaterThan(1000);
  });
});

describe('a trial of several heads', () => {
  it('has a table for each, and further ones in the JSON by their task', async () => {
    const { stdout } = await callCli(folder, 'evaluate', 'heads', '--out', 'heads.json');
    expect(stdout).toMatch(/\n\nhead classify\nmeasure .*\nAccuracy \(%\) /);
    expect(stdout).toMatch(/\n\nhead multi-label\nmeasure .*\nExact match \(%\) /);
    const { testScore, testMetrics } = readResult(join(folder, 'heads'));
    const score = testMetrics!.find(({ name }) => name === 'exactMatch')!.value;
    expect(JSON.parse(readFileSync(join(folder, 'heads.json'), 'utf8'))).toMatchObject({
      asTrained: { trials: [{ score: testScore }] },
      heads: { 'multi-label': { asTrained: { trials: [{ score }] } } },
    });
  });

  it('keeps predictions of further heads in folders of their own', async () => {
    const args = ['predict', 'heads', 'grey.png', '--out', 'all'] as const;
    const { stdout, stderr } = await callCli(folder, ...args);
    expect(stdout.split('\n').filter(line => line.startsWith('head '))).toEqual([
      'head classify',
      'head multi-label',
    ]);
    const tables = ['all/predictions.csv', 'all/heads/multi-label/predictions.csv'];
    expect(stderr).toBe(tables.map(table => `table: ${table}\n`).join(''));
    const [classes, labels] = tables.map(table => readFileSync(join(folder, table), 'utf8').split('\n'));
    const likeliest = (lines: readonly string[]) => Number(lines[1]!.split(',')[3]);
    // Those of classes add up to 1, those of labels need not.
    expect(likeliest(classes!) + Number(classes![2]!.split(',')[3])).toBeCloseTo(1, 6);
    const json = JSON.parse((await callCli(folder, ...args, '--json')).stdout) as object[];
    expect(json).toMatchObject([
      {
        classes: [{ probability: likeliest(classes!) }, {}],
        heads: { 'multi-label': { classes: [{ probability: likeliest(labels!) }, {}] } },
      },
    ]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { faultsOf, smallest } from './resolve.js';

const root = mkdtempSync(join(tmpdir(), 'weights-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('saved weights to start from', () => {
  it('must be there before anything runs', () => {
    const path = join(root, 'none');
    expect(faultsOf(`${smallest}training: { startPath: ${path} }\n`)).toEqual([
      `3:24: training.startPath: found ${path}, must be a trial, a folder with model.json, or a model.json`,
    ]);
  });

  it('must be whole', () => {
    const file = join(root, 'model.json');
    writeFileSync(file, JSON.stringify({ weightsManifest: [{ paths: ['a.bin'], weights: [] }] }));
    expect(faultsOf(smallest, [`training.startPath=${root}`])).toEqual([
      expect.stringContaining(
        `training.startPath: found no ${join(root, 'a.bin')}, must be there, as ${file} lists it`,
      ),
    ]);
    writeFileSync(join(root, 'a.bin'), '');
    expect(faultsOf(smallest, [`training.startPath=${root}`])).toEqual([]);
    writeFileSync(file, '{}');
    expect(faultsOf(smallest, [`training.startPath=${root}`])).toEqual([
      expect.stringContaining(`found ${file}, must be a model.json that lists its weights`),
    ]);
  });

  it('are looked for where an axis names them too', () => {
    mkdirSync(join(root, 'there'));
    const text = `${smallest}sweep: { training.startPath: [${join(root, 'there')}, ${join(root, 'gone')}] }\n`;
    expect(faultsOf(text)).toHaveLength(2);
  });
});

describe('names of frozen layers', () => {
  const frozen = (names: string, more = '') =>
    faultsOf(`${smallest}${more}training: { frozen: [${names}] }\n`).map(line =>
      line.replace(/^\d+:\d+: /, ''),
    );

  it('must be those of layers with weights', () => {
    expect(frozen("'conv*'")).toEqual([]);
    expect(frozen('conv1, pool1')).toEqual([
      'training.frozen: found pool1, must be a layer with weights, * for any letters: conv1, conv2, dense, logits',
    ]);
    const resnet = frozen('stemm', 'network: { type: resnet-small, blocks: 1 }\n');
    expect(resnet).toEqual([
      expect.stringMatching(/^training\.frozen: found stemm, must be a layer .*_norm, /),
    ]);
  });

  it('may be those of learned hardware, but not of hardware that is fixed', () => {
    const lens = (mode: string) => `optics: [{ layer: diffraction, mode: ${mode} }]\n`;
    expect(frozen('diffraction', lens('learned'))).toEqual([]);
    expect(frozen('diffraction', lens('fixed'))).toEqual([
      expect.stringContaining('found diffraction, must be a layer with weights, * for any letters: conv1, '),
    ]);
  });

  it('must leave one layer to train', () => {
    expect(frozen("'*'")).toEqual([
      'training.frozen: found all layers with weights, must leave one to be trained from the first epoch on',
    ]);
  });

  it('are known for networks with as many weights as the largest, without a word, and no weight stays', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const before = tf.memory().numTensors;
    const vgg =
      'network: { type: vgg, layers: 16, denseUnits: 4096, width: 1 }\ndata: { source: folder, path: x, resize: { mode: stretch, heightPixels: 224, widthPixels: 224 } }\n';
    expect(faultsOf(`name: a\n${vgg}training: { frozen: [conv9_9] }\n`)).toEqual([
      expect.stringContaining('found conv9_9, must be a layer with weights'),
    ]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are left to the trial where only the files tell the size of the scenes', () => {
    expect(faultsOf('name: a\ndata: { source: folder, path: x }\ntraining: { frozen: [conv1] }\n')).toEqual(
      [],
    );
    expect(
      faultsOf('name: a\ndata: { source: folder, path: x }\ntraining: { frozen: [con] }\n'),
    ).toHaveLength(1);
  });
});

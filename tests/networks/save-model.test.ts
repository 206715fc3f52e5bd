import * as tf from '@tensorflow/tfjs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { annealLayer } from '../../src/engine/layer-parts.js';
import { startEngine } from '../../src/engine/start.js';
import { loadModel, saveModel } from '../../src/networks/save-model.js';
import { ExposureTile } from '../../src/sensor/exposure-tile.js';
import { toyModel } from './toy-images.js';

let folder: string;
const remedy = 'delete the folder of this trial and run it again';

beforeAll(() => startEngine());
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'save-model-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('saveModel and loadModel', () => {
  it('bring back the same layers, configs, weights and outputs', async () => {
    const model = toyModel({ hardware: true, seed: 3 });
    await saveModel(model, join(folder, 'deeper', 'model'));
    const copy = await loadModel(join(folder, 'deeper', 'model'));
    expect(copy.layers.map(layer => layer.name)).toEqual(model.layers.map(layer => layer.name));
    expect(copy.getLayer('standardize').getConfig()).toMatchObject({ mean: [0.5], std: [0.3] });
    const image = tf.tensor4d(
      Float32Array.from({ length: 72 }, (_, i) => (i % 13) / 13),
      [2, 6, 6, 1],
    );
    const outputs = [model, copy].map(each => Array.from((each.apply(image) as tf.Tensor).dataSync()));
    expect(outputs[1]).toEqual(outputs[0]);
    expect(new Set(outputs[0]).size).toBeGreaterThan(1);
  });

  it('bring back a design as sharp as training left it', async () => {
    const input = tf.input({ shape: [2, 2, 1] });
    const tile = new ExposureTile({ tile: [[0, 1]], levels: [1, 0.25], isLearned: true });
    const model = tf.model({ inputs: input, outputs: tile.apply(input) as tf.SymbolicTensor });
    const frameOf = (each: tf.LayersModel) =>
      Array.from((each.apply(tf.ones([1, 2, 2, 1])) as tf.Tensor).dataSync());
    const dull = frameOf(model);
    annealLayer(tile, 1);
    await saveModel(model, folder);
    const loaded = frameOf(await loadModel(folder));
    expect(loaded).toEqual(frameOf(model));
    expect(loaded).not.toEqual(dull);
  });

  it('write the same bytes for the same model, and leave no temporary file', async () => {
    const read = async (name: string) => {
      await saveModel(toyModel({ seed: 5 }), join(folder, name));
      return Promise.all(['model.json', 'weights.bin'].map(file => readFile(join(folder, name, file))));
    };
    expect(await read('first')).toEqual(await read('second'));
    expect((await readdir(join(folder, 'first'))).sort()).toEqual(['model.json', 'weights.bin']);
  });

  it('write the layers format that TensorFlow.js reads elsewhere', async () => {
    await saveModel(toyModel(), folder);
    const content = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Record<string, unknown>;
    expect(content).toMatchObject({ format: 'layers-model', weightsManifest: [{ paths: ['weights.bin'] }] });
  });

  it('say which file is missing', async () => {
    await expect(loadModel(folder)).rejects.toThrow(`${join(folder, 'model.json')}: is missing; ${remedy}`);
    await saveModel(toyModel(), folder);
    await rm(join(folder, 'weights.bin'));
    await expect(loadModel(folder)).rejects.toThrow(`${join(folder, 'weights.bin')}: is missing; ${remedy}`);
  });

  it('say which file is cut or damaged', async () => {
    await saveModel(toyModel(), folder);
    const weights = join(folder, 'weights.bin');
    const bytes = await readFile(weights);
    await truncate(weights, bytes.length - 4);
    await expect(loadModel(folder)).rejects.toThrow(`${weights}: has ${bytes.length - 4} bytes with SHA-256`);
    bytes[7]! ^= 1;
    await writeFile(weights, bytes);
    await expect(loadModel(folder)).rejects.toThrow(`${weights}: has ${bytes.length} bytes with SHA-256`);
    const topology = join(folder, 'model.json');
    await truncate(topology, 200);
    await expect(loadModel(folder)).rejects.toThrow(`${topology}: is cut short or damaged`);
    await writeFile(topology, '{}');
    await expect(loadModel(folder)).rejects.toThrow(`${topology}: is cut short or damaged`);
  });

  it('refuse a model with a layer whose class nobody registered', async () => {
    await saveModel(toyModel(), folder);
    const topology = join(folder, 'model.json');
    const text = await readFile(topology, 'utf8');
    await writeFile(topology, text.replaceAll('"Standardize"', '"Nonsense"'));
    await expect(loadModel(folder)).rejects.toThrow(
      /model\.json: holds no model that can be built \(.*Nonsense/s,
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveModel } from '../../src/networks/save-model.js';
import { savedModelFiles, startFrom } from '../../src/networks/start-weights.js';

const root = mkdtempSync(join(tmpdir(), 'start-'));
const prefix = 'network_';

beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rmSync(root, { recursive: true }));

/** Two layers whose weights have a value of their own each. */
function model(names: readonly [string, string], outputs: number, first: number): tf.LayersModel {
  const input = tf.input({ shape: [4, 4, 1] });
  const conv = tf.layers.conv2d({ name: names[0], filters: 2, kernelSize: 3 });
  const dense = tf.layers.dense({ name: names[1], units: outputs });
  const flat = tf.layers.flatten().apply(conv.apply(input)) as tf.SymbolicTensor;
  const made = tf.model({ inputs: input, outputs: dense.apply(flat) as tf.SymbolicTensor });
  made.setWeights(made.getWeights().map((weight, index) => tf.fill(weight.shape, first + index)));
  return made;
}

const own = (outputs: number) => model(['network_conv', 'network_logits'], outputs, 10);
const firsts = (each: tf.LayersModel) => each.getWeights().map(weight => weight.dataSync()[0]);

describe('weights to start from', () => {
  it('are taken by name where shapes agree, and the others are named with the reason', async () => {
    const folder = join(root, 'trial', 'model');
    await saveModel(model(['network_conv', 'network_logits'], 3, 1), folder);
    for (const path of [join(root, 'trial'), folder, join(folder, 'model.json')]) {
      expect(savedModelFiles(path)).toEqual([join(folder, 'model.json'), join(folder, 'weights.bin')]);
    }
    const target = own(5);
    expect(startFrom(target, join(root, 'trial'), prefix)).toEqual({
      matchedBy: 'name',
      taken: ['network_conv/kernel', 'network_conv/bias'],
      notTaken: [
        { weight: 'network_logits/kernel', reason: 'the file has [8,3], the model [8,5]' },
        { weight: 'network_logits/bias', reason: 'the file has [3], the model [5]' },
      ],
    });
    expect(firsts(target)).toEqual([1, 2, 12, 13]);
  });

  it('are taken without the prefix too, as from a model of Keras with the same names', async () => {
    const folder = join(root, 'keras');
    await saveModel(model(['conv', 'other'], 5, 1), folder);
    const target = own(5);
    expect(startFrom(target, folder, prefix)).toMatchObject({
      matchedBy: 'name',
      taken: ['network_conv/kernel', 'network_conv/bias'],
      notTaken: [{ reason: 'the file has none for it' }, { reason: 'the file has none for it' }],
    });
  });

  it('are taken in their order where no name is known, up to the first that differs', async () => {
    const folder = join(root, 'order');
    await saveModel(model(['conv2d_7', 'dense_9'], 3, 1), folder);
    const target = own(3);
    expect(startFrom(target, folder, prefix)).toMatchObject({ matchedBy: 'order', notTaken: [] });
    expect(firsts(target)).toEqual([1, 2, 3, 4]);
    const other = own(5);
    expect(startFrom(other, folder, prefix).taken).toEqual(['network_conv/kernel', 'network_conv/bias']);
    expect(firsts(other)).toEqual([1, 2, 12, 13]);
  });

  it('are taken layer by layer, whether averages of batch normalization stand beside the rest of their layer or last', async () => {
    const normalized = (names: readonly string[]) => {
      const layers = [
        tf.layers.conv2d({
          name: names[0]!,
          filters: 2,
          kernelSize: 3,
          inputShape: [4, 4, 1],
          useBias: false,
        }),
        tf.layers.batchNormalization({ name: names[1]! }),
        tf.layers.flatten({ name: names[2]! }),
        tf.layers.dense({ name: names[3]!, units: 2 }),
      ];
      return tf.sequential({ layers });
    };
    const folder = join(root, 'averages');
    const made = normalized(['a', 'b', 'c', 'd']);
    // Each weight is filled with its place among those of the layers.
    made.layers
      .flatMap(layer => layer.weights)
      .forEach((weight, place) => weight.write(tf.fill(weight.shape as number[], place)));
    await saveModel(made, folder);
    const file = join(folder, 'model.json');
    type Manifest = [{ paths: string[]; weights: { name: string; shape: number[] }[] }];
    const saved = JSON.parse(readFileSync(file, 'utf8')) as { weightsManifest: Manifest };
    const names = (manifest: Manifest) => manifest[0].weights.map(({ name }) => name);
    const last = ['b/moving_mean', 'b/moving_variance'];
    expect(names(saved.weightsManifest).slice(-2)).toEqual(last);
    const check = () => {
      const target = normalized(['network_w', 'network_x', 'network_y', 'network_z']);
      const record = startFrom(target, folder, prefix);
      expect(record).toMatchObject({ matchedBy: 'order', notTaken: [] });
      const values = target.layers.flatMap(layer => layer.weights).map(weight => weight.read().dataSync()[0]);
      expect(values).toEqual([0, 1, 2, 3, 4, 5, 6]);
    };
    check();
    // As Keras' converter writes it.
    const [{ paths, weights }] = saved.weightsManifest;
    const bytes = readFileSync(join(folder, paths[0]!));
    const starts = weights.map((_, i) =>
      weights.slice(0, i).reduce((sum, { shape }) => sum + 4 * tf.util.sizeFromShape(shape), 0),
    );
    const order = [0, 1, 2, 5, 6, 3, 4];
    const moved = order.map(i =>
      bytes.subarray(starts[i], starts[i]! + 4 * tf.util.sizeFromShape(weights[i]!.shape)),
    );
    writeFileSync(join(folder, paths[0]!), Buffer.concat(moved));
    const manifest = [{ paths, weights: order.map(i => weights[i]!) }];
    writeFileSync(file, JSON.stringify({ ...saved, weightsManifest: manifest }));
    check();
  });

  it('must be there and fit', async () => {
    expect(() => savedModelFiles(join(root, 'none'))).toThrow(
      `training.startPath: found ${join(root, 'none')}, must be a trial, a folder with model.json, or a model.json`,
    );
    const file = join(root, 'empty.json');
    const listing = (path: string) => JSON.stringify({ weightsManifest: [{ paths: [path], weights: [] }] });
    const outside = ['../trial/model/weights.bin', 'a/../../weights.bin', file].map(listing);
    const empty = ['{}', '{', '{"weightsManifest":[null]}', '{"weightsManifest":[{"paths":[]}]}'];
    for (const text of [...empty, ...outside]) {
      writeFileSync(file, text);
      expect(() => savedModelFiles(file), text).toThrow(
        `training.startPath: found ${file}, must be a model.json that lists its weights`,
      );
    }
    const folder = join(root, 'unlike');
    const unlike = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'a' })] });
    await saveModel(unlike, folder);
    expect(() => startFrom(own(3), folder, prefix)).toThrow(
      /found weights a\/kernel \[2,1\], a\/bias \[1\] in .*, must have one that fits: network_conv\/kernel \[3,3,1,2\], /,
    );
  });

  it('come from a folder of results with one trial, not from one with several', async () => {
    const results = join(root, 'results');
    const model = (id: string) => join(results, 'trials', id, 'model');
    await saveModel(own(3), model('a'));
    expect(savedModelFiles(results)[0]).toBe(join(model('a'), 'model.json'));
    await saveModel(own(3), model('b'));
    expect(() => savedModelFiles(results)).toThrow(
      `training.startPath: found ${results} with 2 trials, must name one: ${join(results, 'trials', 'ID')}`,
    );
  });

  it('are refused where their file is missing, cut short or longer than listed', async () => {
    const folder = join(root, 'cut');
    await saveModel(own(3), folder);
    const [json, shard] = ['model.json', 'weights.bin'].map(name => join(folder, name));
    const bytes = readFileSync(shard!);
    for (const other of [bytes.subarray(0, -2), Buffer.concat([bytes, Buffer.alloc(4)])]) {
      writeFileSync(shard!, other);
      expect(() => savedModelFiles(folder)).toThrow(
        `training.startPath: found ${other.length} bytes in ${shard!}, must be the 188 of the weights that ${json!} lists`,
      );
    }
    rmSync(shard!);
    expect(() => savedModelFiles(folder)).toThrow(
      `training.startPath: found no ${shard!}, must be there, as ${json!} lists it`,
    );
  });

  it('are refused where one is not a number', async () => {
    const folder = join(root, 'nan');
    const broken = own(3);
    broken.setWeights(
      broken.getWeights().map((weight, index) => (index === 1 ? tf.fill(weight.shape, NaN) : weight)),
    );
    await saveModel(broken, folder);
    const before = tf.memory().numTensors;
    expect(() => startFrom(broken, folder, prefix)).toThrow(
      `training.startPath: found NaN or infinity in network_conv/bias of ${folder}, must be finite numbers`,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('may be quantized, as the converter of Keras makes them smaller', async () => {
    const folder = join(root, 'quantized');
    await saveModel(own(3), folder);
    const json = join(folder, 'model.json');
    const listed = JSON.parse(readFileSync(json, 'utf8')) as { weightsManifest: { weights: object[] }[] };
    const [group] = listed.weightsManifest;
    group!.weights = group!.weights.map(entry => ({
      ...entry,
      quantization: { dtype: 'uint8', min: 1, scale: 0.5 },
    }));
    writeFileSync(json, JSON.stringify(listed));
    writeFileSync(join(folder, 'weights.bin'), new Uint8Array(188 / 4).fill(3));
    const target = own(3);
    expect(startFrom(target, folder, prefix).notTaken).toEqual([]);
    expect(firsts(target)).toEqual([2.5, 2.5, 2.5, 2.5]);
  });

  it('leave no tensor behind', () => {
    const target = own(5);
    const before = tf.memory().numTensors;
    startFrom(target, join(root, 'trial'), prefix);
    expect(tf.memory().numTensors).toBe(before);
  });
});

import * as tf from '@tensorflow/tfjs';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReconstructions } from '../../src/analysis/reconstruction-record.js';
import { readSaliency } from '../../src/analysis/trial-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera } from '../../src/experiments/camera.js';
import { networksOf } from '../../src/experiments/config/network-schema.js';
import { describeNetwork } from '../../src/experiments/network.js';
import { runTrial } from '../../src/experiments/trial.js';
import { runGraph } from '../../src/networks/graph.js';
import { interpolationMatrix } from '../../src/networks/layers/resize-frames.js';
import { loadModel } from '../../src/networks/save-model.js';
import { toyConfig, toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'network-trial-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

/** Few weights. */
const small: Readonly<Record<string, object>> = {
  unet: { depth: 1, filters: 2 },
  'encoder-decoder': { filters: [2] },
  autoencoder: { filters: [2], code: 3 },
  'fully-convolutional': { filters: [2] },
};

const halved = [{ layer: 'pixels', factor: 2 }];

function cameraFor(type: string, channels: number, changes: Changes, keys: object = {}) {
  const network = { type, ...small[type], ...keys };
  const config = toyConfig({ optics: [], sensor: [], ...changes, task: 'reconstruct', network });
  const shape = { height: 8, width: 8, channels, classes: 1 };
  return { config, shape, camera: buildCamera(config, shape, 1) };
}

describe.each(networksOf('reconstruct'))('%s behind a camera', type => {
  it.each([1, 3])('gives scenes of %i channels back', channels => {
    const { camera } = cameraFor(type, channels, {});
    expect(camera.model.outputShape).toEqual([null, 8, 8, channels]);
    const scenes = tf.ones([2, 8, 8, channels]);
    expect((camera.model.apply(scenes) as tf.Tensor).shape).toEqual([2, 8, 8, channels]);
  });

  it('takes frames of another number of channels, and of another size where they are resized', () => {
    const mosaic = { sensor: [{ layer: 'colour-filter-array' }, ...halved] };
    const { camera } = cameraFor(type, 3, mosaic, { resize: 'bilinear' });
    expect(camera.network.input.shape).toEqual([null, 4, 4, 1]);
    expect(camera.model.outputShape).toEqual([null, 8, 8, 3]);
  });

  it('refuses frames of another size otherwise, and says what brings them to it', () => {
    expect(() => cameraFor(type, 1, { sensor: halved })).toThrow(
      `camera: network.type ${type} gives 4 x 4 pixels, must give those of the scene, 8 x 8: network.resize brings frames to it`,
    );
  });
});

it('A network that gets resized frames says so in Methods', () => {
  const { config, shape } = cameraFor('tied', 1, { sensor: halved }, { resize: 'nearest' });
  expect(describeNetwork(config, shape).text).toMatch(
    /^Frames of another size than the scenes, 8 x 8 pixels, were brought to it by their nearest pixels\. A linear filter/,
  );
});

describe('a resized frame', () => {
  it('takes of each old pixel what its place says', () => {
    expect([...interpolationMatrix(2, 4, 'nearest')]).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
    expect([...interpolationMatrix(2, 4, 'bilinear')]).toEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1]);
    expect([...interpolationMatrix(3, 3, 'bilinear')]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('keeps a ramp straight, along rows and along columns', () => {
    const { camera } = cameraFor('tied', 1, { sensor: halved }, { resize: 'bilinear' });
    const layer = camera.model.getLayer('network_resize');
    const ramp = Float32Array.from({ length: 16 }, (_, i) => (i % 4) + 10 * Math.floor(i / 4));
    const found = (layer.apply(tf.tensor4d(ramp, [1, 4, 4, 1])) as tf.Tensor4D).dataSync();
    // Pixel 3 of 8 lies at 1.25 of 4, pixel 4 at 1.75.
    expect(found[3 * 8 + 4]).toBeCloseTo(1.75 + 10 * 1.25, 5);
    expect(found[4 * 8 + 3]).toBeCloseTo(1.25 + 10 * 1.75, 5);
  });
});

async function run(name: string, changes: Changes) {
  const folder = join(root, name);
  mkdirSync(folder);
  const nothing = () => undefined;
  await runTrial(toyTrial(changes), toyDataset(30), folder, nothing, nothing);
  return folder;
}

describe('a trial', () => {
  it('reconstructs with a U-Net from fewer pixels, and its saved model gives the same', async () => {
    const folder = await run('unet', {
      ...{ task: 'reconstruct', optics: [], sensor: halved, training: { epochs: 1 } },
      network: { type: 'unet', ...small.unet, resize: 'bilinear' },
    });
    const { images } = readReconstructions(folder);
    const model = await loadModel(join(folder, 'model'));
    const found = (model.apply(tf.tensor4d(images[0]!.values, [1, 8, 8, 1])) as tf.Tensor).dataSync();
    const float32Digits = 4;
    images[2]!.values.forEach((value, i) => expect(found[i]).toBeCloseTo(value, float32Digits));
    const { methods, training } = readResult(folder);
    expect(methods.map(({ title }) => title)).toContain('U-Net');
    expect(training!.frozen).toEqual([]);
  });

  it('classifies with a residual network trained otherwise, and explains it by its last sum', async () => {
    const folder = await run('resnet', {
      ...{ optics: [], sensor: [], network: { type: 'resnet-small', blocks: 1, width: 0.25 } },
      training: {
        ...{ epochs: 1, learningRateSchedule: 'steps', frozen: ['stem*'], l2: 1e-4 },
        loss: { type: 'softmax-cross-entropy', smoothing: 0.1, classWeights: 'balanced' },
        optimizer: { type: 'sgd', momentum: 0.8 },
      },
      analysis: { saliencyImages: 2 },
    });
    const methods = new Set(readSaliency(folder).maps.map(({ method }) => method));
    expect(methods).toEqual(new Set(['frame', 'gradient', 'grad-cam']));
    const result = readResult(folder);
    expect(result.training!.frozen).toEqual([
      'network_stem/kernel',
      'network_stem_norm/gamma',
      'network_stem_norm/beta',
    ]);
    expect(result.methods.at(-1)!.text).toMatch(
      /softmax cross-entropy \(focus 0; smoothing 0\.1; classWeights balanced\) of batches of 16 images was minimized by Stochastic gradient descent \(momentum 0\.8; isNesterov false\).*Layers stem\* were not trained\./,
    );
  });
});

it('The network alone gives what the model gives behind its camera', () => {
  const { camera } = cameraFor('fully-convolutional', 1, {});
  const scenes = tf.randomUniform([1, 8, 8, 1], 0, 1, 'float32', 2);
  const [alone, whole] = [runGraph(camera.network, scenes), camera.model.apply(scenes) as tf.Tensor];
  expect(alone.dataSync()).toEqual(whole.dataSync());
});

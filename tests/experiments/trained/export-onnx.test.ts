import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import { startEngine } from '../../../src/engine/start.js';
import { reseedNoise } from '../../../src/experiments/camera.js';
import { exportOnnx, type OnnxOptions } from '../../../src/experiments/trained/export-onnx.js';
import { loadCamera } from '../../../src/experiments/trained/load-camera.js';
import type { TrainedTrial } from '../../../src/experiments/trained/trained-trial.js';
import { hardenLayers } from '../../../src/networks/layer-hooks.js';
import type { Changes } from '../toy-trial.js';
import { untrainedTrial } from './untrained-trial.js';

const root = mkdtempSync(join(tmpdir(), 'onnx-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

/** Float32 sums in another order. */
const tolerance = 1e-5;
const batch = 2;
const quiet: OnnxOptions = { batch, noise: 'none', isAsBuilt: true };

function randomScenes({ scene: { height, width, channels } }: TrainedTrial): Float32Array {
  const random = hostRandom(3, 0);
  return Float32Array.from({ length: batch * height * width * channels }, () => random.uniform());
}

/** What plain ONNX Runtime makes of a file. */
async function runFile(
  bytes: Uint8Array,
  trial: TrainedTrial,
  exposure?: number,
): Promise<{ name: string; values: Float32Array; shape: readonly number[] }> {
  const file = join(root, 'model.onnx');
  writeFileSync(file, bytes);
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const { height, width, channels } = trial.scene;
  const feeds = {
    scenes: new Tensor('float32', randomScenes(trial), [batch, height, width, channels]),
    ...(exposure !== undefined && { exposure: new Tensor('int32', Int32Array.of(exposure), [1]) }),
  };
  const [[name, output]] = Object.entries(await session.run(feeds)) as [[string, Tensor]];
  await session.release();
  return { name, values: output.data as Float32Array, shape: output.dims };
}

/** What our own engine makes of the same scenes. */
function ours(trial: TrainedTrial, { noise, isAsBuilt }: OnnxOptions, exposure = 0): Float32Array {
  const { model } = loadCamera({ ...trial, config: { ...trial.config, isNoisy: noise === 'drawn' } });
  const { height, width, channels } = trial.scene;
  hardenLayers(model, isAsBuilt);
  reseedNoise(model, exposure, 0);
  const values = tf.tidy(() => {
    const scenes = tf.tensor4d(randomScenes(trial), [batch, height, width, channels]);
    const output = model.apply(scenes) as tf.Tensor;
    return (trial.config.task === 'locate' ? output : tf.softmax(output)).dataSync<'float32'>();
  });
  model.dispose();
  return values;
}

function farthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, place) => Math.max(most, Math.abs(value - b[place]!)), 0);
}

const grey = [8, 8, 1] as const;
const cases: [string, Changes, readonly [number, number, number]][] = [
  [
    'a learned phase mask in a lens',
    {
      optics: [
        {
          ...{ layer: 'lens', mode: 'learned', phase: 'free-form', mapSamples: 6, initialization: 'random' },
          ...{ kernelPixels: 7, fNumber: 8 },
        },
      ],
    },
    grey,
  ],
  [
    'a learned colour filter array',
    {
      optics: [],
      sensor: [
        { layer: 'colour-filter-array', mode: 'learned', pattern: 'random' },
        { layer: 'exposure' },
        { layer: 'shot-noise' },
        { layer: 'read-noise' },
        { layer: 'full-well' },
        { layer: 'quantizer' },
      ],
    },
    [8, 8, 3],
  ],
  [
    'a network that segments',
    { task: 'segment', network: { type: 'unet', depth: 1, filters: 4, convolutions: 1 } },
    grey,
  ],
  [
    'a residual network with batch normalization',
    { network: { type: 'resnet-small', blocks: 1, width: 0.5 } },
    grey,
  ],
];

/** The parts of onnx.proto that are looked at, https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto. */
const onnx = protobuf
  .parse(
    `syntax = "proto3";
    message Model { repeated Opset opset_import = 8; Graph graph = 7; repeated Entry metadata_props = 14; }
    message Opset { string domain = 1; int32 version = 2; }
    message Entry { string key = 1; string value = 2; }
    message Graph { repeated Node node = 1; repeated Tensor initializer = 5; repeated Info input = 11; repeated Info output = 12; }
    message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; string domain = 7; }
    message Tensor { string name = 8; }
    message Info { string name = 1; }`,
  )
  .root.lookupType('Model');

interface Named {
  readonly name: string;
}

interface DecodedModel {
  readonly opsetImport: readonly object[];
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
  readonly graph: {
    readonly node: readonly {
      readonly input: readonly string[];
      readonly output: readonly string[];
      readonly opType: string;
      readonly domain?: string;
    }[];
    readonly initializer: readonly Named[];
    readonly input: readonly Named[];
    readonly output: readonly Named[];
  };
}

describe('a trial in an ONNX file', () => {
  it.each(cases)('answers as ours with %s', async (_, changes, size) => {
    const trial = await untrainedTrial(changes, size);
    const { values } = await runFile(exportOnnx(trial, quiet).bytes, trial);
    const expected = ours(trial, quiet);
    expect(farthest(values, expected)).toBeLessThan(tolerance);
    // The answers to two scenes differ, so that a constant would be found out.
    const half = values.length / 2;
    expect(farthest(values.subarray(0, half), values.subarray(half))).toBeGreaterThan(10 * tolerance);
  });

  it('draws the noise of the exposure that it is asked for, as ours does', async () => {
    const trial = await untrainedTrial({ network: { type: 'linear' } }, grey);
    const options = { ...quiet, noise: 'drawn' } as const;
    const { bytes } = exportOnnx(trial, options);
    const found = new Map<number, Float32Array>();
    for (const exposure of [0, 5, -3]) {
      found.set(exposure, (await runFile(bytes, trial, exposure)).values);
      expect(farthest(found.get(exposure)!, ours(trial, options, exposure))).toBeLessThan(tolerance);
    }
    expect(farthest(found.get(0)!, found.get(5)!)).toBeGreaterThan(tolerance);
  });

  it('gives positions in pixels of the scene', async () => {
    const trial = await untrainedTrial({ task: 'locate', network: { type: 'linear' } }, [6, 8, 1]);
    const { name, values, shape } = await runFile(exportOnnx(trial, quiet).bytes, trial);
    expect([name, ...shape]).toEqual(['positions', batch, 2]);
    const expected = ours(trial, quiet).map((value, place) => (value + 1) * (place % 2 === 0 ? 4 : 3));
    expect(farthest(values, expected)).toBeLessThan(tolerance);
  });

  it('gives scenes under another name than it takes them', async () => {
    const network = { type: 'unet', depth: 1, filters: 2, convolutions: 1 };
    const trial = await untrainedTrial({ task: 'reconstruct', network }, grey);
    const { name, shape } = await runFile(exportOnnx(trial, quiet).bytes, trial);
    expect([name, ...shape]).toEqual(['reconstructions', batch, ...grey]);
  });

  it('refuses a choice at random that has no mean, and draws it with its noise', async () => {
    const optics = [{ layer: 'depth-defocus', objectDistanceM: [1, 2], kernelPixels: 5 }];
    const trial = await untrainedTrial({ optics, network: { type: 'linear' } }, grey);
    expect(() => exportOnnx(trial, quiet)).toThrow(
      'export: found a random choice without a mean in the camera, must be exported with its noise drawn',
    );
    expect(exportOnnx(trial, { ...quiet, noise: 'drawn' }).bytes.length).toBeGreaterThan(1000);
  });

  it('refuses to draw the noise of a camera without', async () => {
    const trial = await untrainedTrial({ optics: [], sensor: [], network: { type: 'linear' } }, grey);
    const message = 'export: found a camera that draws no noise, must be exported with noise none';
    const options = { ...quiet, noise: 'drawn' } as const;
    expect(() => exportOnnx(trial, options)).toThrow(message);
    const silent = await untrainedTrial({ network: { type: 'linear' } }, grey);
    const config = { ...silent.config, isNoisy: false };
    expect(() => exportOnnx({ ...silent, config }, options)).toThrow(message);
  });

  it('is of standard operators in the order of their use, and says what it is', async () => {
    const optics = [{ layer: 'diffractive-network', mode: 'learned', masks: 2 }];
    const trial = await untrainedTrial({ optics }, grey);
    const model = onnx.decode(exportOnnx(trial, quiet).bytes) as unknown as DecodedModel;
    expect(model.opsetImport).toMatchObject([{ version: 20 }]);
    const { node, initializer, input, output } = model.graph;
    const used = new Set(node.flatMap(each => each.input));
    expect(initializer.filter(({ name }) => !used.has(name))).toEqual([]);
    const known = new Set(['', ...[...initializer, ...input].map(({ name }) => name)]);
    for (const { opType, domain, ...names } of node) {
      expect([opType, domain ?? '']).toEqual([opType, '']);
      expect(names.input.filter(name => !known.has(name))).toEqual([]);
      expect(names.output.filter(name => known.has(name))).toEqual([]);
      names.output.forEach(name => known.add(name));
    }
    expect([input.map(({ name }) => name), output.map(({ name }) => name)]).toEqual([
      ['scenes'],
      ['probabilities'],
    ]);
    expect(known.has('probabilities')).toBe(true);
    const about = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
    expect(about).toMatchObject({
      task: 'classify',
      class_names: '["class 0","class 1","class 2"]',
      design: 'fixed',
      noise: 'none: mean signals',
    });
    expect(JSON.parse(about.config!)).toEqual(trial.config);
  });
});

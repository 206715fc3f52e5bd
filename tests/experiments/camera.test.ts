import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera, cameraLayers, reseedNoise, standardizeLayer } from '../../src/experiments/camera.js';
import { applyLayers } from '../../src/networks/apply-layers.js';
import { tensorsOf } from '../../src/networks/graph.js';
import { off, toyConfig, type Changes } from './toy-trial.js';

const shape = { height: 8, width: 8, channels: 1, classes: 3 };
const build = (changes: Changes = {}, seed = 1) => buildCamera(toyConfig(changes), shape, seed);
const namesOf = ({ model }: { model: tf.LayersModel }) => model.layers.map(layer => layer.name);
const noiseless = { 'shot-noise': { isNoisy: false }, ...off('read-noise') };
const sensorLayers = ['exposure', 'shot-noise', 'read-noise', 'full-well', 'quantizer'];

/** A ramp of scenes, 0 to 1. */
function scenes(count: number): tf.Tensor4D {
  const size = count * 64;
  return tf.tensor4d(
    Float32Array.from({ length: size }, (_, i) => ((i * 37) % size) / (size - 1)),
    [count, 8, 8, 1],
  );
}

function framesOf(camera: ReturnType<typeof build>, input: tf.Tensor4D): number[] {
  return tf.tidy(() => Array.from(applyLayers(cameraLayers(camera), input).dataSync()));
}

describe('buildCamera', () => {
  beforeAll(() => startEngine());

  it('chains the layers of the lists in their order, under their names, without those that are off', () => {
    const network = [
      'standardize',
      ...['conv1', 'pool1', 'flatten', 'dense', 'logits'].map(name => `network_${name}`),
    ];
    expect(namesOf(build())).toEqual(['scene', 'diffraction', ...sensorLayers, ...network]);
    expect(namesOf(build({ layers: off('diffraction', ...sensorLayers) }))).toEqual(['scene', ...network]);
    const twice = [
      { layer: 'diffraction', name: 'front' },
      { layer: 'diffraction', name: 'back' },
    ];
    expect(namesOf(build({ optics: twice, sensor: [] }))).toEqual(['scene', 'front', 'back', ...network]);
  });

  it('puts a linear network behind the camera if asked to', () => {
    expect(namesOf(build({ network: { type: 'linear' } })).slice(-3)).toEqual([
      'standardize',
      'network_flatten',
      'network_logits',
    ]);
  });

  it('gives codes that follow from photons, quantum efficiency, gain and full well', () => {
    const layers = {
      ...off('diffraction', 'read-noise'),
      exposure: { photonsAtFullScale: 1000 },
      'shot-noise': { quantumEfficiency: 0.5, isNoisy: false },
      'full-well': { fullWellElectrons: 800 },
      quantizer: { gain: 2, bitDepth: 3 },
    };
    const input = scenes(1);
    const frames = framesOf(build({ layers }), input);
    const expected = Array.from(input.dataSync(), scene => {
      const electrons = Math.min(scene * 1000 * 0.5, 800);
      return Math.floor(Math.min(1, (2 * electrons) / 800) * 7 + 0.5) / 7;
    });
    expect(frames).toEqual(expected.map(Math.fround));
    expect(new Set(frames).size).toBe(8);
  });

  it('converts the scene itself where there are no photons', () => {
    const sensor = [{ layer: 'quantizer', bitDepth: 1, threshold: 0.3 }];
    const frames = framesOf(build({ optics: [], sensor }), scenes(1));
    expect(frames).toEqual(Array.from(scenes(1).dataSync(), scene => (scene >= 0.3 ? 1 : 0)));
  });

  it('converts up to the full scale of the quantizer where no full well limits the electrons', () => {
    const layers = {
      ...noiseless,
      ...off('diffraction', 'full-well'),
      exposure: { photonsAtFullScale: 100 },
      'shot-noise': { isNoisy: false, quantumEfficiency: 1 },
      quantizer: { fullScaleElectrons: 50 },
    };
    const frames = framesOf(build({ layers }), scenes(1));
    const clipped = Array.from(scenes(1).dataSync(), scene => scene >= 0.5);
    expect(frames.map(value => value === 1)).toEqual(clipped);
  });

  it('draws the noise of an image from its place, not from its batch, and anew for each step', () => {
    const layers = { exposure: { photonsAtFullScale: 100 }, 'full-well': { fullWellElectrons: 65 } };
    const camera = build({ layers });
    const whole = scenes(4);
    reseedNoise(camera.model, 7, 0);
    const all = framesOf(camera, whole);
    reseedNoise(camera.model, 7, 2);
    expect(framesOf(camera, whole.slice([2, 0, 0, 0]))).toEqual(all.slice(128));
    reseedNoise(camera.model, 8, 0);
    expect(framesOf(camera, whole)).not.toEqual(all);
  });

  it('gives each layer the noise of its place, whether a layer before it is on or off', () => {
    const framesWith = (layers: Changes['layers']) =>
      framesOf(build({ layers: { ...off('quantizer'), ...layers } }), scenes(1));
    const quiet = { 'shot-noise': { isNoisy: false } };
    const noiseOf = (layers: Changes['layers']) => {
      const clean = framesWith({ ...quiet, ...layers, 'read-noise': { readNoiseElectrons: 0 } });
      return framesWith({ ...quiet, ...layers }).map((value, i) => Math.round(10 * (value - clean[i]!)));
    };
    expect(noiseOf(off('diffraction'))).toEqual(noiseOf({}));
    expect(new Set(noiseOf({})).size).toBeGreaterThan(10);
  });

  it('gives two seeds different noise and different weights, and one seed the same', () => {
    const input = scenes(1);
    const frame = (seed: number) => framesOf(build({}, seed), input);
    const kernel = (seed: number) =>
      Array.from(build({}, seed).model.getLayer('network_conv1').getWeights()[0]!.dataSync());
    expect(frame(1)).toEqual(frame(1));
    expect(frame(1)).not.toEqual(frame(2));
    expect(kernel(1)).toEqual(kernel(1));
    expect(kernel(1)).not.toEqual(kernel(2));
  });

  it('trains what the config calls learned, and nothing else of the camera', () => {
    const hardware = (changes: Changes) =>
      build(changes)
        .model.trainableWeights.map(weight => weight.originalName)
        .filter(name => !name.startsWith('network_'));
    expect(hardware({})).toEqual([]);
    const learned = { mode: 'learned' };
    const layers = { diffraction: learned, exposure: learned, quantizer: { ...learned, bitDepth: 1 } };
    expect(hardware({ layers })).toEqual([
      'diffraction/fNumber',
      'exposure/photonsAtFullScale',
      'quantizer/logGain',
      'quantizer/thresholdLogit',
    ]);
  });

  it.each<[Changes, string]>([
    [
      { layers: off('exposure') },
      'camera: sensor.shot-noise: found a scene in fractions of full scale before it, must be photons: put an exposure layer before it',
    ],
    [
      { layers: off('shot-noise') },
      'camera: sensor.read-noise: found photons before it, must be electrons: put a shot-noise layer before it',
    ],
    [
      { layers: off('full-well') },
      'camera: sensor.quantizer.fullScaleElectrons: found nothing, must be a number of electrons, because no full-well',
    ],
    [
      { layers: { diffraction: { mode: 'learned', fNumber: 8, fNumberMax: 4 } } },
      'camera: optics.diffraction.fNumber: found 8, must be above fNumberMin 1 and below fNumberMax 4',
    ],
  ])('refuses %j with the path of the key', (changes, message) => {
    expect(() => build(changes)).toThrow(message);
  });

  it('passes on that an image is too small for the network', () => {
    expect(() => build({ network: { filters: [2, 2, 2, 2] } })).toThrow('must be at least 16 x 16');
  });

  it('knows the layers of the camera, the frame and the network', () => {
    const camera = build();
    expect(camera.frame).toMatchObject({ unit: 'digital', height: 8, width: 8, channels: 1, fullScale: 1 });
    const behind = tensorsOf(camera.network).map(({ sourceLayer }) => sourceLayer);
    expect([...cameraLayers(camera), ...behind.slice(1)]).toEqual(camera.model.layers.slice(1));
    expect(behind[0]).toBe(cameraLayers(camera).at(-1));
    expect(behind[1]).toBe(standardizeLayer(camera.model));
  });
});

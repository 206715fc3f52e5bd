import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { buildModel, cameraParts, reseedNoise, standardizeLayer } from '../../src/experiments/camera.js';
import { applyLayers } from '../../src/networks/apply-layers.js';
import { toyConfig, type Changes } from './toy-trial.js';

const shape = { height: 8, width: 8, channels: 1, classes: 3 };
const build = (changes: Changes = {}, seed = 1) => buildModel(toyConfig(changes), shape, seed);
const namesOf = (model: tf.LayersModel) => model.layers.map(layer => layer.name);
const quiet = { shotNoise: 'off', readNoise: 'off' };
const allOff = { exposure: 'off', shotNoise: 'off', readNoise: 'off', fullWell: 'off', quantizer: 'off' };

/** A ramp of scenes, 0 to 1. */
function scenes(count: number): tf.Tensor4D {
  const size = count * 64;
  return tf.tensor4d(
    Float32Array.from({ length: size }, (_, i) => ((i * 37) % size) / (size - 1)),
    [count, 8, 8, 1],
  );
}

function framesOf(model: tf.LayersModel, input: tf.Tensor4D): number[] {
  const { optics, sensor, converter } = cameraParts(model);
  return tf.tidy(() => Array.from(applyLayers([...optics, ...sensor, ...converter], input).dataSync()));
}

describe('buildModel', () => {
  beforeAll(() => startEngine());

  it('chains the parts of the camera in the order of the light, under their names', () => {
    const network = ['standardize', 'conv1', 'pool1', 'flatten', 'dense', 'logits'];
    const camera = ['exposure', 'diffraction', 'shotNoise', 'readNoise', 'fullWell', 'quantizer'];
    expect(namesOf(build())).toEqual(['scene', ...camera, ...network]);
    expect(namesOf(build({ optics: { diffraction: 'off' }, sensor: allOff }))).toEqual(['scene', ...network]);
  });

  it('still turns photons into electrons where shot noise is off', () => {
    const model = build({ sensor: { ...quiet, fullWell: 'off' } });
    expect(namesOf(model)).toContain('shotNoise');
    expect(namesOf(model)).not.toContain('readNoise');
    expect(namesOf(model)).not.toContain('fullWell');
  });

  it('gives codes that follow from photons, quantum efficiency, gain and full well', () => {
    const sensor = {
      ...quiet,
      photonsAtFullScale: 1000,
      quantumEfficiency: 0.5,
      fullWellElectrons: 800,
      gain: 2,
      bitDepth: 3,
    };
    const input = scenes(1);
    const frames = framesOf(build({ optics: { diffraction: 'off' }, sensor }), input);
    const expected = Array.from(input.dataSync(), scene => {
      const electrons = Math.min(scene * 1000 * 0.5, 800);
      return Math.floor(Math.min(1, (2 * electrons) / 800) * 7 + 0.5) / 7;
    });
    expect(frames).toEqual(expected.map(Math.fround));
    expect(new Set(frames).size).toBe(8);
  });

  it('converts the scene itself where there are no photons', () => {
    const sensor = { ...allOff, quantizer: 'fixed', bitDepth: 1, threshold: 0.3 };
    const frames = framesOf(build({ optics: { diffraction: 'off' }, sensor }), scenes(1));
    expect(frames).toEqual(Array.from(scenes(1).dataSync(), scene => (scene >= 0.3 ? 1 : 0)));
  });

  it('draws the noise of an image from its place, not from its batch, and anew for each step', () => {
    const model = build({ sensor: { photonsAtFullScale: 100, fullWellElectrons: 65 } });
    const whole = scenes(4);
    reseedNoise(model, 7, 0);
    const all = framesOf(model, whole);
    reseedNoise(model, 7, 2);
    expect(framesOf(model, whole.slice([2, 0, 0, 0]))).toEqual(all.slice(128));
    reseedNoise(model, 8, 0);
    expect(framesOf(model, whole)).not.toEqual(all);
  });

  it('gives two seeds different noise and different weights, and one seed the same', () => {
    const input = scenes(1);
    const frame = (seed: number) => framesOf(build({}, seed), input);
    const kernel = (seed: number) =>
      Array.from(build({}, seed).getLayer('conv1').getWeights()[0]!.dataSync());
    expect(frame(1)).toEqual(frame(1));
    expect(frame(1)).not.toEqual(frame(2));
    expect(kernel(1)).toEqual(kernel(1));
    expect(kernel(1)).not.toEqual(kernel(2));
  });

  it('trains what the config calls learned, and nothing else of the camera', () => {
    const hardware = (changes: Changes) =>
      build(changes)
        .trainableWeights.map(weight => weight.originalName)
        .filter(name => !/^(conv|dense|logits)/.test(name));
    expect(hardware({})).toEqual([]);
    const sensor = { exposure: 'learned', quantizer: 'learned', bitDepth: 1 };
    expect(hardware({ optics: { diffraction: 'learned' }, sensor })).toEqual([
      'exposure/photonsAtFullScale',
      'diffraction/fNumber',
      'quantizer/logGain',
      'quantizer/thresholdLogit',
    ]);
  });

  it.each<[Changes, string]>([
    [{ sensor: { ...allOff, readNoise: 'fixed' } }, 'camera: sensor.readNoise: found "fixed", must be off'],
    [{ sensor: { ...allOff, shotNoise: 'fixed' } }, 'camera: sensor.shotNoise: found "fixed", must be off'],
    [
      { optics: { diffraction: 'learned', fNumber: 8, fNumberMax: 4 } },
      'camera: optics.fNumber: found 8, must be above optics.fNumberMin 1 and below optics.fNumberMax 4',
    ],
  ])('refuses %j with the path of the key', (changes, message) => {
    expect(() => build(changes)).toThrow(message);
  });

  it('passes on that an image is too small for the network', () => {
    expect(() => build({ network: { filters: [2, 2, 2, 2] } })).toThrow('must be at least 16 x 16');
  });
});

describe('cameraParts', () => {
  it('divides all layers but the input, in order', () => {
    const model = build();
    const { optics, sensor, converter, network } = cameraParts(model);
    expect([optics, sensor, converter].map(part => part.map(layer => layer.name))).toEqual([
      ['exposure', 'diffraction'],
      ['shotNoise', 'readNoise', 'fullWell'],
      ['quantizer'],
    ]);
    expect([...optics, ...sensor, ...converter, ...network]).toEqual(model.layers.slice(1));
    expect(network[0]).toBe(standardizeLayer(model));
  });
});

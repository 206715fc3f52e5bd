import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera, cameraLayers, reseedNoise } from '../../src/experiments/camera.js';
import { experimentSchema } from '../../src/experiments/config/schema.js';
import { applyLayers } from '../../src/networks/apply-layers.js';
import { isDescribedLayer } from '../../src/engine/layer-description.js';
import { resolveText, smallest } from './config/resolve.js';

beforeAll(() => startEngine());

/** Everything that draws anew in each exposure, and a fixed pattern; nothing that clips. */
const electronics = [
  { layer: 'exposure', photonsAtFullScale: 400 },
  { layer: 'shot-noise' },
  { layer: 'dark-current', darkElectronsPerSecond: 300, isMeanSubtracted: false },
  { layer: 'fixed-pattern', gainDeviationPercent: 5 },
  { layer: 'read-noise', readNoiseElectrons: 5 },
  { layer: 'block-binning', binning: '2' },
];
/** Where no code is rarer than one exposure sees. */
const counter = [
  { ...electronics[0], photonsAtFullScale: 40 },
  { layer: 'photon-counter', frames: 16, bitDepth: 2 },
];
const shape = { height: 8, width: 8, channels: 1, classes: 10 };

function cameraOf(sensor: readonly unknown[], isNoisy: boolean) {
  const config = experimentSchema.parse({
    name: 'a',
    isNoisy,
    data: { source: 'mnist' },
    optics: [],
    sensor,
  });
  return buildCamera(config, shape, 1);
}

/** Frames of one ramp, in exposures of their own. */
function frames(camera: ReturnType<typeof cameraOf>, count: number, step = 0): tf.Tensor {
  reseedNoise(camera.model, step, 0);
  const ramp = tf.linspace(0, 1, 64).reshape([1, 8, 8, 1]);
  return applyLayers(cameraLayers(camera), ramp.tile([count, 1, 1, 1]));
}

describe('a camera without noise', () => {
  it.each([
    ['electrons', electronics],
    ['counts', counter],
  ])('gives the same %s in every exposure, the mean of those of a noisy one', (_, sensor) => {
    const [quiet, noisy] = [cameraOf(sensor, false), cameraOf(sensor, true)];
    const mean = frames(quiet, 1);
    expect(frames(quiet, 1, 7).dataSync()).toEqual(mean.dataSync());
    const count = 500;
    const { mean: found, variance } = tf.moments(frames(noisy, count), 0);
    const error = found.sub(mean.squeeze([0])).abs();
    // In standard deviations of the mean; of a dark pixel of the counter nothing is ever drawn.
    const gaps = error.div(variance.div(count).sqrt().maximum(1e-6)).dataSync();
    expect(Math.max(...gaps)).toBeLessThan(4.5);
    expect(variance.max().dataSync()[0]).toBeGreaterThan(0);
  });

  it('keeps the pattern of the sensor', () => {
    const flat = cameraOf(
      electronics.filter(({ layer }) => layer !== 'fixed-pattern'),
      false,
    );
    const gap = frames(cameraOf(electronics, false), 1).sub(frames(flat, 1)).abs().max();
    expect(gap.dataSync()[0]).toBeGreaterThan(1);
  });

  it('says so in Methods', () => {
    const texts = cameraLayers(cameraOf([...electronics.slice(0, -1)], false)).map(layer =>
      isDescribedLayer(layer) ? layer.describe().text : '',
    );
    expect(texts.join(' ')).toMatch(
      /without shot noise\. .*30 electrons in a pixel on average during each exposure, without shot noise of their own\. .*Pixels were read without their noise of 5 electrons rms\./,
    );
  });

  it('is one value of an axis', () => {
    const { points } = resolveText(`${smallest}sweep: { isNoisy: [true, false] }\n`);
    expect(points.map(({ config }) => config.isNoisy)).toEqual([true, false]);
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera, cameraLayers, standardizeLayer, type Camera } from '../../src/experiments/camera.js';
import { cameraChain } from '../../src/experiments/camera-chain.js';
import { fitStandardization } from '../../src/experiments/fit-standardization.js';
import { describeNetwork } from '../../src/experiments/network.js';
import { applyLayers } from '../../src/networks/apply-layers.js';
import { compressTone } from '../../src/networks/tone.js';
import { faultsOf } from './config/resolve.js';
import { off, toyConfig } from './toy-trial.js';

beforeAll(() => startEngine());

const shape = { height: 8, width: 8, channels: 1, classes: 2 };
const mu = 100;
const blackLevel = 0.1;

function tonedCamera(task: 'reconstruct' | 'segment') {
  const layers = { ...off('diffraction', 'read-noise', 'shot-noise', 'exposure', 'full-well') };
  const quantizer = { bitDepth: 12, blackLevel };
  const network = { type: 'tied', kernelSize: 1, tone: 'mu-law', toneFrameMu: mu };
  const config = toyConfig({ task, layers: { ...layers, quantizer }, network });
  return { config, camera: buildCamera(config, shape, 1) };
}

const namesOf = ({ model }: Camera) => model.layers.map(({ name }) => name);

describe('a network that works on a logarithmic scale', () => {
  it('gets frames above black, standardized there, and gives scenes back from it', async () => {
    const { config, camera } = tonedCamera('reconstruct');
    expect(namesOf(camera).slice(0, 4)).toEqual(['scene', 'quantizer', 'network_compress', 'standardize']);
    expect(namesOf(camera).at(-1)).toBe('network_expand');
    const values = Float32Array.from({ length: 64 }, (_, i) => (0.9 * i) / 63);
    const images = { count: 1, height: 8, width: 8, channels: 1, labels: [0], scenes: () => values };
    const task = {
      config,
      camera,
      links: camera.links,
      images: images as never,
      rows: Uint32Array.of(0),
      log: () => undefined,
    };
    const { mean } = await fitStandardization(task);
    const expected = compressTone(tf.tensor1d(values), mu).mean().dataSync()[0]!;
    // Half a code of 12 bits, on a scale that is 22 times as steep in the dark.
    expect(mean[0]).toBeCloseTo(expected, 2);
    expect(standardizeLayer(camera.model).mean).toEqual(mean);
    expect(
      applyLayers(cameraLayers(camera), tf.zeros([1, 8, 8, 1]))
        .min()
        .dataSync()[0],
    ).toBeCloseTo(0.1, 3);
    expect(describeNetwork(config, shape).text).toMatch(
      /^The network worked on logarithmic scales.* µ = 100 before .* standardized, and what it gave was brought back from one with µ = 5000\. /,
    );
  });

  it('gives classes of pixels as they are', () => {
    const { config, camera } = tonedCamera('segment');
    expect(namesOf(camera)).not.toContain('network_expand');
    expect(describeNetwork(config, shape).text).toContain('before they were standardized. ');
  });

  it.each([
    [[], blackLevel],
    [[{ layer: 'digital-convolution', kernels: 2, kernelPixels: 3 }], undefined],
    // What both frames of a pair have is not in their difference.
    [[{ layer: 'difference' }], undefined],
  ])('knows what frames show in the dark behind %j', (behind, black) => {
    const sensor = [{ layer: 'quantizer', bitDepth: 12, blackLevel }, ...behind];
    const { frame, problems } = cameraChain(toyConfig({ optics: [], sensor }), { ...shape, channels: 2 }, 1);
    expect(problems).toEqual([]);
    expect(frame.black).toBe(black);
  });

  it('needs frames with a full scale', () => {
    const text = (sensor: string) =>
      `name: a\ntask: reconstruct\ndata: { source: mnist }\nsensor: [${sensor}]\nnetwork: { type: tied, tone: mu-law }\n`;
    const electrons = '{ layer: exposure }, { layer: shot-noise }';
    expect(faultsOf(text(`${electrons}, { layer: full-well }`))).toEqual([]);
    expect(faultsOf(text(electrons))).toEqual([
      '5:30: network.tone: found mu-law, must be linear, because no full-well or quantizer layer gives the frames a full scale',
    ]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMeanImages, writeMeanImages } from '../../src/analysis/mean-images-record.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera } from '../../src/experiments/camera.js';
import { labelledImages } from '../../src/experiments/labelled-images.js';
import { meanImages } from '../../src/experiments/mean-images.js';
import { splitDataset } from '../../src/data/split.js';
import { toyConfig, toyDataset } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'mean-images-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

it('The mean of what arrives at a learned map is recorded, and of nothing else', async () => {
  const sensor = [
    { layer: 'exposure', photonsAtFullScale: 100 },
    { layer: 'shot-noise', isNoisy: false, quantumEfficiency: 0.5 },
    { layer: 'full-well' },
    { layer: 'pixel-gain', mode: 'learned' },
  ];
  const config = toyConfig({ optics: [], sensor });
  const dataset = toyDataset();
  const split = splitDataset(dataset, { ...config.data.split, seed: 1 });
  const images = labelledImages(dataset, split, config);
  const camera = buildCamera(config, { height: 8, width: 8, channels: 1, classes: 3 }, 1);
  const rows = split.test;
  const reseed = () => undefined;
  const means = await meanImages({ config, camera, dataset, images, rows, verdicts: [], reseed });
  expect(means.map(({ layer, height, width, ...rest }) => [layer, height, width, rest.images])).toEqual([
    ['pixel-gain', 8, 8, rows.length],
  ]);
  const scenes = images.scenes(rows);
  means[0]!.values.forEach((value, pixel) => {
    const sum = [...rows].reduce((total, _, place) => total + scenes[64 * place + pixel]!, 0);
    expect(value).toBeCloseTo((50 * sum) / rows.length, 3);
  });
  writeMeanImages(root, means);
  expect(readMeanImages(root)).toEqual(means);
});

it('A mean image that does not fill its size is refused', () => {
  const image = { layer: 'gain', images: 1, height: 2, width: 2, values: new Float32Array(3) };
  expect(() => writeMeanImages(root, [image])).toThrow('mean image at gain has 3 values, must have 2 x 2');
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/analysis/metrics-stream.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera } from '../../src/experiments/camera.js';
import { fitStandardization } from '../../src/experiments/fit-standardization.js';
import { fixedLinks, withoutFixedLayers } from '../../src/experiments/fixed-images.js';
import { labelledImages } from '../../src/experiments/labelled-images.js';
import { runTrial } from '../../src/experiments/trial.js';
import { toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'fixed-images-'));
let runs = 0;
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

/** What a trial leaves, and what it says of kept images. */
async function run(changes: Changes) {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  const lines: string[] = [];
  await runTrial(
    toyTrial({ ...changes, analysis: { sampleImages: 0, saliencyImages: 0 } }),
    toyDataset(60),
    folder,
    () => undefined,
    line => lines.push(line),
  );
  const epochs = readMetrics(folder).map(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]);
  return {
    epochs,
    weights: readFileSync(join(folder, 'model', 'weights.bin')),
    predictions: readFileSync(join(folder, 'predictions.arrow')),
    said: lines.filter(line => line.startsWith('cache:')).join('\n'),
  };
}

const lens = { layer: 'diffraction', fNumber: 8 };
const noisy = [
  { layer: 'exposure', photonsAtFullScale: 300 },
  { layer: 'shot-noise' },
  { layer: 'full-well', fullWellElectrons: 300 },
  { layer: 'quantizer', bitDepth: 4 },
];

describe('images behind fixed layers', () => {
  it.each([
    [
      'a lens before noise',
      { optics: [lens], sensor: noisy, network: {} },
      '2 fixed layers (diffraction, exposure)',
    ],
    [
      'a blur of images in pairs before a branching network',
      {
        optics: [{ layer: 'shift-variant-blur' }],
        sensor: [noisy[0]!],
        network: { type: 'resnet-small', blocks: 1, width: 0.25 },
      },
      '2 fixed layers (shift-variant-blur, exposure)',
    ],
  ])('kept or computed at each step give the same bits: %s', async (_, changes, said) => {
    const kept = await run({ ...changes, training: { epochs: 2 } });
    const computed = await run({ ...changes, training: { epochs: 2, cacheMegabytes: 0 } });
    expect(kept.said).toMatch(
      new RegExp(`^cache: ${said.replace(/[()]/g, '\\$&')} computed once for 48 images in`),
    );
    expect(computed.said).toBe('');
    expect(kept.epochs).toEqual(computed.epochs);
    expect(kept.weights.equals(computed.weights)).toBe(true);
    expect(kept.predictions.equals(computed.predictions)).toBe(true);
  });

  it('are not kept where they take too much memory', async () => {
    const training = { epochs: 1, cacheMegabytes: 0.01 };
    const large = await run({ optics: [lens], sensor: noisy, training });
    expect(large.said).toBe(
      'cache: 48 images behind diffraction, exposure would take 0.0123 MB, more than training.cacheMegabytes 0.01, so they are computed at ' +
        'each step',
    );
  });

  it('are those of validation alone where training scenes change, with the same bits', async () => {
    const training = { epochs: 2, augmentation: { horizontalFlip: true } };
    const kept = await run({ optics: [lens], sensor: noisy, training });
    const computed = await run({
      optics: [lens],
      sensor: noisy,
      training: { ...training, cacheMegabytes: 0 },
    });
    expect(kept.said).toMatch(/\(diffraction, exposure\) computed once for 12 validation images in/);
    expect(computed.said).toBe('');
    expect(kept.epochs).toEqual(computed.epochs);
    expect(kept.weights.equals(computed.weights)).toBe(true);
  });

  it('are computed once for the fit of the standardization and for training', async () => {
    const { config } = toyTrial({ optics: [lens], sensor: [noisy[0]!] });
    const rows = Uint32Array.from({ length: 20 }, (_, row) => row);
    const camera = buildCamera(config, { height: 8, width: 8, channels: 1, classes: 3 }, 1);
    const none = new Uint32Array();
    const scenes = labelledImages(toyDataset(60), { train: rows, validation: none, test: none }, config);
    const log = () => undefined;
    const whole = { config, camera, links: camera.links, images: scenes, rows, log };
    const expected = await fitStandardization(whole);
    const remaining = (await withoutFixedLayers({ ...whole, noun: 'images' }))!;
    expect(remaining.links).toEqual([]);
    const unseen = () => {
      throw new Error('scenes were asked for again');
    };
    const images = { ...remaining.images, scenes: unseen };
    const found = await fitStandardization({ ...whole, links: remaining.links, images });
    expect(found.mean[0]).toBeCloseTo(expected.mean[0]!, 3);
    expect(found.std[0]).toBeCloseTo(expected.std[0]!, 3);
    remaining.model.dispose();
    camera.model.dispose();
  });

  it('are computed in batches of one size, however few are asked for', async () => {
    const { config } = toyTrial({ optics: [lens], training: { cacheMegabytes: 0 } });
    const dataset = toyDataset(60);
    const scene = { height: 8, width: 8, channels: 1, classes: 3 };
    const camera = buildCamera(config, scene, 1);
    const rows = Uint32Array.from({ length: 20 }, (_, row) => row);
    const none = new Uint32Array();
    const scenes = labelledImages(dataset, { train: rows, validation: none, test: none }, config);
    const sizes: number[] = [];
    const images = {
      ...scenes,
      scenes: (asked: Uint32Array) => {
        sizes.push(asked.length);
        return scenes.scenes(asked);
      },
    };
    const { model, images: behind } = (await withoutFixedLayers({
      config,
      camera,
      images,
      rows,
      noun: 'images',
      log: () => undefined,
    }))!;
    const { of, height, width } = behind.prepared!;
    const all = of(rows);
    expect(all).toHaveLength(20 * height * width);
    expect(of(rows.subarray(17, 19))).toEqual(all.slice(17 * height * width, 19 * height * width));
    expect(new Set(sizes)).toEqual(new Set([16]));
    model.dispose();
    camera.model.dispose();
  });

  const names = (changes: Changes): string[] => {
    const { config } = toyTrial(changes);
    const { model, links } = buildCamera(config, { height: 8, width: 8, channels: 1, classes: 3 }, 1);
    const found = fixedLinks(links).map(({ item }) => item.name);
    model.dispose();
    return found;
  };

  it('end before the first layer that is learned or draws noise', () => {
    expect(names({ optics: [lens], sensor: noisy })).toEqual(['diffraction', 'exposure']);
    expect(names({ optics: [{ ...lens, mode: 'learned' }], sensor: noisy })).toEqual([]);
    expect(names({ optics: [{ ...lens, mode: 'off' }], sensor: noisy })).toEqual(['exposure']);
    expect(names({ optics: [{ layer: 'coded-mask', pattern: 'random' }], sensor: [] })).toHaveLength(1);
  });
});

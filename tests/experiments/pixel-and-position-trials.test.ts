import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { distanceOf, readPositions } from '../../src/analysis/position-record.js';
import { readMaskScores, readSegmentations } from '../../src/analysis/segmentation-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import type { Dataset } from '../../src/data/dataset.js';
import { startEngine } from '../../src/engine/start.js';
import { runTrial } from '../../src/experiments/trial.js';
import { toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'pixel-trials-'));
let runs = 0;
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

async function run(changes: Changes, dataset: Dataset): Promise<string> {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  await runTrial(
    toyTrial({ optics: [], sensor: [], ...changes }),
    dataset,
    folder,
    () => undefined,
    () => undefined,
  );
  return folder;
}

/** Bars are brighter than 128. */
function withMasks(set: Dataset): Dataset {
  const of = (index: number) =>
    Uint8Array.from(set.pixels.subarray(index * 64, (index + 1) * 64), code => Number(code > 128));
  return { ...set, pixelClasses: { classNames: ['ground', 'bar'], of } };
}

/** One bright pixel in each scene. */
function points(count: number): Dataset {
  const place = (index: number) => (index * 37) % 64;
  const pixels = new Uint8Array(count * 64);
  for (let index = 0; index < count; index++) pixels[index * 64 + place(index)] = 255;
  const position = (index: number) => [(place(index) % 8) + 0.5, Math.floor(place(index) / 8) + 0.5] as const;
  return { ...toyDataset(count), pixels, position };
}

it('A trial that segments learns what is bright, and leaves scores and maps of pixels', async () => {
  const changes = {
    ...{ task: 'segment' as const, network: { type: 'unet', depth: 1, filters: 4, convolutions: 1 } },
    training: { epochs: 12, learningRate: 0.03 },
  };
  const folder = await run(changes, withMasks(toyDataset(60)));
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['mask-scores.arrow', 'segmentations.arrow']));
  const { testScore, testMetrics = [] } = readResult(folder);
  expect(testScore).toBeGreaterThan(0.8);
  const { classNames, rows } = readMaskScores(folder);
  expect(classNames).toEqual(['ground', 'bar']);
  const sum = (key: 'truePositives' | 'falsePositives' | 'falseNegatives') =>
    rows.reduce((total, row) => total + row[key], 0);
  const union = sum('truePositives') + sum('falsePositives') + sum('falseNegatives');
  expect(testScore).toBeCloseTo(sum('truePositives') / union, 12);
  expect(testMetrics.find(({ name }) => name === 'pooledIou')!.value).toBe(testScore);
  const { images } = readSegmentations(folder);
  const [scene, , truth, predicted] = images;
  expect([...truth!.values]).toEqual([...scene!.values].map(value => Number(value > 128 / 255)));
  const own = rows.find(({ index }) => index === predicted!.image)!;
  const both = predicted!.values.filter((value, pixel) => value === 1 && truth!.values[pixel] === 1);
  expect(both.length).toBe(own.truePositives);
}, 30_000);

it('A trial that locates learns the place of a point, and leaves true and predicted positions', async () => {
  const changes = {
    ...{ task: 'locate' as const, network: { type: 'linear' }, analysis: { hitRadiusPixels: 1.5 } },
    training: { epochs: 40, learningRate: 0.01, earlyStoppingPatience: 0 },
  };
  const folder = await run(changes, points(384));
  const { testScore, testMetrics = [] } = readResult(folder);
  const { height, width, rows } = readPositions(folder);
  expect([height, width]).toEqual([8, 8]);
  const squares = rows.map(row => distanceOf(row) ** 2);
  expect(testScore).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length), 12);
  // Guessing the centre would be √(2 · 63 / 12) = 3.2 pixels off.
  expect(testScore).toBeLessThan(1);
  const hits = rows.filter(row => distanceOf(row) <= 1.5).length;
  expect(testMetrics.find(({ name }) => name === 'hitRate')!.value).toBeCloseTo(hits / rows.length, 12);
}, 30_000);

it('A set without masks cannot be segmented', async () => {
  const changes = { task: 'segment' as const, network: { type: 'unet', depth: 1, filters: 1 } };
  await expect(run(changes, toyDataset(30))).rejects.toThrow(
    'task: found segment, must be another one, as bars has no masks',
  );
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawFigures } from '../../src/figures/draw-all.js';
import type { Figure } from '../../src/figures/figure.js';
import { readEvidence } from '../../src/report/evidence.js';
import { reportPage } from '../../src/report/page.js';
import { writeTaskSweep } from '../fixtures/task-sweeps.js';

const folder = mkdtempSync(join(tmpdir(), 'head-figures-'));
let figures: Figure[] = [];
beforeAll(async () => {
  writeTaskSweep(folder, 'segment', true);
  figures = await drawFigures(folder, { formats: ['svg'] });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('A further head has the figures of its task, behind the curve of the first', () => {
  const names = figures.map(({ name }) => name);
  expect(names[0]).toBe('iou-curve');
  expect(names).toEqual(
    expect.arrayContaining([
      ...['segmentations', 'training-curves'],
      ...['rmse-curve', 'position-errors', 'training-curves-locate'],
    ]),
  );
});

it('Their captions name the head and its numbers', () => {
  const captionOf = (name: string) => figures.find(each => each.name === name)!.caption;
  // The mean of 2 and 3 pixels in each combination.
  expect(captionOf('rmse-curve')).toContain('2.50');
  expect(captionOf('position-errors')).toContain('head of task locate');
  expect(captionOf('training-curves-locate')).toMatch(
    /^Squared error and RMSE over the epochs, head of task locate/,
  );
  expect(captionOf('training-curves')).toMatch(/^Weighted loss of all heads and IoU/);
});

it('Designs as built have the score of the head where it was recorded', () => {
  const isBuiltShown = (name: string) => figures.find(each => each.name === name)!.svg.includes('as built');
  expect([isBuiltShown('rmse-curve'), isBuiltShown('iou-curve')]).toEqual([true, false]);
});

it('The page shows them, and the score of the head among the other measures', () => {
  const page = reportPage(readEvidence(folder), figures);
  expect(page).toContain('figure-rmse-curve');
  expect(page).toContain('RMSE (pixels)');
});

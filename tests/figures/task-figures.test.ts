import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLabelSets } from '../../src/analysis/label-record.js';
import { readSweep } from '../../src/analysis/sweep-record.js';
import { drawFigures } from '../../src/figures/draw-all.js';
import type { Drawing } from '../../src/figures/figure.js';
import { positionErrors } from '../../src/figures/position-errors.js';
import { segmentationGrid } from '../../src/figures/segmentation-grid.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { ownFigures, type Outcome } from '../../src/figures/task-figures.js';
import { readEvidence } from '../../src/report/evidence.js';
import { reportPage } from '../../src/report/page.js';
import { memorySweep } from '../fixtures/memory-sweep.js';
import { positionsOf, scenesOf, segmentationsOf, writeTaskSweep } from '../fixtures/task-sweeps.js';
import { labelsOf, overlaps, parseSvg, texts, viewBoxOf } from './drawn-labels.js';

const root = mkdtempSync(join(tmpdir(), 'task-figures-'));
const [masks, positions] = [join(root, 'masks'), join(root, 'positions')];
beforeAll(() => {
  writeTaskSweep(masks, 'segment');
  writeTaskSweep(positions, 'locate');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('the figure of segmentations', () => {
  it('has five pictures of each image, with its IoU, the names of the classes and no texts that touch', () => {
    const images = segmentationsOf(2);
    const { svg, caption } = segmentationGrid(
      { classNames: ['cell', 'membrane'], images },
      ' at best',
      DEFAULT_STYLE,
    );
    const drawing = parseSvg(svg);
    expect(texts(drawing, 'parts')).toEqual(['Scene', 'Frame', 'True', 'Predicted', 'Difference']);
    expect(texts(drawing, 'scores')).toEqual(['cell #0: IoU 50.0 %', 'cell #1: IoU 60.0 %']);
    expect(texts(drawing, 'classes')).toEqual(['cell', 'membrane', 'missed', 'falsely found']);
    expect(drawing.querySelectorAll('image')).toHaveLength(10);
    expect(overlaps(labelsOf(drawing))).toEqual([]);
    expect(caption).toContain('where they differ at best');
  });

  it('tells another class apart where there are several, and needs all parts', () => {
    const classNames = ['ground', 'a', 'b'];
    const { svg } = segmentationGrid({ classNames, images: segmentationsOf(6, 2) }, '', DEFAULT_STYLE);
    expect(texts(parseSvg(svg), 'classes')).toEqual([
      ...classNames,
      'missed',
      'falsely found',
      'another class',
    ]);
    expect(texts(parseSvg(svg), 'scores')).toHaveLength(4);
    const cut = { classNames, images: segmentationsOf(1).slice(0, 3) };
    expect(() => segmentationGrid(cut, '', DEFAULT_STYLE)).toThrow(
      'segmentationGrid: image 0 has no predicted',
    );
  });
});

describe('the key of segmentations', () => {
  const classNames = ['ground', ...Array.from({ length: 12 }, (_, i) => `a class of cells ${i}`)];
  const { svg } = segmentationGrid({ classNames, images: segmentationsOf(1, 2) }, '', DEFAULT_STYLE);
  const drawing = parseSvg(svg);

  it('goes on in further rows where one is too short', () => {
    const labels = labelsOf(drawing);
    const box = viewBoxOf(drawing);
    expect(texts(drawing, 'classes')).toHaveLength(16);
    expect(overlaps(labels)).toEqual([]);
    expect(Math.max(...labels.map(({ right }) => right))).toBeLessThanOrEqual(box.width);
    expect(Math.max(...labels.map(({ bottom }) => bottom))).toBeLessThanOrEqual(box.height);
  });

  it('has colours of differences that no class has', () => {
    const colours = [...drawing.querySelectorAll('[aria-label="rect"] rect[fill]')].map(key =>
      key.getAttribute('fill'),
    );
    expect(colours).toHaveLength(16);
    const [classes, differences] = [colours.slice(0, 13), colours.slice(13)];
    for (const colour of differences) expect(classes).not.toContain(colour);
  });
});

describe('the figure of positions', () => {
  it('shows scenes with both places, all errors and both coordinates', () => {
    const { svg, caption } = positionErrors(positionsOf(5), scenesOf(2), ' at best', DEFAULT_STYLE);
    const drawing = parseSvg(svg);
    expect(texts(drawing, 'distances')).toEqual(['5.00 pixels off', '5.00 pixels off']);
    expect(drawing.querySelectorAll('image')).toHaveLength(2);
    expect(drawing.querySelectorAll('[aria-description="true places"] circle')).toHaveLength(5);
    expect(overlaps(labelsOf(drawing))).toEqual([]);
    expect(caption).toContain('in 5 test images at best');
  });

  it('does without scenes where none were recorded', () => {
    const { svg } = positionErrors(positionsOf(200), [], '', DEFAULT_STYLE);
    expect(parseSvg(svg).querySelectorAll('[aria-description="true places"] circle')).toHaveLength(150);
  });
});

it('The figure of label sets counts the test images of all folds', () => {
  const folders = [0, 1].map(fold => join(root, `fold-${fold}`));
  folders.forEach((folder, fold) => {
    mkdirSync(folder);
    const rows = [0, 1, 2].map(image => {
      return { index: 3 * fold + image, source: `pair #${image}`, labels: [0], predicted: [1] };
    });
    const probabilities = new Float32Array(2);
    writeLabelSets(folder, { classNames: ['a', 'b'], rows: rows.map(row => ({ ...row, probabilities })) });
  });
  const captionOf = (folds: number) => {
    const sweep = memorySweep([{ path: 'sensor.bitDepth', values: [1, 8] }], 1, () => 0.5);
    const plan = { ...sweep.plan, folds, config: { task: 'multi-label' } };
    const captions = { where: '', seed: '', sampleFolder: '' };
    const own = folders.slice(0, folds);
    const [[name, drawing]] = ownFigures({ ...sweep, plan }, 'multi-label', own, captions, DEFAULT_STYLE) as [
      Outcome,
    ];
    expect(name).toBe('exactmatch-curve');
    return (drawing as Drawing).caption;
  };
  expect(captionOf(2)).toContain('Test set: 6 images, each in one fold');
  expect(captionOf(1)).toMatch(/Test set: 3 images(?!, each)/);
});

describe('a sweep of either task', () => {
  it('has its figures, and a page with its other measures', async () => {
    const figures = await drawFigures(masks, { formats: ['svg'] });
    expect(figures.map(({ name }) => name)).toEqual([
      'iou-curve',
      'segmentations',
      'sensor-strip',
      'training-curves',
    ]);
    const page = reportPage(readEvidence(masks), figures);
    expect(page).toContain('Pooled IoU (%)');
    expect(page).toContain('<small>51.0 to 71.0</small>');
    expect(page).toContain('Images with both masks empty');
    expect(page).toMatch(/Other measures as built[^]*Pooled Dice \(%\)[^]*>38\.0 ± 6\.4/);
    expect(page).not.toContain('Confusion matrix');
  });

  it('takes the smallest error for the best', async () => {
    const figures = await drawFigures(positions, { formats: ['svg'] });
    expect(figures.map(({ name }) => name)).toEqual([
      'rmse-curve',
      'position-errors',
      'sensor-strip',
      'training-curves',
    ]);
    const { test } = readEvidence(positions);
    expect(test!.combination.axes).toEqual({ 'optics.measurements': 16 });
    expect(test!.images).toBe(5);
    expect(reportPage(readEvidence(positions), figures)).toContain('Hit rate (%)');
  });

  it('has a column for each measure in its summary', () => {
    const { rows } = readSweep(masks);
    expect(rows[0]!.testMetrics).toEqual([
      { name: 'pooledIou', value: 0.4 },
      { name: 'emptyImages', value: 1 },
    ]);
  });
});

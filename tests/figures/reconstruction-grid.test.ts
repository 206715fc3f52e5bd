import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSweep } from '../../src/analysis/sweep-record.js';
import { drawFigures } from '../../src/figures/draw-all.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { reconstructionGrid } from '../../src/figures/reconstruction-grid.js';
import { readEvidence } from '../../src/report/evidence.js';
import { reportPage } from '../../src/report/page.js';
import { reconstructionsOf, writeReconstructionSweep } from '../fixtures/reconstruction-sweep.js';
import { labelsOf, overlaps, parseSvg, texts } from './drawn-labels.js';

const folder = mkdtempSync(join(tmpdir(), 'reconstructions-'));
beforeAll(() => {
  writeReconstructionSweep(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the figure of reconstructions', () => {
  it('has scene, frame, reconstruction and error of each image, with its PSNR and no texts that touch', () => {
    const { svg, caption } = reconstructionGrid(reconstructionsOf(3), ' at best', DEFAULT_STYLE);
    const root = parseSvg(svg);
    expect(texts(root, 'parts')).toEqual(['Scene', 'Frame', 'Reconstruction', '|Error|']);
    expect(texts(root, 'scores')).toEqual([
      't10k #0: PSNR 20.00 dB',
      't10k #1: PSNR 21.00 dB',
      't10k #2: PSNR 22.00 dB',
    ]);
    expect(root.querySelectorAll('image')).toHaveLength(12);
    // Frames reach 500 electrons, errors 0.25.
    expect(texts(root, 'ranges')).toEqual(['0 to 1', '0 to 500', '0 to 1', '0 to 0.25']);
    expect(overlaps(labelsOf(root))).toEqual([]);
    expect(caption).toContain('absolute difference from the scene at best');
  });

  it('shows brightness on the logarithmic scale of a loss, and errors there', () => {
    const { svg, caption } = reconstructionGrid(reconstructionsOf(3), '', DEFAULT_STYLE, 100);
    const linear = reconstructionGrid(reconstructionsOf(3), '', DEFAULT_STYLE);
    const [root, plain] = [parseSvg(svg), parseSvg(linear.svg)];
    // Values at both ends of the range are the same; an error of 0.25 is larger in the dark.
    expect(texts(root, 'ranges').slice(0, 3)).toEqual(texts(plain, 'ranges').slice(0, 3));
    expect(texts(root, 'ranges')[3]).not.toBe('0 to 0.25');
    expect(caption).toContain('T(x) = ln(1 + µ x) / ln(1 + µ) of the fraction x');
    expect(linear.caption).not.toContain('ln');
  });

  it('shows four images at most, and needs all parts of each', () => {
    const { svg } = reconstructionGrid(reconstructionsOf(6), '', DEFAULT_STYLE);
    expect(texts(parseSvg(svg), 'scores')).toHaveLength(4);
    expect(() => reconstructionGrid(reconstructionsOf(1).slice(0, 2), '', DEFAULT_STYLE)).toThrow(
      'reconstructionGrid: image 0 has no reconstruction',
    );
  });
});

describe('a sweep that reconstructs', () => {
  it('comes back from its files with scores under the names of the task', () => {
    const { rows } = readSweep(folder);
    expect(rows.map(({ testScore, testSsim }) => [testScore, testSsim])).toEqual([
      [20.5, 0.7],
      [20.7, 0.7],
      [24.5, 0.8],
      [24.7, 0.8],
    ]);
  });

  it('has a curve in dB and the reconstructions, and says why others are missing', async () => {
    const skipped: string[] = [];
    const onSkip = (name: string, reason: string) => skipped.push(`${name}: ${reason}`);
    const figures = await drawFigures(folder, { formats: ['svg'], onSkip });
    expect(figures.map(({ name }) => name)).toEqual(['psnr-curve', 'reconstructions', 'training-curves']);
    const labels = figures.map(({ svg }) => labelsOf(parseSvg(svg)).map(({ text }) => text));
    expect(labels[0]).toContain('Test PSNR (dB)');
    figures.forEach(({ svg }) => expect(overlaps(labelsOf(parseSvg(svg)))).toEqual([]));
    expect(labels[2]).toEqual(expect.arrayContaining(['Squared error × 1000', 'PSNR (dB)']));
    expect(figures[0]!.caption).toContain('Test set: 5 images. Highest: 24.60 ± 1.27 dB at');
    expect(skipped).toEqual([
      'confusion-matrix: the task is reconstruct, which names no classes',
      'sensor-strip: no sample images were recorded',
      'saliency-grid: the task is reconstruct, which names no classes',
    ]);
  });

  it('has a page in dB without a section of classes', () => {
    const page = reportPage(readEvidence(folder), []);
    expect(page).toContain('Best test PSNR');
    expect(page).toContain('24.60 ± 1.27\u202fdB');
    expect(page).toContain('id="ssim"');
    expect(page).not.toContain('id="classes"');
    expect(page).not.toMatch(/accuracy|most frequent class/i);
  });
});

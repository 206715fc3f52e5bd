import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SweepAxis } from '../../src/analysis/sweep-plan.js';
import { readSweep } from '../../src/analysis/sweep-record.js';
import type { Drawing } from '../../src/figures/figure.js';
import { rankedCombinations } from '../../src/figures/representative.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { sweepStrip } from '../../src/figures/sweep-strip.js';
import { writeSyntheticSweep } from '../fixtures/synthetic-sweep.js';
import { parseSvg, texts } from './drawn-labels.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strip-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function stripOf(axis: SweepAxis): Drawing {
  writeSyntheticSweep(folder, { axes: [axis], repeats: 1, testImages: 20, size: 8, epochs: 1 });
  const sweep = readSweep(folder);
  return sweepStrip(sweep, rankedCombinations(sweep)[0]!, DEFAULT_STYLE) as Drawing;
}

describe('the strip of a sweep', () => {
  it.each(['sensor.photonsAtFullScale', 'sensor.exposure.timeFactor'])('has a row per %s', path => {
    const { svg, caption } = stripOf({ path, values: [1, 4, 9] });
    expect(texts(parseSvg(svg), 'headings')).toHaveLength(3);
    expect(caption).toContain('one row per light level');
  });

  it.each(['sensor.exposures', 'sensor.exposure-tile.exposures'])(
    'shows images of the best %s, which are no light levels',
    path => {
      const { svg, caption } = stripOf({ path, values: ['checker', 'random', 'rows'] });
      expect(texts(parseSvg(svg), 'headings')).toHaveLength(2);
      expect(caption).not.toContain('light level');
    },
  );
});

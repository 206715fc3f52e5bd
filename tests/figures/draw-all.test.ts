import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trialFolder } from '../../src/analysis/sweep-plan.js';
import { drawFigures } from '../../src/figures/draw-all.js';
import { LIGHT_AXIS, writeSyntheticSweep } from '../fixtures/synthetic-sweep.js';
import { parseSvg, texts } from './drawn-labels.js';

const SMALL = { axes: [LIGHT_AXIS], repeats: 2, testImages: 40, size: 8 };
const NAMES = ['accuracy-curve', 'confusion-matrix', 'sensor-strip', 'saliency-grid', 'training-curves'];

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'draw-all-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('drawFigures', () => {
  it('writes each figure in three formats, the same bytes each time', async () => {
    writeSyntheticSweep(folder, SMALL);
    const figures = await drawFigures(folder);
    expect(figures.map(figure => figure.name)).toEqual(NAMES);
    expect(figures[0]!.files).toEqual(
      ['svg', 'pdf', 'png'].map(f => join(folder, 'figures', `accuracy-curve.${f}`)),
    );
    expect(readFileSync(figures[0]!.files[0]!, 'utf8')).toBe(figures[0]!.svg);
    const read = (): Map<string, string> => {
      const names = readdirSync(join(folder, 'figures'));
      return new Map(names.map(name => [name, readFileSync(join(folder, 'figures', name), 'base64')]));
    };
    const first = read();
    expect([...first.keys()].sort()).toEqual(
      NAMES.flatMap(name => ['pdf', 'png', 'svg'].map(f => `${name}.${f}`)).sort(),
    );
    await drawFigures(folder);
    expect(read()).toEqual(first);
  });

  it('gives the strip one row per light level, and names the combination the others show', async () => {
    writeSyntheticSweep(folder, SMALL);
    const [, confusion, strip, saliency] = await drawFigures(folder, { formats: ['svg'] });
    expect(texts(parseSvg(strip!.svg), 'headings')).toEqual(
      [200, 1000, 5000].map(n => `${n} photons per pixel at full scale`),
    );
    expect(confusion!.caption).toMatch(
      /at \d+ photons per pixel at full scale \(the combination with the best mean accuracy\)/,
    );
    expect(saliency!.caption).toContain('first repeat');
  });

  it('leaves out what there is nothing for, and says why', async () => {
    writeSyntheticSweep(folder, { ...SMALL, axes: [], repeats: 1 });
    const skipped: string[] = [];
    const options = {
      formats: ['svg'] as const,
      onSkip: (name: string, why: string) => skipped.push(`${name}: ${why}`),
    };
    expect((await drawFigures(folder, options)).map(figure => figure.name)).toEqual(NAMES.slice(1));
    expect(skipped).toEqual(['accuracy-curve: no axis of the sweep has two values']);
  });

  it('removes an older figure that is left out now', async () => {
    writeSyntheticSweep(folder, { ...SMALL, axes: [], repeats: 1 });
    const older = ['svg', 'pdf', 'png'].map(format => join(folder, 'figures', `accuracy-curve.${format}`));
    mkdirSync(join(folder, 'figures'));
    for (const path of older) writeFileSync(path, '');
    await drawFigures(folder, { formats: ['svg'] });
    expect(older.filter(path => existsSync(path))).toEqual([]);
  });

  it('draws nothing before the first trial has finished', async () => {
    writeSyntheticSweep(folder, { ...SMALL, unfinished: 6 });
    const skipped: string[] = [];
    expect(await drawFigures(folder, { onSkip: name => skipped.push(name) })).toEqual([]);
    expect(skipped).toEqual(NAMES);
  });

  it('answers a damaged trial with the file and the remedy, and a folder that is no sweep with its name', async () => {
    const plan = writeSyntheticSweep(folder, { ...SMALL, axes: [], repeats: 1 });
    const path = join(trialFolder(folder, plan.trials[0]!.id), 'predictions.arrow');
    writeFileSync(path, readFileSync(path).subarray(0, 300));
    await expect(drawFigures(folder)).rejects.toThrow(`${path}: is cut short or damaged`);
    await expect(drawFigures(join(folder, 'trials'))).rejects.toThrow('is not the folder of a sweep');
    expect(existsSync(join(folder, 'trials', 'figures'))).toBe(false);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSpectra, writeSpectra, type RecordedCurve } from '../../src/analysis/spectra-record.js';
import { spectraFigure } from '../../src/figures/spectra-figure.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { labelsOf, overlaps, parseSvg } from './drawn-labels.js';

const wavelengthsNm = Float32Array.from({ length: 33 }, (_, i) => 420 + 10 * i);
const bell = (centre: number, width: number, height = 1) =>
  wavelengthsNm.map(each => height * Math.exp(-(((each - centre) / width) ** 2)));
const curve = (rest: Partial<RecordedCurve>): RecordedCurve => ({
  ...{ layer: 'fluorophores', name: 'EGFP', kind: 'emission', stage: 'final', wavelengthsNm },
  ...{ values: bell(507, 25, 7), ...rest },
});
const filter = { layer: 'spectral-filters', name: 'filter 1', kind: 'filter' } as const;
const curves = (['initial', 'final'] as const).flatMap(stage => [
  curve({ stage }),
  curve({ stage, name: 'mCherry', values: bell(610, 40, 3) }),
  curve({ ...filter, stage, values: bell(stage === 'final' ? 520 : 500, 30, 0.95) }),
]);

describe('the figure of spectra', () => {
  it('shows light as lines and filters as bands, before and after where training moved them', () => {
    const { svg, caption } = spectraFigure(curves, ' at 4 filters', DEFAULT_STYLE);
    const labels = labelsOf(parseSvg(svg));
    const texts = labels.map(({ text }) => text);
    for (const text of [
      'EGFP',
      'mCherry',
      'filters',
      'Before training',
      'After training',
      'Wavelength (nm)',
    ]) {
      expect(texts).toContain(text);
    }
    expect(overlaps(labels)).toEqual([]);
    expect(caption).toMatch(
      /^Spectra in the camera at 4 filters, before training and after it\. Lines: .*\.$/,
    );
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('scales light to its own highest point, whatever a sensor detects', () => {
    const silicon = curve({ layer: 'spectral-response', name: 'silicon', kind: 'response' });
    const detected = { ...silicon, values: bell(600, 300, 0.8) };
    const heights = (light: number) => {
      const dim = curve({ values: bell(507, 25, light) });
      const root = parseSvg(spectraFigure([dim, detected], '', DEFAULT_STYLE).svg);
      return ['EGFP', 'silicon'].map(name =>
        root.querySelector(`[aria-description="${name}"] path`)!.getAttribute('d'),
      );
    };
    expect(heights(0.1)).toEqual(heights(7));
    expect(heights(0).join()).not.toMatch(/NaN/);
  });

  it('has one panel where nothing was learned', () => {
    const fixed = curves.map(each => (each.kind === 'filter' ? { ...each, values: bell(500, 30) } : each));
    const texts = labelsOf(parseSvg(spectraFigure(fixed, '', DEFAULT_STYLE).svg)).map(({ text }) => text);
    expect(texts.filter(text => text === 'Wavelength (nm)')).toHaveLength(1);
    expect(() => spectraFigure([], '', DEFAULT_STYLE)).toThrow('there are 0 curves, must be at least 1');
  });
});

describe('spectra.arrow', () => {
  it('gives back what was written, and nothing where there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spectra-'));
    try {
      expect(readSpectra(folder)).toEqual([]);
      writeSpectra(folder, curves);
      expect(readSpectra(folder)).toEqual(curves);
      expect(() => {
        writeSpectra(folder, [curve({ values: new Float32Array(3) })]);
      }).toThrow('EGFP of fluorophores has 3 values, must be one for each of 33 wavelengths');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

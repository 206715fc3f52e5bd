import { describe, expect, it } from 'vitest';
import type { OpticsRecord } from '../../src/analysis/optics-record.js';
import { opticsPanel } from '../../src/figures/optics-panel.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { labelsOf, overlaps, parseSvg, viewBoxOf } from './drawn-labels.js';

function record(label: string, nyquist: number): OpticsRecord {
  const side = 8;
  const map = (value: (place: number) => number) => ({
    rows: side,
    columns: side,
    values: Float32Array.from({ length: side * side }, (_, place) => value(place)),
  });
  const frequencies = Array.from({ length: 20 }, (_, k) => 25 * k);
  return {
    layer: 'a-lens-with-a-name-that-is-long',
    label,
    amplitude: map(place => (place % side === 0 ? 0 : 1)),
    waves: map(place => place / 10),
    psf: map(place => 1 / (1 + place)),
    psfPitchUm: 0.25,
    pixelPitchUm: 3.45,
    transfer: {
      frequencies,
      x: frequencies.map(f => Math.exp(-f / 100)),
      y: frequencies.map(f => Math.exp(-f / 50)),
      limit: frequencies.map(f => Math.max(0, 1 - f / 400)),
    },
    nyquist,
    numbers: [],
    sentences: [],
    warnings: [],
  };
}

describe('opticsPanel', () => {
  const drawing = opticsPanel([record('450 nm', 145), record('650 nm', 1e4)], DEFAULT_STYLE);
  const root = parseSvg(drawing.svg);

  it('has every label inside the drawing and none over another', () => {
    const { width, height } = viewBoxOf(root);
    const labels = labelsOf(root);
    expect(
      labels.filter(
        ({ left, right, top, bottom }) =>
          left < -0.5 || right > width + 0.5 || top < -0.5 || bottom > height + 0.5,
      ),
    ).toEqual([]);
    expect(overlaps(labels)).toEqual([]);
  });

  it('marks the Nyquist frequency where the lens passes it, and says it in the caption', () => {
    const marks = [...root.querySelectorAll('text')].filter(({ textContent }) => textContent === 'Nyquist');
    expect(marks).toHaveLength(1);
    expect(drawing.caption).toContain('the pixels of 3.45 µm resolve up to 145 cycles/mm');
    expect(drawing.caption).toContain('(450 nm), a-lens-with-a-name-that-is-long (650 nm)');
  });

  it('is drawn of one record at least', () => {
    expect(() => opticsPanel([], DEFAULT_STYLE)).toThrow(
      'opticsPanel: there are 0 records, must be at least 1',
    );
  });
});

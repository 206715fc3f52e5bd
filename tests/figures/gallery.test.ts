import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawGallery, EXAMPLES } from '../../examples/gallery.js';
import type { Figure } from '../../src/figures/figure.js';
import { VENUES } from '../../src/figures/style.js';
import { labelsOf, overlaps, parseSvg, viewBoxOf } from './drawn-labels.js';

/** `npm run gallery` keeps all formats for people to look at; the test run looks at the SVG files alone. */
const isGallery = process.env.npm_lifecycle_event === 'gallery';
const folder = isGallery ? resolve('results/gallery') : mkdtempSync(join(tmpdir(), 'gallery-'));

/** Glyphs may stand out of their advance width by this much, pixels. */
const OVERHANG = 0.5;

let gallery: Map<string, Drawn[]>;

interface Drawn extends Figure {
  readonly root: Element;
}
beforeAll(async () => {
  const drawn = await drawGallery(folder, { formats: isGallery ? ['svg', 'pdf', 'png'] : ['svg'] });
  const parse = (figure: Figure): Drawn => ({ ...figure, root: parseSvg(figure.svg) });
  gallery = new Map([...drawn].map(([name, figures]) => [name, figures.map(parse)]));
}, 300_000);
afterAll(() => {
  if (!isGallery) rmSync(folder, { recursive: true });
});

describe.each(Object.keys(EXAMPLES))('the figures of %s', name => {
  it('are all there', () => {
    const expected = ['confusion-matrix', 'sensor-strip', 'saliency-grid', 'training-curves'];
    const names = gallery.get(name)!.map(figure => figure.name);
    expect(names).toEqual(name === 'single' ? expected : ['accuracy-curve', ...expected]);
  });

  it('have every label inside the drawing and none over another', () => {
    for (const { name: figure, root } of gallery.get(name)!) {
      const { width, height } = viewBoxOf(root);
      const labels = labelsOf(root);
      const outside = labels.filter(
        ({ left, right, top, bottom }) =>
          left < -OVERHANG || right > width + OVERHANG || top < -OVERHANG || bottom > height + OVERHANG,
      );
      expect({ figure, outside }).toEqual({ figure, outside: [] });
      expect({ figure, overlaps: overlaps(labels) }).toEqual({ figure, overlaps: [] });
    }
  });

  it('are as wide as one or two columns, or narrower, with no text under 5 points and no line under half a point', () => {
    const { singleColumn, doubleColumn } = VENUES[EXAMPLES[name]!.draw?.venue ?? 'ieee'];
    for (const { name: figure, root } of gallery.get(name)!) {
      const { width } = viewBoxOf(root);
      expect(Number.parseFloat(root.getAttribute('width')!)).toBeCloseTo(width * 0.75, 2);
      if (figure === 'confusion-matrix') expect(width).toBeLessThanOrEqual(doubleColumn + 0.001);
      else expect([singleColumn, doubleColumn].some(column => Math.abs(width - column) < 0.001)).toBe(true);
      const numbersOf = (attribute: string): number[] =>
        [...root.querySelectorAll(`[${attribute}]`)].map(element => Number(element.getAttribute(attribute)));
      expect(Math.min(...numbersOf('font-size'))).toBeGreaterThan(5 / 0.75 - 0.01);
      expect(Math.min(Infinity, ...numbersOf('stroke-width'))).toBeGreaterThan(0.5 / 0.75 - 0.01);
    }
  });

  it('stand alone: no style sheet, no inherited colour, no address to load from', () => {
    for (const { svg } of gallery.get(name)!) {
      const withoutImages = svg.replace(/href="data:image\/png;base64,[^"]*"/g, '');
      expect(withoutImages).not.toMatch(/currentColor|<style|class=|NaN|undefined|href|src=/);
    }
  });

  it('have captions that name the test set or what is shown, without holes', () => {
    for (const { title, caption } of gallery.get(name)!) {
      expect(title).not.toBe('');
      expect(caption).toMatch(/^[A-Z].*\.$/);
      expect(caption).not.toMatch(/undefined|NaN|null| {2}/);
    }
  });
});

describe.runIf(isGallery)('the PDF files of the gallery', () => {
  it('embed their fonts', () => {
    for (const { files } of [...gallery.values()].flat()) {
      const fonts = execFileSync('pdffonts', [files[1]!], { encoding: 'utf8' });
      expect(fonts).toMatch(/Arimo-Regular +CID TrueType/);
      expect(readFileSync(files[1]!, 'latin1')).not.toContain('/Type3');
    }
  });
});

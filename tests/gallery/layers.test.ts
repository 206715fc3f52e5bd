/** The figures of all layers: their numbers are those of the files beside, which `npm run gallery` writes. */
import * as tf from '@tensorflow/tfjs';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allLayers, drawLayer, layerExamples } from '../../examples/layers.js';
import { startEngine } from '../../src/engine/start.js';
import { pngFrom } from '../../src/figures/convert.js';
import type { Drawing } from '../../src/figures/figure.js';
import type { PanelRow } from '../../src/figures/panel-rows.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { labelsOf, overlaps, parseSvg, viewBoxOf } from '../figures/drawn-labels.js';
import { snapshotOf, type MapSnapshot } from './snapshot.js';

const isGallery = process.env.npm_lifecycle_event === 'gallery';
const root = resolve(import.meta.dirname, '../..');
const pictures = join(root, 'docs/images/layers');

/** Resolution and largest size of the pictures in the docs. */
const PICTURE_PIXELS_PER_INCH = 160;
const PICTURE_BYTES = 60_000;

/**
 * Parts of the range by which numbers may differ. Sums in float32 end up to 1e-5 apart where another processor adds in another
 * order, and one photon more or less in a pixel, or a code next to a step, is 1e-3 of the range of a block; an effect that is
 * wrong changes blocks by far more.
 */
const TOLERANCE = 3e-3;
/** A single pixel may differ by a whole photon or code. */
const EXTREME_TOLERANCE = 3e-2;

/** Glyphs may stand out of their advance width by this much, pixels. */
const OVERHANG = 0.5;

beforeAll(() => startEngine());
afterAll(() => tf.disposeVariables());

const names = allLayers.map(({ layer }) => layer);

it('there is an example of each layer, and of no other', () => {
  expect(Object.keys(layerExamples).sort()).toEqual([...names].sort());
});

it.skipIf(isGallery)('there are numbers and a picture of each layer, and of no other', () => {
  const without = (ending: string, folder: string) =>
    readdirSync(folder)
      .filter(file => file.endsWith(ending))
      .map(file => file.slice(0, -ending.length))
      .sort();
  expect(without('.json', import.meta.dirname)).toEqual([...names].sort());
  expect(without('.png', pictures)).toEqual([...names].sort());
});

describe.each(allLayers)('the figure of $layer', definition => {
  const { layer } = definition;
  let rows: readonly PanelRow[];
  beforeAll(() => {
    rows = layerExamples[layer]!.rows();
  });

  it('shows the numbers that it did', () => {
    const file = join(import.meta.dirname, `${layer}.json`);
    const found = snapshotOf(rows);
    if (isGallery) writeFileSync(file, JSON.stringify(found, null, 2));
    else expectSame(found, JSON.parse(readFileSync(file, 'utf8')) as MapSnapshot[]);
  });

  it('is as wide as a column, with every label inside and none over another', async () => {
    const drawing = drawLayer(definition, rows);
    const withoutImages = drawing.svg.replace(/href="data:image\/png;base64,[^"]*"/g, '');
    const svg = parseSvg(withoutImages);
    const { width, height } = viewBoxOf(svg);
    expect(width).toBeCloseTo(DEFAULT_STYLE.singleColumn, 2);
    const labels = labelsOf(svg);
    const outside = labels.filter(
      ({ left, right, top, bottom }) =>
        left < -OVERHANG || right > width + OVERHANG || top < -OVERHANG || bottom > height + OVERHANG,
    );
    expect({ outside, overlaps: overlaps(labels) }).toEqual({ outside: [], overlaps: [] });
    expect(withoutImages).not.toMatch(/NaN|undefined/);
    if (isGallery) await writePictures(drawing);
  });

  it('has a caption without holes and a small picture', () => {
    expect(layerExamples[layer]!.caption).toMatch(/^[A-Z][^[\]]*\.$/);
    expect(layerExamples[layer]!.caption).not.toMatch(/undefined|NaN| {2}/);
    expect(statSync(join(pictures, `${layer}.png`)).size).toBeLessThan(PICTURE_BYTES);
  });
});

it('the numbers are the same on the cpu backend', async () => {
  const onnx = snapshotOf(layerExamples['shot-noise']!.rows());
  await tf.setBackend('cpu');
  const cpu = snapshotOf(layerExamples['shot-noise']!.rows());
  await tf.setBackend('onnx');
  expectSame(cpu, onnx);
});

/** The figure at full size for people to look at, and a small picture for the docs. */
async function writePictures({ name, svg }: Drawing): Promise<void> {
  const folder = join(root, 'results/gallery/layers');
  for (const each of [folder, pictures]) mkdirSync(each, { recursive: true });
  writeFileSync(join(folder, `${name}.svg`), svg);
  writeFileSync(join(folder, `${name}.png`), pngFrom(svg));
  const picture = sharp(pngFrom(svg, PICTURE_PIXELS_PER_INCH));
  const small = picture.png({ palette: true, dither: 0, compressionLevel: 9 });
  writeFileSync(join(pictures, `${name}.png`), await small.toBuffer());
}

function expectSame(found: readonly MapSnapshot[], expected: readonly MapSnapshot[]): void {
  expect(found.map(({ title, size }) => ({ title, size }))).toEqual(
    expected.map(({ title, size }) => ({ title, size })),
  );
  const faults = found.flatMap((map, i) => {
    const other = expected[i]!;
    const span = other.range[1] - other.range[0];
    const gaps = {
      range: Math.max(...map.range.map((value, k) => Math.abs(value - other.range[k]!))) / span,
      min: Math.abs(map.min - other.min) / span,
      max: Math.abs(map.max - other.max) / span,
      mean: Math.abs(map.mean - other.mean) / span,
      blocks: Math.max(...map.blocks.flat(2).map((value, k) => Math.abs(value - other.blocks.flat(2)[k]!))),
    };
    return Object.entries(gaps)
      .filter(([name, gap]) => !(gap <= (/min|max|range/.test(name) ? EXTREME_TOLERANCE : TOLERANCE)))
      .map(([name, gap]) => `${map.title}: ${name} ${gap}`);
  });
  expect(faults).toEqual([]);
}

/** Every figure from made-up results: what the drawings look like, and what their tests look at. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { drawFigures, type DrawOptions } from '../src/figures/draw-all.js';
import type { Figure } from '../src/figures/figure.js';
import {
  BIT_DEPTH_AXIS,
  LIGHT_AXIS,
  writeSyntheticSweep,
  type SyntheticSweepOptions,
} from '../tests/fixtures/synthetic-sweep.js';

interface Example {
  readonly sweep: SyntheticSweepOptions;
  readonly draw?: DrawOptions;
}

const BLOOD_CELLS = ['eosinophil', 'lymphocyte', 'monocyte', 'neutrophil'];
const QUANTIZER_AXIS = { path: 'sensor.quantizer', values: ['fixed', 'learned'] };

/** Sweeps that differ in what a figure has to cope with. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'bit-depth': { sweep: { testImages: 100 } },
  'one-axis': {
    sweep: {
      axes: [{ path: 'sensor.bitDepth', values: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16] }],
      repeats: 2,
      testImages: 100,
    },
  },
  'wide-range': {
    sweep: {
      axes: [{ path: LIGHT_AXIS.path, values: [10, 30, 100, 300, 1000, 3000, 10_000] }],
      sampleImages: 1,
    },
  },
  'one-repeat': { sweep: { axes: [BIT_DEPTH_AXIS], repeats: 1, testImages: 50, epochs: 1 } },
  categories: {
    sweep: {
      axes: [QUANTIZER_AXIS, { path: 'optics.diffraction', values: ['off', 'fixed', 'learned'] }],
      epochs: 40,
    },
  },
  'three-axes': {
    sweep: {
      axes: [
        { path: 'sensor.bitDepth', values: [1, 2, 8] },
        { ...LIGHT_AXIS, values: [200, 5000] },
        { path: 'optics.fNumber', values: [2, 4, 8, 16] },
      ],
      repeats: 2,
      testImages: 50,
      size: 12,
    },
  },
  'blood-cells': {
    sweep: {
      axes: [{ path: 'sensor.bitDepth', values: [2, 8] }],
      classNames: BLOOD_CELLS,
      channels: 3,
      size: 64,
    },
  },
  'many-classes': {
    sweep: {
      axes: [{ path: 'sensor.bitDepth', values: [1, 8] }],
      classNames: Array.from({ length: 20 }, (_, i) => `species ${i + 1}`),
      testImages: 400,
    },
  },
  single: { sweep: { axes: [] } },
  unfinished: {
    sweep: { axes: [LIGHT_AXIS, { ...BIT_DEPTH_AXIS, values: [1, 2, 8] }], repeats: 2, unfinished: 9 },
  },
  nature: {
    sweep: { axes: [BIT_DEPTH_AXIS, { ...LIGHT_AXIS, values: [200, 5000] }], repeats: 2 },
    draw: { venue: 'nature' },
  },
};

/** Draws all examples into `<folder>/<example>/figures`; whatever lies in `folder/<example>` is replaced. */
export async function drawGallery(folder: string, options: DrawOptions = {}): Promise<Map<string, Figure[]>> {
  const drawn = new Map<string, Figure[]>();
  for (const [name, { sweep, draw }] of Object.entries(EXAMPLES)) {
    const target = join(folder, name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    writeSyntheticSweep(target, sweep);
    drawn.set(name, await drawFigures(target, { ...options, ...draw }));
  }
  return drawn;
}

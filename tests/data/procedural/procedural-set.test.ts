import { describe, expect, it } from 'vitest';
import {
  drawProcedural,
  loadProcedural,
  type ProceduralOptions,
} from '../../../src/data/procedural/procedural-set.js';
import { toScene } from '../../../src/data/scene.js';
import { splitDataset } from '../../../src/data/split.js';

const shared = { source: 'procedural', images: 60, heightPixels: 24, widthPixels: 37, seed: 4 } as const;
const kinds: readonly ProceduralOptions[] = [
  { ...shared, kind: 'textures', periodsPixels: [3, 4, 8], orientations: 4 },
  { ...shared, kind: 'point-emitters', classBy: 'count', mostEmitters: 5, spotPixels: 1 },
  { ...shared, kind: 'point-emitters', classBy: 'quadrant', mostEmitters: 5, spotPixels: 1 },
  { ...shared, kind: 'hdr-scenes', dynamicRange: 1e4 },
  { ...shared, kind: 'cells' },
  {
    ...{ ...shared, kind: 'fluorophores', content: 'spectra', spectralChannels: 6 },
    fluorophores: ['Cerulean', 'EGFP', 'mOrange', 'mCherry'],
  },
];

describe.each(kinds.map(options => [options.kind, options] as const))('procedural %s', (_, options) => {
  const dataset = loadProcedural(options);

  it('has scenes of the stated size from 0 to 1 that use the range', () => {
    const { height, width, channels } = dataset;
    for (let index = 0; index < 24; index++) {
      const { scene } = drawProcedural(options, index);
      expect(scene.length).toBe(height * width * channels);
      expect(scene.every(value => value >= 0 && value <= 1)).toBe(true);
      expect(Math.max(...scene) - Math.min(...scene)).toBeGreaterThan(0.3);
    }
  });

  it('has classes that differ by one sample at most', () => {
    const counts = dataset.classNames.map(
      (_, label) => dataset.labels.filter(found => found === label).length,
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('draws a sample from seed and index alone, in any order', () => {
    const [late, early] = [
      toScene(dataset, [7, 3]),
      toScene(loadProcedural({ ...options, images: 48 }), [3, 7]),
    ];
    const size = late.length / 2;
    expect(late.subarray(0, size)).toEqual(early.subarray(size));
    expect(late.subarray(size)).toEqual(early.subarray(0, size));
    expect(drawProcedural({ ...options, seed: 5 }, 3).scene).not.toEqual(early.subarray(0, size));
    expect(drawProcedural(options, 3 + dataset.classNames.length).scene).not.toEqual(early.subarray(0, size));
  });

  it('can be split', () => {
    const split = splitDataset(dataset, { seed: 1, validationFraction: 0.2, testFraction: 0.2 });
    expect(split.train.length + split.validation.length + split.test.length).toBe(60);
  });
});

it('a fingerprint is one of the options', () => {
  const prints = kinds.map(options => loadProcedural(options).fingerprint);
  expect(new Set(prints).size).toBe(kinds.length);
  expect(loadProcedural({ ...kinds[0]!, seed: 5 }).fingerprint).not.toBe(prints[0]);
  expect(loadProcedural(kinds[0]!).fingerprint).toBe(prints[0]);
});

it('fewer images than classes are refused, and so are too many classes', () => {
  const gratings = kinds[0]!;
  expect(() => loadProcedural({ ...gratings, images: 11 })).toThrow(
    'data.images: found 11, must be at least 12, one of each class of textures',
  );
  const many = {
    ...shared,
    kind: 'textures',
    periodsPixels: Array(30).fill(4) as number[],
    orientations: 16,
  } as const;
  expect(() => loadProcedural(many)).toThrow(
    'data: textures has 480 classes with these options, must have 2 to 256',
  );
});

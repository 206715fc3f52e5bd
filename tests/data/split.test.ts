import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { splitDataset, type Split, type SplitOptions } from '../../src/data/split.js';
import { labelledDataset } from './files.js';

const base: SplitOptions = { seed: 1, validationFraction: 0.15, testFraction: 0.2 };
const parts = ['train', 'validation', 'test'] as const;
const repeat = (label: number, count: number): number[] => Array.from({ length: count }, () => label);
const countsOf = (dataset: Dataset, indices: Uint32Array): number[] =>
  dataset.classNames.map((_, label) => indices.filter(index => dataset.labels[index] === label).length);
const allCounts = (dataset: Dataset, split: Split) => parts.map(part => countsOf(dataset, split[part]));
const sorted = (indices: Iterable<number>): number[] => [...indices].sort((a, b) => a - b);

/** Sets of 1 to 5 classes, each of 3 to 12 originals of 1 to 9 images, in mixed order. */
const groupedDatasets = fc
  .array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 12 }), {
    minLength: 1,
    maxLength: 5,
  })
  .chain(classes => {
    const samples = classes.flatMap((sizes, label) =>
      sizes.flatMap((size, original) =>
        repeat(label, size).map(() => ({ label, group: `${label}/${original}` })),
      ),
    );
    return fc.shuffledSubarray(samples, { minLength: samples.length });
  })
  .map(samples =>
    labelledDataset(
      samples.map(sample => sample.label),
      { groups: samples.map(sample => sample.group) },
    ),
  );

describe('a split', () => {
  it('gives every image to one split, keeps copies of an original together, and leaves no class out', () => {
    fc.assert(
      fc.property(groupedDatasets, fc.nat(), (dataset, seed) => {
        const split = splitDataset(dataset, { ...base, seed });
        const all = parts.flatMap(part => [...split[part]]);
        expect(sorted(all)).toEqual([...dataset.labels.keys()]);
        const splitsOfGroup = new Map<string, Set<string>>();
        for (const part of parts) {
          for (const index of split[part]) {
            const group = dataset.groups[index]!;
            splitsOfGroup.set(group, (splitsOfGroup.get(group) ?? new Set()).add(part));
          }
        }
        for (const found of splitsOfGroup.values()) expect(found.size).toBe(1);
        for (const counts of allCounts(dataset, split)) expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('divides each class in the fractions asked for', () => {
    const dataset = labelledDataset([...repeat(0, 100), ...repeat(1, 40), ...repeat(2, 20)]);
    expect(allCounts(dataset, splitDataset(dataset, base))).toEqual([
      [65, 26, 13],
      [15, 6, 3],
      [20, 8, 4],
    ]);
  });

  it('comes within half an original of the fractions where originals are alike', () => {
    const labels = repeat(0, 160);
    const groups = labels.map((_, index) => String(index % 16));
    const dataset = labelledDataset(labels, { groups });
    const split = splitDataset(dataset, base);
    // 20 % and 15 % of 160 images are 32 and 24; originals have 10 images.
    expect(parts.map(part => split[part].length)).toEqual([110, 20, 30]);
  });

  it('trains on the largest original where one outweighs all others', () => {
    const groups = [...repeat(0, 100).map(() => 'large'), 'small', 'tiny'];
    const dataset = labelledDataset(repeat(0, 102), { groups });
    for (let seed = 0; seed < 10; seed++) {
      const split = splitDataset(dataset, { ...base, seed });
      expect(parts.map(part => split[part].length)).toEqual([100, 1, 1]);
    }
  });

  it('depends on its seed and on nothing else', () => {
    const dataset = labelledDataset([...repeat(0, 30), ...repeat(1, 30)]);
    expect(splitDataset(dataset, base)).toEqual(splitDataset(dataset, { ...base }));
    expect(sorted(splitDataset(dataset, base).test)).not.toEqual(
      sorted(splitDataset(dataset, { ...base, seed: 2 }).test),
    );
  });

  it('is in random order, so that its first images are of several classes', () => {
    const dataset = labelledDataset([...repeat(0, 100), ...repeat(1, 100)]);
    const { test } = splitDataset(dataset, base);
    expect(new Set([...test.subarray(0, 12)].map(index => dataset.labels[index])).size).toBe(2);
  });

  it('tests on the test part the set brings, on all of it and on nothing else', () => {
    const labels = Array.from({ length: 60 }, (_, index) => index % 2);
    const isPublishedTest = labels.map((_, index) => Number(index % 3 === 0));
    const dataset = labelledDataset(labels, { isPublishedTest });
    const split = splitDataset(dataset, { ...base, validationFraction: 0.25, testFraction: 0.9 });
    expect(sorted(split.test)).toEqual([...labels.keys()].filter(index => index % 3 === 0));
    expect(allCounts(dataset, split)).toEqual([
      [15, 15],
      [5, 5],
      [10, 10],
    ]);
  });
});

describe('a limit on the images of a split', () => {
  const dataset = labelledDataset([...repeat(0, 120), ...repeat(1, 60), ...repeat(2, 20)]);
  const limits = { trainImages: 65, validationImages: 10, testImages: 5 };

  it('is met exactly, in proportion to the classes', () => {
    expect(allCounts(dataset, splitDataset(dataset, { ...base, ...limits }))).toEqual([
      [39, 20, 6],
      [6, 3, 1],
      [3, 1, 1],
    ]);
  });

  it('takes images from the split that there is without it, more with a higher limit', () => {
    const whole = splitDataset(dataset, base);
    const small = splitDataset(dataset, { ...base, ...limits });
    const larger = splitDataset(dataset, { ...base, ...limits, trainImages: 100 });
    for (const part of parts) expect([...whole[part]]).toEqual(expect.arrayContaining([...small[part]]));
    expect([...larger.train]).toEqual(expect.arrayContaining([...small.train]));
    expect(larger.test).toEqual(small.test);
  });
});

describe('a split that cannot be made', () => {
  const plain = labelledDataset([...repeat(0, 20), ...repeat(1, 10)]);
  const cases: readonly (readonly [
    title: string,
    dataset: Dataset,
    options: Partial<SplitOptions>,
    fault: string,
  ])[] = [
    [
      'a class with too few images',
      labelledDataset([0, 0, 0, 0, 1, 1]),
      {},
      'split: class class-1 has 2 images, must have at least 3, one each for training, validation and test; add images or leave the class out',
    ],
    [
      'a class with too few originals',
      labelledDataset(repeat(0, 40), { groups: repeat(0, 40).map((_, index) => String(index % 2)) }),
      {},
      'split: class class-0 has 2 originals (in 40 images), must have at least 3, one each for training, validation and test; add images or leave the class out',
    ],
    [
      'a class missing from training',
      labelledDataset([0, 0, 1, 0, 1], { isPublishedTest: [0, 0, 0, 1, 1] }),
      {},
      'split: class class-1 has 1 image outside the test part, must have at least 2, one each for training and validation; add images or leave the class out',
    ],
    [
      "a class missing from the set's test part",
      labelledDataset([0, 0, 1, 1, 0], { isPublishedTest: [0, 0, 0, 0, 1] }),
      {},
      "split: class class-1 has no image in the set's own test part, must have at least 1 to be tested",
    ],
    [
      'an original in two classes',
      labelledDataset([0, 0, 0, 1, 1, 1], { groups: ['a', 'b', 'c', 'd', 'b', 'e'] }),
      {},
      'split: image #1 and image #4 show the same original (b) but their classes are class-0 and class-1, must be of one class',
    ],
    [
      "an original inside and outside the set's test part",
      labelledDataset([0, 0, 0, 0], { groups: ['a', 'b', 'c', 'a'], isPublishedTest: [0, 0, 0, 1] }),
      {},
      "split: image #0 and image #3 show the same original (a) but only one is in the set's own test part, must be both or neither",
    ],
    [
      'more images asked for than there are',
      plain,
      { trainImages: 21 },
      'split: trainImages is 21 but 19 images are there for training, must be at most 19; omit it to take all, or change the fractions',
    ],
    [
      'fewer images asked for than classes',
      plain,
      { testImages: 1 },
      'split: testImages is 1, must be at least 2, one of each class',
    ],
    [
      'part of an image',
      plain,
      { testImages: 2.5 },
      'split: testImages is 2.5, must be a whole number from 1',
    ],
    [
      'a fraction of nothing',
      plain,
      { validationFraction: 0 },
      'split: validationFraction is 0, must be between 0 and 1',
    ],
    [
      'a fraction of NaN',
      plain,
      { testFraction: NaN },
      'split: testFraction is NaN, must be between 0 and 1',
    ],
    [
      'fractions that leave nothing',
      plain,
      { validationFraction: 0.5, testFraction: 0.5 },
      'split: validationFraction 0.5 and testFraction 0.5 leave nothing to train on, must add up to less than 1',
    ],
    [
      'a negative seed',
      plain,
      { seed: -1 },
      'hostRandom: seed is -1, must be a whole number from 0 to 4294967295',
    ],
  ];

  it.each(cases)('(%s) says why', (_, dataset, options, fault) => {
    expect(() => splitDataset(dataset, { ...base, ...options })).toThrow(fault);
  });
});

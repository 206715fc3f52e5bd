import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { dealToFolds } from '../../src/data/folds.js';
import { splitDataset, type Split } from '../../src/data/split.js';
import { labelledDataset } from './files.js';

const base = { seed: 1, validationFraction: 0.15, testFraction: 0.2 };
const parts = ['train', 'validation', 'test'] as const;
const sorted = (indices: Iterable<number>): number[] => [...indices].sort((a, b) => a - b);

function splitsOf(dataset: Dataset, folds: number, seed = 1): Split[] {
  return Array.from({ length: folds }, (_, place) =>
    splitDataset(dataset, { ...base, seed, folds, fold: place + 1 }),
  );
}

/** Some originals of some images in each of a few classes. */
const grouped = fc
  .array(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 8, maxLength: 20 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map(classes =>
    classes.flatMap((sizes, label) =>
      sizes.flatMap((size, original) =>
        Array.from({ length: size }, () => ({ label, group: `${label}/${original}` })),
      ),
    ),
  )
  .map(samples =>
    labelledDataset(
      samples.map(({ label }) => label),
      { groups: samples.map(({ group }) => group) },
    ),
  );

describe('folds', () => {
  it('test each image once, and never an original that was seen in training or validation', () => {
    fc.assert(
      fc.property(grouped, fc.integer({ min: 3, max: 5 }), fc.nat(), (dataset, folds, seed) => {
        const splits = splitsOf(dataset, folds, seed);
        expect(sorted(splits.flatMap(({ test }) => [...test]))).toEqual([...dataset.labels.keys()]);
        for (const split of splits) {
          expect(sorted(parts.flatMap(part => [...split[part]]))).toEqual([...dataset.labels.keys()]);
          const groups = parts.map(part => new Set(Array.from(split[part], row => dataset.groups[row]!)));
          const together = groups.reduce((sum, { size }) => sum + size, 0);
          expect(together).toBe(new Set(dataset.groups).size);
          for (const part of parts) {
            const labels = new Set(Array.from(split[part], row => dataset.labels[row]!));
            expect(labels.size).toBe(dataset.classNames.length);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('have as many images of each class, but for one', () => {
    const labels = [...Array<number>(52).fill(0), ...Array<number>(23).fill(1)];
    const counts = splitsOf(labelledDataset(labels), 5).map(({ test }) =>
      [0, 1].map(label => test.filter(row => labels[row] === label).length),
    );
    expect(sorted(counts.map(([first]) => first!))).toEqual([10, 10, 10, 11, 11]);
    expect(sorted(counts.map(([, second]) => second!))).toEqual([4, 4, 5, 5, 5]);
    expect(sorted(counts.map(([first, second]) => first! + second!))).toEqual([15, 15, 15, 15, 15]);
  });

  it('put large originals where there is room', () => {
    const [dealt] = dealToFolds([[[0], [1, 2, 3, 4], [5], [6, 7], [8], [9, 10, 11]]], 3);
    const sizes = [1, 4, 1, 2, 1, 3];
    const sums = [0, 1, 2].map(fold =>
      sizes.reduce((sum, size, i) => sum + (dealt![i] === fold ? size : 0), 0),
    );
    expect(sums).toEqual([4, 4, 4]);
  });

  it('validate on other images each, and are the same for the same seed only', () => {
    const dataset = labelledDataset(Array.from({ length: 100 }, (_, row) => row % 2));
    const splits = splitsOf(dataset, 5);
    const validated = splits.flatMap(({ validation }) => [...validation]);
    expect(splits.map(({ validation }) => validation.length)).toEqual([16, 16, 16, 16, 16]);
    expect(new Set(validated).size).toBe(80);
    expect(splitsOf(dataset, 5)).toEqual(splits);
    expect(splitsOf(dataset, 5, 2)).not.toEqual(splits);
  });

  it.each([
    [
      'too few originals',
      () => splitsOf(labelledDataset([0, 0, 0, 0, 1, 1, 1]), 4),
      'split: class class-1 has 3 originals, must have at least 4 for 4 folds; add images, take fewer folds or leave the class out',
    ],
    [
      'a test part of its own',
      () => splitsOf(labelledDataset([0, 0, 0, 0, 0], { isPublishedTest: [0, 0, 0, 0, 1] }), 2),
      'split: folds is 2, must be left out for a set with a test part of its own, which alone is tested',
    ],
    [
      'a fold that is not there',
      () => splitDataset(labelledDataset([0, 0, 0, 0]), { ...base, folds: 2, fold: 3 }),
      'split: fold is 3, must be a whole number from 1 to 2, the folds',
    ],
    [
      'no image left to train',
      () => splitDataset(labelledDataset([0, 0, 0, 0]), { ...base, folds: 2, validationFraction: 0.5 }),
      'split: validationFraction 0.5 and 2 folds leave nothing to train on, must add up to less than 1',
    ],
    [
      'one large original and few others',
      () =>
        splitDataset(labelledDataset(Array<number>(13).fill(0), { groups: Array.from('aaaaaaaaaabcd') }), {
          ...base,
          folds: 2,
          fold: 2,
        }),
      'split: class class-0 has 1 original outside fold 2 of 2, must have at least 2, one each for training and validation; take more folds',
    ],
  ])('refuse %s', (_, make, message) => expect(make).toThrow(message));
});
